import { poolWindow } from "../../network/layers/pool";
import type { Window } from "../../network/layers/window";
import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { addSums } from "./addSums";

/** What a window's sum is divided by. */
export interface AvgDivisor {
	/** Whether the padding's zeros count. */
	readonly includePad: boolean;
	readonly override: number | undefined;
}

/** The part of one window that lies on its map, rows and columns [first, behind the last), and what its sum is divided by. */
type Visit = (at: number, rows: readonly [from: number, to: number], columns: readonly [from: number, to: number], divisor: number) => void;

/** The rows (axis 0) or columns [first, behind the last) of window `i`, with padding and without. One that reaches beyond even the padding (ceil_mode) ends with it. */
export function avgSpan(i: number, axis: 0 | 1, size: number, { kernel, stride, before, after }: Window) {
	const from = i * stride[axis] - before[axis];
	const to = Math.min(from + kernel[axis], size + after[axis]);
	return { padded: [from, to], inside: [Math.max(from, 0), Math.min(to, size)] } as const;
}

/** What the sum of a window of such rows and columns is divided by. */
export function avgCount(
	rows: ReturnType<typeof avgSpan>,
	columns: ReturnType<typeof avgSpan>,
	{ includePad, override }: AvgDivisor,
): number {
	const [[top, bottom], [left, right]] = includePad ? [rows.padded, columns.padded] : [rows.inside, columns.inside];
	return override ?? (bottom - top) * (right - left);
}

/** Visits one map's windows in the order of y's pixels. */
function eachWindow(x: AnyTensor, y: AnyTensor, window: Window, divisor: AvgDivisor, visit: Visit): void {
	const [, , height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	const across = Array.from({ length: outWidth }, (_, j) => avgSpan(j, 1, width, window));
	for (let i = 0; i < outHeight; i++) {
		const rows = avgSpan(i, 0, height, window);
		for (const [j, columns] of across.entries()) visit(i * outWidth + j, rows.inside, columns.inside, avgCount(rows, columns, divisor));
	}
}

/**
 * The mean of each window. x N×C×H×W, y N×C×OH×OW.
 * Source: torch.nn.AvgPool2d documentation, aten/src/ATen/native/cpu/AvgPoolKernel.cpp.
 */
export function avgPool2d(x: AnyTensor, y: AnyTensor, window: Window, divisor: AvgDivisor): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		const first = map * outHeight * outWidth;
		eachWindow(x, y, window, divisor, (at, rows, columns, count) => {
			let sum = 0;
			for (let row = rows[0]; row < rows[1]; row++) {
				for (let column = columns[0]; column < columns[1]; column++) sum += x.data[base + row * width + column]!;
			}
			y.data[first + at] = sum / count;
		});
	}
}

/** Each number of a window has the same share in its mean: ∂x[i] += ∂y[k]/divisor of k, over the windows k that hold i. */
export function avgPool2dBackward(gy: AnyTensor, gx: AnyTensor, window: Window, divisor: AvgDivisor): void {
	const [batch, channels, height, width] = dimensions(gx);
	const [, , outHeight, outWidth] = dimensions(gy);
	const sums = new Float64Array(height * width);
	for (let map = 0; map < batch * channels; map++) {
		const first = map * outHeight * outWidth;
		sums.fill(0);
		eachWindow(gx, gy, window, divisor, (at, rows, columns, count) => {
			const share = gy.data[first + at]! / count;
			for (let row = rows[0]; row < rows[1]; row++) {
				for (let column = columns[0]; column < columns[1]; column++) sums[row * width + column]! += share;
			}
		});
		addSums(gx.data, sums, map * height * width);
	}
}

export type AvgPoolValues = Parameters<typeof poolWindow>[0] & {
	readonly count_include_pad: boolean;
	readonly divisor_override: number | undefined;
};

/** An AvgPool2d layer's divisor as its kernel wants it. */
export const divisorOf = ({ count_include_pad: includePad, divisor_override: override }: AvgPoolValues): AvgDivisor => ({
	includePad,
	override,
});

export const AvgPool2d = defineOp<AvgPoolValues>({
	type: "AvgPool2d",
	forward: (step) => avgPool2d(onlyInput(step), step.output, poolWindow(step.attributes), divisorOf(step.attributes)),
	backward({ attributes }, { output: gy, inputs: [gx] }) {
		if (gx) avgPool2dBackward(gy, gx, poolWindow(attributes), divisorOf(attributes));
	},
});
