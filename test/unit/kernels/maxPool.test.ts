import { suite, test } from "mocha";
import { maxPool2d, maxPool2dBackward } from "../../../src/engine/ops/MaxPool2d";
import { tensor } from "../../../src/engine/tensor";
import type { Pair } from "../../../src/network/shape";
import { assertSame, assertUntouched, at, call, dyadic, forget, place, putMaps, read, type Size } from "./support";

interface Case {
	readonly size: Size;
	readonly kernel: Pair;
	readonly stride: Pair;
	readonly padding?: Pair;
	readonly dilation?: Pair;
	/** Rows and columns more than padding on both sides gives, as ceil_mode has. */
	readonly more?: number;
}

const ZERO: Pair = [0, 0];
const ONE: Pair = [1, 1];

const cases: readonly Case[] = [
	{ size: [1, 1, 2, 2], kernel: [2, 2], stride: [2, 2] },
	{ size: [2, 6, 28, 28], kernel: [2, 2], stride: [2, 2] },
	{ size: [3, 17, 7, 7], kernel: [2, 2], stride: [2, 2], more: 1 },
	{ size: [1, 16, 14, 13], kernel: [3, 3], stride: [2, 2], padding: [1, 1] },
	{ size: [2, 84, 5, 6], kernel: [3, 2], stride: [1, 1], padding: [1, 1] },
	{ size: [1, 5, 9, 7], kernel: [2, 3], stride: [2, 1], padding: [1, 1], dilation: [3, 2] },
	{ size: [2, 10, 1, 1], kernel: [3, 3], stride: [1, 1], padding: [1, 1] },
];

const outOf = (size: number, kernel: number, stride: number, padding: number, dilation: number, more: number) =>
	Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1 + more;

suite("kernels: maximum over windows", () => {
	for (const { size, kernel, stride, padding = ZERO, dilation = ONE, more = 0 } of cases)
		for (const special of [false, true])
			test(`${size} kernel ${kernel} stride ${stride} padding ${padding} dilation ${dilation}${special ? " with NaN and −∞" : ""}`, () => {
				const [images, channels, height, width] = size;
				const rows = outOf(height, kernel[0], stride[0], padding[0], dilation[0], more);
				const columns = outOf(width, kernel[1], stride[1], padding[1], dilation[1], more);
				const numbers = dyadic(images * channels * height * width, 1);
				if (special) for (let i = 0; i < numbers.length; i += 3) numbers[i] = i % 2 ? Number.NEGATIVE_INFINITY : (numbers[i] ?? 0);
				if (special) for (let i = 0; i < numbers.length; i += 31) numbers[i] = Number.NaN;
				const gradients = dyadic(images * channels * rows * columns, 2);
				const window = { kernel, stride, before: padding, after: padding, dilation };
				const outShape = [images, channels, rows, columns];
				const expected = tensor(outShape);
				const input = tensor([...size], numbers);
				maxPool2d(input, expected, window);
				const expectedGradient = tensor([...size], dyadic(numbers.length, 3));
				// Where several NaN are in a window, the kernel takes the first, the reference the last: with windows apart there are none.
				maxPool2dBackward(input, tensor(outShape, gradients), expectedGradient, window);

				for (const parts of [1, 2, 3]) {
					forget();
					const x = putMaps(size, numbers, 1);
					const y = place([images, channels, rows, columns], 2);
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
						dilationRows: dilation[0],
						dilationColumns: dilation[1],
						top: padding[0],
						left: padding[1],
					};
					call("maxPool", { ...at("x", x), ...at("y", y), ...sizes }, parts);
					assertSame(read(y), expected.data, `y of ${parts} parts`);
					assertUntouched(y);
					const g = putMaps([images, channels, rows, columns], gradients, 1);
					const gx = putMaps(size, dyadic(numbers.length, 3), 3);
					call("maxPoolBackward", { ...at("x", x), ...at("y", y), ...at("g", g), ...at("gx", gx), ...sizes }, parts);
					assertSame(read(gx), expectedGradient.data, `gx of ${parts} parts`);
					assertUntouched(gx);
				}
			});
});
