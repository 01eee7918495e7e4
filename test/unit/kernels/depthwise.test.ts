import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Pair } from "../../../src/network/shape";
import {
	assertSame,
	assertUntouched,
	at,
	CANARY,
	call,
	dyadic,
	floats,
	forget,
	place,
	put,
	putMaps,
	read,
	type Size,
	uniform,
} from "./support";

interface Case {
	readonly size: Size;
	readonly kernel: Pair;
	readonly stride: Pair;
	readonly dilation?: Pair;
}

const ONE: Pair = [1, 1];

/** Sizes are those of x with its padding. */
const cases: readonly Case[] = [
	{ size: [1, 1, 3, 3], kernel: [3, 3], stride: ONE },
	{ size: [2, 6, 9, 9], kernel: [3, 3], stride: ONE },
	{ size: [1, 17, 5, 12], kernel: [3, 3], stride: ONE },
	{ size: [1, 84, 12, 23], kernel: [3, 3], stride: ONE },
	{ size: [3, 16, 9, 15], kernel: [3, 3], stride: [2, 2] },
	{ size: [1, 84, 9, 9], kernel: [3, 3], stride: [1, 2] },
	{ size: [2, 10, 11, 13], kernel: [3, 3], stride: [2, 1], dilation: [2, 2] },
	{ size: [1, 5, 11, 13], kernel: [3, 3], stride: ONE, dilation: [3, 3] },
	{ size: [1, 5, 7, 8], kernel: [5, 5], stride: ONE },
	{ size: [2, 3, 8, 9], kernel: [2, 4], stride: [3, 3] },
	{ size: [2, 10, 7, 7], kernel: ONE, stride: ONE },
	{ size: [1, 6, 40, 41], kernel: [1, 3], stride: ONE },
];

/** [kernel places][lanes]; the lanes behind the channels hold numbers that must not matter. */
function packed(weights: Float32Array, channels: number, taps: number): Float32Array {
	const lanes = Math.ceil(channels / 4) * 4;
	return Float32Array.from({ length: taps * lanes }, (_, i) => {
		const channel = i % lanes;
		return channel < channels ? (weights[channel * taps + Math.floor(i / lanes)] ?? 0) : 3;
	});
}

suite("kernels: depthwise convolution", () => {
	for (const { size, kernel, stride, dilation = ONE } of cases) {
		const [images, channels, height, width] = size;
		const rows = Math.floor((height - dilation[0] * (kernel[0] - 1) - 1) / stride[0]) + 1;
		const columns = Math.floor((width - dilation[1] * (kernel[1] - 1) - 1) / stride[1]) + 1;
		const taps = kernel[0] * kernel[1];
		const outSize: Size = [images, channels, rows, columns];
		const count = images * channels * rows * columns;

		/** Visits every product: y's place, x's place, w's place (C×kh×kw). */
		function eachProduct(visit: (y: number, x: number, w: number) => void): void {
			for (let k = 0; k < count; k++) {
				const [j, i, map] = [k % columns, Math.floor(k / columns) % rows, Math.floor(k / (rows * columns))];
				for (let tap = 0; tap < taps; tap++) {
					const [v, u] = [tap % kernel[1], Math.floor(tap / kernel[1])];
					const place = (map * height + i * stride[0] + u * dilation[0]) * width + j * stride[1] + v * dilation[1];
					visit(k, place, (map % channels) * taps + tap);
				}
			}
		}

		const title = `${size} kernel ${kernel} stride ${stride} dilation ${dilation}`;

		test(title, () => {
			const [numbers, weights, bias, before] = [
				dyadic(images * channels * height * width, 1),
				dyadic(channels * taps, 2),
				dyadic(channels, 3),
				dyadic(count, 4),
			];
			const plain = Float32Array.from({ length: count }, (_, k) => bias[Math.floor(k / (rows * columns)) % channels] ?? 0);
			eachProduct((y, x, w) => {
				plain[y] = (plain[y] ?? 0) + (numbers[x] ?? 0) * (weights[w] ?? 0);
			});
			for (const [add, clamp, keeps] of [
				[0, 0, 0],
				[1, 0, 0],
				[0, 1, 0],
				[0, 1, 1],
			] as const)
				for (const parts of [1, 2, 3]) {
					forget();
					const x = putMaps(size, numbers);
					const y = putMaps(outSize, before, 1);
					const kept = keeps ? place(outSize, 1) : undefined;
					call(
						"depthwise",
						{
							...at("x", { ...x, pixel: x.pixel * stride[1], row: x.row * stride[0] }),
							...at("y", y),
							weights: put(packed(weights, channels, taps)),
							bias: put([...bias, 0, 0, 0]),
							images,
							rows,
							columns,
							outputs: x.lanes,
							kernelRows: kernel[0],
							kernelStep: dilation[0] * x.row,
							kernelColumns: kernel[1],
							columnStep: dilation[1] * x.pixel,
							add,
							clamp,
							low: -1,
							high: 6,
							kept: kept?.pointer ?? 0,
						},
						parts,
					);
					const expected = plain.map((number, k) => (clamp ? Math.min(Math.max(number, -1), 6) : add ? number + (before[k] ?? 0) : number));
					assertSame(read(y), expected, `add ${add} clamp ${clamp} parts ${parts}`);
					assertUntouched(y);
					if (kept) {
						assertSame(read(kept), plain);
						assertUntouched(kept);
					}
				}
		});

		test(`${title}: gradient of the weights`, () => {
			const [numbers, gradients] = [uniform(images * channels * height * width, 1), uniform(count, 2)];
			const [sums, sizes] = [new Float64Array(channels * taps), new Float64Array(channels * taps)];
			eachProduct((y, x, w) => {
				const product = (gradients[y] ?? 0) * (numbers[x] ?? 0);
				sums[w] = (sums[w] ?? 0) + product;
				sizes[w] = (sizes[w] ?? 0) + Math.abs(product);
			});
			const lanes = Math.ceil(channels / 4) * 4;
			const expected = packed(Float32Array.from(sums), channels, taps).map((sum, i) => (i % lanes < channels ? sum : 0));
			const results = [1, 2, 3].map((parts) => {
				forget();
				const x = putMaps(size, numbers);
				const g = putMaps(outSize, gradients, 1);
				const gw = put(new Float32Array(taps * lanes + 4).fill(CANARY));
				call(
					"depthwiseWeights",
					{
						...at("x", { ...x, pixel: x.pixel * stride[1], row: x.row * stride[0] }),
						...at("g", g),
						gw,
						images,
						rows,
						columns,
						outputs: lanes,
						channels,
						kernelRows: kernel[0],
						kernelStep: dilation[0] * x.row,
						kernelColumns: kernel[1],
						columnStep: dilation[1] * x.pixel,
					},
					parts,
				);
				assertSame(floats(gw + 4 * taps * lanes, 4), [CANARY, CANARY, CANARY, CANARY]);
				return floats(gw, taps * lanes).slice();
			});
			const [first = []] = results;
			// Products cancel: an error is small beside the sum of their sizes, 1e-7 of it.
			const summed = packed(Float32Array.from(sizes), channels, taps);
			for (const [i, sum] of expected.entries())
				assert.ok(Math.abs((first[i] ?? Number.NaN) - sum) <= 1e-7 * Math.max(1, summed[i] ?? 0), `[${i}]: ${first[i]}, not ${sum}`);
			for (const other of results) assertSame(other, first);
		});
	}
});
