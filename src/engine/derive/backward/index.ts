import type { GradientDerivation, GradientQuery, SentBack } from "../../../network/gradient";
import { INPUT } from "../../../network/graph";
import { INPUT_KEY } from "../../../network/tile";
import type { Model } from "../../model";
import { gridOf, holds, indexOf } from "../grid";
import { senderOf } from "./registry";

/**
 * How the gradient of one number came about, of a model that was differentiated for one picture (of a batch, the first's): what each layer
 * that reads the number sends back to it. Undefined where there is no such number. Throws an Error where no gradients are held.
 */
export function deriveGradient(model: Model, { layer: key, tile, y, x, count }: GradientQuery): GradientDerivation | undefined {
	const own = model.layers.findIndex((layer) => layer.key === key);
	const tensor = own >= 0 ? model.layers[own]?.output : key === INPUT_KEY ? model.input : undefined;
	if (!tensor) return undefined;
	const grid = gridOf(tensor);
	const place = { tile, y, x };
	if (!holds(grid, place)) return undefined;
	if (!model.differentiated) throw new Error("the model holds no gradients");
	const index = indexOf(grid, place);
	const from = own < 0 ? INPUT : own;
	const parts: SentBack[] = [];
	for (const layer of model.layers) {
		for (const [input, source] of layer.plan.node.inputs.entries()) {
			if (source !== from) continue;
			const { type } = layer.plan.node;
			const sender = senderOf(type);
			if (!sender) throw new TypeError(`nothing is known of what ${type} sends back`);
			const site = { model, layer, attributes: layer.plan.attributes, input, index, count };
			parts.push({ ...sender.back(site), layer: layer.key, input });
		}
	}
	const gradients = own < 0 ? model.inputGradient : (model.layers[own]?.gradient ?? model.inputGradient);
	return { value: tensor.data[index]!, gradient: gradients.data[index]!, parts };
}
