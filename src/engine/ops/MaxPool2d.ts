import { poolWindow } from "../../network/layers/pool";
import type { Window } from "../../network/layers/window";
import { defineOp, onlyInput } from "../op";
import { type AnyTensor, dimensions, zerosLike } from "../tensor";
import { addSums } from "./addSums";

/**
 * The largest number of each window; the border counts as −∞ and never wins. x N×C×H×W, y N×C×OH×OW.
 * `winners`, as long as y, receives each winner's place h·W + w in its map: the first in row-major order among equals; NaN beats all;
 * −1 where a dilated window steps over all of the map.
 * Source: torch.nn.MaxPool2d documentation, aten/src/ATen/native/cpu/MaxPoolKernel.cpp.
 */
export function maxPool2d(input: AnyTensor, output: AnyTensor, window: Window, winners?: Int32Array): void {
	const [batch, channels, height, width] = dimensions(input);
	const [, , outHeight, outWidth] = dimensions(output);
	const x = input.data;
	const y = output.data;
	const { kernel, stride, before, dilation } = window;
	let at = 0;
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		for (let i = 0; i < outHeight; i++) {
			const [rowFrom, rowTo] = inside(i * stride[0] - before[0], kernel[0], dilation[0], height);
			for (let j = 0; j < outWidth; j++) {
				const [columnFrom, columnTo] = inside(j * stride[1] - before[1], kernel[1], dilation[1], width);
				let best = Number.NEGATIVE_INFINITY;
				let winner = rowFrom < rowTo && columnFrom < columnTo ? rowFrom * width + columnFrom : -1;
				for (let row = rowFrom; row < rowTo; row += dilation[0]) {
					for (let column = columnFrom; column < columnTo; column += dilation[1]) {
						const value = x[base + row * width + column]!;
						if (value > best || Number.isNaN(value)) {
							best = value;
							winner = row * width + column;
						}
					}
				}
				if (winners) winners[at] = winner;
				y[at++] = best;
			}
		}
	}
}

/** The part of a window that lies on the data: [first, behind the last) along one axis. */
function inside(start: number, kernel: number, dilation: number, size: number): [from: number, to: number] {
	const from = start < 0 ? start + Math.ceil(-start / dilation) * dilation : start;
	return [from, Math.min(start + (kernel - 1) * dilation + 1, size)];
}

/** Only the winner moves y, one for one: ∂x[winner of k] += ∂y[k]. */
export function maxPool2dBackward(x: AnyTensor, gy: AnyTensor, gx: AnyTensor, window: Window): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(gy);
	const winners = new Int32Array(gy.data.length);
	maxPool2d(x, { shape: gy.shape, data: zerosLike(gy.data) }, window, winners);
	const sums = new Float64Array(height * width);
	for (let map = 0, k = 0; map < batch * channels; map++) {
		sums.fill(0);
		for (const end = k + outHeight * outWidth; k < end; k++) if (winners[k]! >= 0) sums[winners[k]!]! += gy.data[k]!;
		addSums(gx.data, sums, map * height * width);
	}
}

export const MaxPool2d = defineOp<Parameters<typeof poolWindow>[0]>({
	type: "MaxPool2d",
	forward: (step) => maxPool2d(onlyInput(step), step.output, poolWindow(step.attributes)),
	backward(step, { output: gy, inputs: [gx] }) {
		if (gx) maxPool2dBackward(onlyInput(step), gy, gx, poolWindow(step.attributes));
	},
});
