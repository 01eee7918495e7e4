import type { LayerKind } from "../network/kind";
import { elements, type Shape } from "../network/shape";
import type { Layer } from "./analysis";

/** Kinds that change numbers but not where they come from: what makes a shape is looked for above them. */
const passing: ReadonlySet<string> = new Set(["activation", "normalization", "regularization", "shape"]);
export const passesOn = (kind: LayerKind, input: Shape, output: Shape): boolean =>
	kind.takes === "one" && passing.has(kind.group) && elements(input) === elements(output);

/**
 * The layer, by index, that made the numbers which reach a layer as its `input`: upstream past those that only pass them on. Undefined for the
 * model's input. With `ofRank`, where maps are missing, it is what made a vector of them, although that passes the numbers on.
 */
export function makerOf(layers: readonly Layer[], input: number | undefined, ofRank = false): number | undefined {
	let at = input;
	for (;;) {
		const layer = at === undefined ? undefined : layers[at];
		const [shape] = layer?.inputShapes ?? [];
		if (!layer?.kind || !shape || !layer.shape || !passesOn(layer.kind, shape, layer.shape)) return layer?.index;
		if (ofRank && shape.length !== layer.shape.length) return layer.index;
		at = layer.inputs[0];
	}
}
