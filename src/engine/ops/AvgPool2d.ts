import { poolWindow } from "../../network/layers/pool";
import type { Window } from "../../network/layers/window";
import { defineOp, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** What a window's sum is divided by. */
export interface AvgDivisor {
	/** Whether the padding's zeros count. */
	readonly includePad: boolean;
	readonly override: number | undefined;
}

/**
 * The mean of each window. x N×C×H×W, y N×C×OH×OW. A window that reaches beyond even the padding (ceil_mode) counts only up to its end.
 * Source: torch.nn.AvgPool2d documentation, aten/src/ATen/native/cpu/AvgPoolKernel.cpp.
 */
export function avgPool2d(x: Tensor, y: Tensor, { kernel, stride, before, after }: Window, { includePad, override }: AvgDivisor): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	let at = 0;
	for (let map = 0; map < batch * channels; map++) {
		const base = map * height * width;
		for (let i = 0; i < outHeight; i++) {
			const top = i * stride[0] - before[0];
			const bottom = Math.min(top + kernel[0], height + after[0]);
			const [rowFrom, rowTo] = [Math.max(top, 0), Math.min(bottom, height)];
			for (let j = 0; j < outWidth; j++) {
				const left = j * stride[1] - before[1];
				const right = Math.min(left + kernel[1], width + after[1]);
				const [columnFrom, columnTo] = [Math.max(left, 0), Math.min(right, width)];
				let sum = 0;
				for (let row = rowFrom; row < rowTo; row++) {
					for (let column = columnFrom; column < columnTo; column++) sum += x.data[base + row * width + column]!;
				}
				const seen = (rowTo - rowFrom) * (columnTo - columnFrom);
				const divisor = override ?? (includePad ? (bottom - top) * (right - left) : seen);
				y.data[at++] = sum / divisor;
			}
		}
	}
}

type Values = Parameters<typeof poolWindow>[0] & { readonly count_include_pad: boolean; readonly divisor_override: number | undefined };

export const AvgPool2d = defineOp<Values>({
	type: "AvgPool2d",
	forward(step) {
		const { count_include_pad: includePad, divisor_override: override } = step.attributes;
		avgPool2d(onlyInput(step), step.output, poolWindow(step.attributes), { includePad, override });
	},
});
