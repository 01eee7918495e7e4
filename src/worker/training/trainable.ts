import type { Dataset } from "../../engine";
import type { Graph } from "../../network/graph";
import { formatShape } from "../../network/shape";
import { type Text, text } from "../../network/text";
import type { TrainRecipe } from "../../network/train";

/** Why a network cannot be trained on labelled pictures, and which layer would have to change; undefined where it can. */
export function untrainable(
	{ nodes }: Graph,
	{ data, loss, class_weights: weights }: Pick<TrainRecipe, "data" | "loss" | "class_weights">,
	{ classes }: Dataset,
): { readonly text: Text; readonly layer?: string } | undefined {
	const last = nodes.at(-1);
	if (!last) return { text: text("There is no layer to train.") };
	const layer = `${last.key} ${last.type}`;
	const [features = 1, ...more] = last.shape;
	if (more.length > 0) {
		const values = { layer, shape: formatShape(last.shape) };
		return { text: text("To be trained, a network must end in a vector of class scores; {layer} gives {shape}.", values), layer: last.key };
	}
	if (weights && loss !== "MSELoss" && weights.length !== features) {
		const counts = { weights: weights.length, layer, features };
		return { text: text("There are {weights} class_weights, but {layer} gives {features} scores.", counts), layer: last.key };
	}
	if (features >= classes.length) return undefined;
	const values = { data, classes: classes.length, layer, features };
	return { text: text("{data} has {classes} classes, but {layer} gives only {features} scores.", values), layer: last.key };
}
