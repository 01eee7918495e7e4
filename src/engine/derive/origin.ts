import type { Place } from "../../network/derivation";
import { INPUT } from "../../network/graph";
import { INPUT_KEY } from "../../network/tile";
import type { Layer, Model } from "../model";
import { tileSize } from "../source";
import { curveTypes } from "./curves";
import { placeOf } from "./grid";

/** Layers that leave every number where it stands, in row-major order. */
const keeps = new Set(["Flatten", "Dropout", "Identity", ...curveTypes]);

/**
 * Where the features of a layer's input stood before they were flattened: in the nearest maps above, through layers that leave each number
 * where it is. Undefined where the features are mixed ones, or were never maps.
 */
export function originOf(model: Model, layer: Layer): ((index: number) => Place & { readonly layer: string }) | undefined {
	const { layers, plan } = model;
	let [from = INPUT] = layer.plan.node.inputs;
	const shapeOf = () => (from === INPUT ? plan?.graph.input : layers[from]?.plan.node.shape) ?? [];
	if (shapeOf().length > 1) return undefined; // not flattened
	while (shapeOf().length === 1) {
		const node = layers[from]?.plan.node;
		if (!node || !keeps.has(node.type)) return undefined;
		[from = INPUT] = node.inputs;
	}
	const size = tileSize(shapeOf());
	const key = layers[from]?.key ?? INPUT_KEY;
	return (index) => ({ layer: key, ...placeOf(size, index) });
}
