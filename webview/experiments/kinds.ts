import { type ExperimentKind, experimentKinds } from "../../src/network/experiment";
import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import { t } from "../l10n";

export { experimentKinds };

/** What each experiment is called, and what it asks. */
export const words: Readonly<Record<ExperimentKind, { readonly name: () => string; readonly question: () => string }>> = {
	translation: {
		name: () => t("Translation"),
		question: () => t("The picture is moved. Do the maps move along, and does the network still see the same?"),
	},
	rotation: {
		name: () => t("Rotation"),
		question: () => t("The picture is turned, or dark for bright. Windows slide, they do not turn: does the network still see the same?"),
	},
	ablation: {
		name: () => t("Switch off a map"),
		question: () => t("One map is 0 for all that comes after it. How much do the class scores need it?"),
	},
	subsampling: {
		name: () => t("Fewer pixels"),
		question: () => t("The picture has ever fewer pixels. How many does the network need?"),
	},
	padding: {
		name: () => t("Padding"),
		question: () => t("The zeros around the border are left out. What were they good for?"),
	},
	pooling: {
		name: () => t("Pooling"),
		question: () => t("The same maps, pooled by maximum and by mean. What does the network make of it?"),
	},
	kernel: {
		name: () => t("One kernel"),
		question: () =>
			t("One kernel is 0, or other numbers. It is used at every position: wherever its window is not all 0, the map changes."),
	},
};

const padded = new Set(["Conv2d", "MaxPool2d", "AvgPool2d"]);
const pools = new Set(["MaxPool2d", "AvgPool2d", "AdaptiveMaxPool2d", "AdaptiveAvgPool2d"]);
const kerneled = new Set(["Conv2d", "ConvTranspose2d"]);

/** Whether an experiment can be made with a layer. */
export function suits(kind: ExperimentKind, { state, shape, type }: PanelLayer): boolean {
	if (state !== "ok" || !shape) return false;
	if (kind === "padding") return padded.has(type);
	if (kind === "pooling") return pools.has(type);
	if (kind === "kernel") return kerneled.has(type);
	return shape.length === 3 || (kind === "ablation" && shape.length === 1);
}

/** The layers that an experiment can be made with. */
export const suited = (kind: ExperimentKind, model: PanelModel): readonly PanelLayer[] =>
	model.layers.filter((layer) => suits(kind, layer));

/** The layer that it is made with: the selected one, or else the first that suits. */
export function layerFor(kind: ExperimentKind, model: PanelModel, selected: string | null | undefined): PanelLayer | undefined {
	const layers = suited(kind, model);
	return layers.find(({ key }) => key === selected) ?? layers[0];
}
