import { elements, type Shape } from "../../network/shape";
import type { AnyTensor } from "../tensor";
import { addSums } from "./addSums";

/** How far apart neighbours along each axis of `shape` lie in x, lined up from the right; 0 where x has only one number there. */
export function steps(x: AnyTensor, shape: Shape): number[] {
	const missing = shape.length - x.shape.length;
	const result = shape.map(() => 0);
	for (let axis = x.shape.length - 1, step = 1; axis >= 0; axis--) {
		const size = x.shape[axis] ?? 1;
		if (size !== 1) result[axis + missing] = step;
		step *= size;
	}
	return result;
}

/** Calls `row` for each row (last axis) of y: where it starts in y, where in x, and x's step along it. Source: "Broadcasting semantics", PyTorch documentation. */
export function alongRows(y: AnyTensor, x: AnyTensor, row: (inY: number, inX: number, step: number, length: number) => void): void {
	const length = y.shape.at(-1) ?? 1;
	const outer = y.shape.slice(0, -1);
	const distance = steps(x, y.shape);
	const place = outer.map(() => 0);
	const rows = elements(outer);
	for (let i = 0, inX = 0; i < rows; i++) {
		row(i * length, inX, distance.at(-1) ?? 0, length);
		// On to the next row, like the digits of a number.
		for (let axis = outer.length - 1; axis >= 0; axis--) {
			inX += distance[axis]!;
			if (++place[axis]! < outer[axis]!) break;
			inX -= distance[axis]! * outer[axis]!;
			place[axis] = 0;
		}
	}
}

/** y = first input, then y = combine(y, x) with each other, spread over y's shape. */
export function combineAll(inputs: readonly AnyTensor[], y: AnyTensor, combine: (a: number, b: number) => number): void {
	const out = y.data;
	for (const [i, x] of inputs.entries()) {
		alongRows(y, x, (inY, inX, step, length) => {
			if (i === 0) for (let k = 0; k < length; k++) out[inY + k] = x.data[inX + k * step]!;
			else for (let k = 0; k < length; k++) out[inY + k] = combine(out[inY + k]!, x.data[inX + k * step]!);
		});
	}
}

/** The way back of spreading x over y's shape: gx += the sum of gy over all places that read the same number of x. */
export function reduceTo(gx: AnyTensor, gy: AnyTensor): void {
	const sums = new Float64Array(gx.data.length);
	alongRows(gy, gx, (inY, inX, step, length) => {
		for (let k = 0; k < length; k++) sums[inX + k * step]! += gy.data[inY + k]!;
	});
	addSums(gx.data, sums);
}
