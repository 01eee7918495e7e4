import { elements } from "../../../network/shape";
import { onlyInput } from "../../op";
import { placeOf } from "../grid";
import { byContribution } from "../parts";
import { lineOf } from "../softmax";
import { arrivingAt, defineSender, sameOutput } from "./site";

/** See `softmaxBackward`: every output of a line depends on every number of it. Along the batch, only those of the first picture can be listed. */
export const softmaxes = defineSender<{ readonly dim: number }>({
	types: ["Softmax", "LogSoftmax"],
	back(site) {
		const { layer, index, attributes, count } = site;
		const log = layer.plan.node.type === "LogSoftmax";
		const input = onlyInput(layer);
		const line = lineOf(input, index, attributes.dim);
		const values = line.map((i) => input.data[i]!);
		const max = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
		const all = values.reduce((total, value) => total + Math.exp(value - max), 0);
		const share = (i: number) => Math.exp(input.data[i]! - max) / all;
		const gradients = layer.gradient.data;
		const products = line.map((i) => gradients[i]! * (log ? 1 : share(i)));
		const shared = products.reduce((total, product) => total + product, 0);
		const picture = elements(input.shape.slice(1));
		const grid = arrivingAt(site);
		const listed = [...byContribution(products)].filter((k) => line[k]! < picture).slice(0, count);
		const terms = listed.map((k) => {
			const i = line[k]!;
			return { output: placeOf(grid, i), gradient: gradients[i]!, share: share(i) };
		});
		const { output, gradient } = sameOutput(site);
		const own = share(index);
		const sum = log ? gradient - own * shared : own * (gradient - shared);
		return { form: "softmax", log, output, gradient, share: own, shared, terms, total: line.length, sum };
	},
});
