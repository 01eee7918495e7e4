import type { Model } from "../model";
import type { Tensor } from "../tensor";

/** Where numbers stopped being finite: a layer's key (or "input"), and whether its parameters, its output or only the loss broke. */
export interface Broken {
	readonly layer: string;
	readonly what: "parameters" | "output" | "loss";
}

const finite = ({ data }: Pick<Tensor, "data">): boolean => data.every(Number.isFinite);

/**
 * The first place, in the order of computation, with a NaN or an infinity after a forward pass whose loss is none. A layer whose parameters
 * broke is named before its output. "loss" where every layer is whole.
 */
export function firstBroken(model: Model): Broken {
	if (model.input && !finite(model.input)) return { layer: "input", what: "output" };
	for (const { key, parameters, attempted, output } of model.layers) {
		const tensors = [...Object.values<Tensor | undefined>({ ...parameters }), ...attempted.map((data) => ({ data }))];
		if (!tensors.every((tensor) => !tensor || finite(tensor))) return { layer: key, what: "parameters" };
		if (!finite(output)) return { layer: key, what: "output" };
	}
	return { layer: model.layers.at(-1)?.key ?? "input", what: "loss" };
}
