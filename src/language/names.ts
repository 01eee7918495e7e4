import { INPUT } from "../network/graph";
import type { Analysis, Layer, LayerSource } from "../source/analysis";

/** How a layer is called in a sentence: `3 Conv2d`. */
export const layerName = (layer: Layer): string => `${layer.key} ${layer.type}`;

/** A layer that feeds another, by index; −1 is the model's input. */
export function feederName(analysis: Analysis, index: number): string {
	const layer = analysis.layers[index];
	return index === INPUT || !layer ? "input" : layerName(layer);
}

/** The id or the place of a source in its list: what its state-dict key ends with. */
export function ownName(source: LayerSource): string {
	const id = source.keys.id?.written;
	return typeof id === "string" && id !== "" ? id : String(source.path.at(-1) ?? 0);
}
