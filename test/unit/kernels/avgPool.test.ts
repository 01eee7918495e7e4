import { suite, test } from "mocha";
import { avgPool2d, avgPool2dBackward } from "../../../src/engine/ops/AvgPool2d";
import { tensor } from "../../../src/engine/tensor";
import type { Pair } from "../../../src/network/shape";
import { assertClose, assertSame, assertUntouched, at, call, dyadic, forget, place, putMaps, read, type Size } from "./support";

interface Case {
	readonly size: Size;
	readonly kernel: Pair;
	readonly stride: Pair;
	readonly padding?: Pair;
	/** Rows and columns more than padding on both sides gives, as ceil_mode has. */
	readonly more?: number;
	readonly divisor?: number;
}

const ZERO: Pair = [0, 0];

const cases: readonly Case[] = [
	{ size: [1, 1, 2, 2], kernel: [2, 2], stride: [2, 2] },
	{ size: [2, 84, 7, 7], kernel: [7, 7], stride: [7, 7] },
	{ size: [3, 17, 7, 5], kernel: [2, 2], stride: [2, 2], more: 1 },
	{ size: [1, 16, 9, 8], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
	{ size: [2, 6, 5, 6], kernel: [3, 2], stride: [1, 1], padding: [1, 1] },
	{ size: [1, 5, 9, 7], kernel: [2, 3], stride: [2, 1], divisor: 5 },
	{ size: [2, 10, 1, 1], kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
	{ size: [1, 3, 60, 60], kernel: [60, 60], stride: [60, 60] },
];

const outOf = (size: number, kernel: number, stride: number, padding: number, more: number) =>
	Math.floor((size + 2 * padding - kernel) / stride) + 1 + more;

suite("kernels: mean over windows", () => {
	for (const { size, kernel, stride, padding = ZERO, more = 0, divisor } of cases)
		for (const includePad of [false, true])
			test(`${size} kernel ${kernel} stride ${stride} padding ${padding} ${includePad ? "counting" : "not counting"} it`, () => {
				const [images, channels, height, width] = size;
				const rows = outOf(height, kernel[0], stride[0], padding[0], more);
				const columns = outOf(width, kernel[1], stride[1], padding[1], more);
				const numbers = dyadic(images * channels * height * width, 1);
				const outSize: Size = [images, channels, rows, columns];
				const gradients = dyadic(images * channels * rows * columns, 2);
				const window = { kernel, stride, before: padding, after: padding, dilation: [1, 1] as const };
				const expected = tensor([...outSize]);
				avgPool2d(tensor([...size], numbers), expected, window, { includePad, override: divisor });
				const expectedGradient = tensor([...size], dyadic(numbers.length, 3));
				avgPool2dBackward(tensor([...outSize], gradients), expectedGradient, window, { includePad, override: divisor });

				let first: Float32Array | undefined;
				for (const parts of [1, 2, 3]) {
					forget();
					const x = putMaps(size, numbers, 1);
					const y = place(outSize, 2);
					const sizes = {
						images,
						rows,
						columns,
						outputs: x.lanes,
						height,
						width,
						kernelRows: kernel[0],
						kernelColumns: kernel[1],
						strideRows: stride[0],
						strideColumns: stride[1],
						top: padding[0],
						left: padding[1],
						bottom: padding[0],
						right: padding[1],
						countPad: Number(includePad),
						divisor: divisor ?? 0,
					};
					call("avgPool", { ...at("x", x), ...at("y", y), ...sizes }, parts);
					// Sums of dyadic numbers are exact, so that only the division rounds.
					assertSame(read(y), expected.data, `y of ${parts} parts`);
					assertUntouched(y);
					const g = putMaps(outSize, gradients, 1);
					const gx = putMaps(size, dyadic(numbers.length, 3), 1);
					call("avgPoolBackward", { ...at("g", g), ...at("gx", gx), ...sizes }, parts);
					assertClose(read(gx), expectedGradient.data, 1e-6, `gx of ${parts} parts`);
					first ??= read(gx);
					assertSame(read(gx), first, "bits differ between parts");
					assertUntouched(gx);
				}
			});
});
