import type { Term } from "../../network/derivation";
import { needed } from "../op";
import { gridOf } from "./grid";
import { originOf } from "./origin";
import { pageOf } from "./parts";
import { defineDeriver, inputOf, sourceAt } from "./site";

/** See `linear`: output o of a row reads all features of that row. */
export const Linear = defineDeriver({
	types: ["Linear"],
	derive(site) {
		const { model, layer, index, parts } = site;
		const weight = needed(layer.parameters.weight, "weight");
		const [outFeatures = 1, features = 1] = weight.shape;
		const grid = gridOf(inputOf(site));
		const o = index % outFeatures;
		const first = Math.floor(index / outFeatures) * features;
		const products = Float64Array.from({ length: features }, (_, i) => grid.data[first + i]! * weight.data[o * features + i]!);
		const { listed, rest } = pageOf(products, parts);
		const origin = originOf(model, layer);
		const terms = listed.map((i): Term => {
			const source = sourceAt(grid, first + i);
			const at = origin?.(first + i);
			return { ...source, weight: weight.data[o * features + i]!, product: products[i]!, ...(at ? { origin: at } : {}) };
		});
		const bias = layer.parameters.bias?.data[o];
		return { form: "terms", terms, total: features, rest, ...(bias === undefined ? {} : { bias }) };
	},
});
