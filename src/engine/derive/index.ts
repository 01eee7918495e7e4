import type { Derivation, DerivationQuery } from "../../network/derivation";
import type { Model } from "../model";
import { gridOf, holds, indexOf } from "./grid";
import { deriverOf } from "./registry";

/**
 * How one number of a layer's output came about, of the picture that the model holds (the first of a batch), as its last `forward` in eval
 * mode computed it. Undefined where there is no such layer or no such number.
 */
export function derive(model: Model, query: DerivationQuery): Derivation | undefined {
	const layer = model.layer(query.layer);
	const deriver = layer && deriverOf(layer.plan.node.type);
	if (!layer || !deriver) return undefined;
	const output = gridOf(layer.output);
	const { tile, y, x, from, count, order } = query;
	const place = { tile, y, x };
	if (!holds(output, place)) return undefined;
	const index = indexOf(output, place);
	const value = output.data[index]!;
	const gradient = query.gradient && model.differentiated ? layer.gradient.data[index] : undefined;
	const form = deriver.derive({ model, layer, attributes: layer.plan.attributes, place, index, parts: { from, count, order } });
	return { ...form, value, ...(gradient === undefined ? {} : { gradient }) };
}
