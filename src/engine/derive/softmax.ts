import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import type { Tensor } from "../tensor";
import { gridOf } from "./grid";
import { defineDeriver, inputOf, sameSource, sourceAt } from "./site";

/** The numbers that share a total with number `index` of the first picture: those along axis `dim` (the batch counts as 0). */
export function lineOf({ shape }: Tensor, index: number, dim: number): readonly number[] {
	const axis = fromFront(dim, shape.slice(1));
	const total = shape[axis] ?? 1;
	const inner = elements(shape.slice(axis + 1));
	const first = index - (Math.floor(index / inner) % total) * inner;
	return Array.from({ length: total }, (_, i) => first + i * inner);
}

/** See `softmaxAlong`: numbers along an axis share a total. Along the batch, only those of the first picture can be listed. */
export const softmaxes = defineDeriver<{ readonly dim: number }>({
	types: ["Softmax", "LogSoftmax"],
	derive(site) {
		const { layer, index, attributes, parts } = site;
		const input = inputOf(site);
		const line = lineOf(input, index, attributes.dim);
		const values = line.map((i) => input.data[i]!);
		let max = Number.NEGATIVE_INFINITY;
		for (const value of values) max = Math.max(max, value);
		const sum = values.reduce((all, value) => all + Math.exp(value - max), 0);
		const picture = elements(input.shape.slice(1));
		const own = line.filter((i) => i < picture);
		if (parts.order === "contribution") own.sort((a, b) => input.data[b]! - input.data[a]! || a - b);
		const grid = gridOf(input);
		const others = own.slice(parts.from, parts.from + parts.count).map((i) => sourceAt(grid, i));
		return { form: "softmax", log: layer.plan.node.type === "LogSoftmax", from: sameSource(site), others, total: line.length, max, sum };
	},
});
