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

/** Visits one map's windows in the order of y's pixels. A window that reaches beyond even the padding (ceil_mode) ends with it. */
function eachWindow(x: AnyTensor, y: AnyTensor, { kernel, stride, before, after }: Window, divisor: AvgDivisor, visit: Visit): void {
	const [, , height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	for (let i = 0; i < outHeight; i++) {
		const top = i * stride[0] - before[0];
		const bottom = Math.min(top + kernel[0], height + after[0]);
		const rows = [Math.max(top, 0), Math.min(bottom, height)] as const;
		for (let j = 0; j < outWidth; j++) {
			const left = j * stride[1] - before[1];
			const right = Math.min(left + kernel[1], width + after[1]);
			const columns = [Math.max(left, 0), Math.min(right, width)] as const;
			const count = divisor.includePad ? (bottom - top) * (right - left) : (rows[1] - rows[0]) * (columns[1] - columns[0]);
			visit(i * outWidth + j, rows, columns, divisor.override ?? count);
		}
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

type Values = Parameters<typeof poolWindow>[0] & { readonly count_include_pad: boolean; readonly divisor_override: number | undefined };

const divisorOf = ({ count_include_pad: includePad, divisor_override: override }: Values): AvgDivisor => ({ includePad, override });

export const AvgPool2d = defineOp<Values>({
	type: "AvgPool2d",
	forward: (step) => avgPool2d(onlyInput(step), step.output, poolWindow(step.attributes), divisorOf(step.attributes)),
	backward({ attributes }, { output: gy, inputs: [gx] }) {
		if (gx) avgPool2dBackward(gy, gx, poolWindow(attributes), divisorOf(attributes));
	},
});
