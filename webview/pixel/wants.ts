import type { Derivation, Source, Window } from "../../src/network/derivation";
import type { Want } from "../../src/protocol/frame";
import type { PanelModel } from "../../src/protocol/panel";
import { LONGEST_VECTOR } from "../layout/box";
import { shapeAt } from "../layout/feeds";
import { maxSideOf } from "../layout/sheet";
import { keyAt, sharing } from "../paint/range";
import { numbersOf } from "../wants";

/** Side of the input with the receptive field on it, in CSS pixels. */
export const FIELD_SIDE = 112;

/** Longest side that inputs are drawn with, in CSS pixels. */
const INPUT_SIDES = [64, 96, 132];

/** Tiles of the inputs that a derivation names: [input, tile]. */
function inputTiles(derivation: Derivation): readonly (readonly [number, number])[] {
	const parts: readonly Pick<Window | Source, "input" | "tile">[] =
		derivation.form === "windows"
			? derivation.windows
			: derivation.form === "max" || derivation.form === "mean"
				? [derivation.window]
				: derivation.form === "combine"
					? derivation.terms
					: "from" in derivation && derivation.from
						? [derivation.from]
						: [];
	return parts.map(({ input, tile }) => [input, tile]);
}

/** The output map, the maps that go into its number, and the numbers that their colours need. */
export function pixelWants(
	model: PanelModel,
	index: number,
	tile: number,
	derivation: Derivation | undefined,
	side: number,
	gradients: boolean,
): readonly Want[] {
	const dpr = window.devicePixelRatio;
	const map = (at: number, nth: number, css: number, what: Want["what"] = "maps"): Want => {
		const vector = shapeAt(model, at)?.length === 1;
		return { layer: keyAt(model, at), what, from: vector ? 0 : nth, count: 1, maxSide: vector ? LONGEST_VECTOR : maxSideOf(css, dpr) };
	};
	const wants = [map(index, tile, side), ...(gradients ? [map(index, tile, side, "gradients")] : [])];
	const sources = new Set<number>();
	if (model.input?.length === 3)
		wants.push({
			layer: keyAt(model, -1),
			what: "maps",
			from: 0,
			count: model.input[0] === 3 ? 3 : 1,
			maxSide: maxSideOf(FIELD_SIDE, dpr),
		});
	for (const [input, nth] of derivation ? inputTiles(derivation) : []) {
		const source = model.layers[index]?.inputs[input] ?? -1;
		sources.add(source);
		wants.push(...INPUT_SIDES.map((css) => map(source, nth, css)));
	}
	const ranged = new Set([index, ...sources].flatMap((at) => (at < 0 ? [at] : sharing(model, at))));
	const layer = model.layers[index];
	const slices = layer?.weight && layer.weight.length >= 3 ? (layer.weight[0] ?? 1) * (layer.weight[1] ?? 1) : layer?.weight ? 1 : 0;
	const kernels: Want[] = layer && slices > 0 ? [{ layer: layer.key, what: "kernels", from: 0, count: slices, maxSide: 1 }] : [];
	return [...wants, ...[...ranged].flatMap((at) => numbersOf(model, at)), ...kernels];
}
