import assert from "node:assert/strict";
import { assertSame, at, CANARY, call, dyadic, floats, forget, place, put, putInts, putMaps, uniform, write } from "./support";

interface Case {
	readonly images: number;
	readonly inputs: number;
	readonly outputs: number;
	readonly size: readonly [number, number];
	readonly kernel: readonly [number, number];
	readonly stride?: number;
	readonly dilation?: number;
}

const CASES: readonly Case[] = [
	{ images: 1, inputs: 1, outputs: 6, size: [9, 8], kernel: [5, 5] },
	{ images: 2, inputs: 6, outputs: 16, size: [7, 7], kernel: [5, 5] },
	{ images: 3, inputs: 3, outputs: 10, size: [8, 9], kernel: [3, 3] },
	{ images: 2, inputs: 5, outputs: 84, size: [4, 5], kernel: [1, 1] },
	{ images: 7, inputs: 17, outputs: 84, size: [1, 1], kernel: [1, 1] },
	{ images: 1, inputs: 3, outputs: 1, size: [1, 1], kernel: [1, 1] },
	{ images: 3, inputs: 4, outputs: 17, size: [11, 9], kernel: [3, 3], stride: 2 },
	{ images: 2, inputs: 4, outputs: 24, size: [7, 8], kernel: [2, 3], dilation: 2 },
	{ images: 4, inputs: 2, outputs: 5, size: [6, 1], kernel: [2, 1] },
	{ images: 4, inputs: 2, outputs: 5, size: [1, 6], kernel: [1, 2] },
	{ images: 1, inputs: 2, outputs: 20, size: [3, 230], kernel: [1, 3] },
	{ images: 2, inputs: 3, outputs: 12, size: [40, 12], kernel: [2, 2] },
];
const name = ({ images, inputs, outputs, size, kernel, stride, dilation }: Case) =>
	`${images}×${inputs}×${size.join("×")} → ${outputs}, ${kernel.join("×")}${stride ? `, stride ${stride}` : ""}${dilation ? `, dilation ${dilation}` : ""}`;

const lanes = (channels: number) => Math.ceil(channels / 4) * 4;

function geometry({ size, kernel, stride = 1, dilation = 1 }: Case) {
	const along = (axis: 0 | 1) => Math.floor((size[axis] - (kernel[axis] - 1) * dilation - 1) / stride) + 1;
	return { rows: along(0), columns: along(1) };
}

/** Panels, in double precision. */
function expected(one: Case, x: ArrayLike<number>, g: ArrayLike<number>): Float32Array {
	const { images, inputs, outputs, size, kernel, stride = 1, dilation = 1 } = one;
	const { rows, columns } = geometry(one);
	const taps = kernel[0] * kernel[1] * inputs;
	const panels = new Float32Array(lanes(outputs) * taps);
	for (let o = 0; o < outputs; o++) {
		const width = Math.min(16, lanes(outputs) - (o & ~15));
		let tap = 0;
		for (let u = 0; u < kernel[0]; u++)
			for (let v = 0; v < kernel[1]; v++)
				for (let c = 0; c < inputs; c++) {
					let sum = 0;
					for (let n = 0; n < images; n++)
						for (let i = 0; i < rows; i++)
							for (let j = 0; j < columns; j++) {
								const from = ((n * inputs + c) * size[0] + i * stride + u * dilation) * size[1] + j * stride + v * dilation;
								sum += (x[from] ?? Number.NaN) * (g[((n * outputs + o) * rows + i) * columns + j] ?? Number.NaN);
							}
					panels[(o & ~15) * taps + tap++ * width + (o & 15)] = sum;
				}
	}
	return panels;
}

function run(one: Case, x: ArrayLike<number>, g: ArrayLike<number>, parts: number): Float32Array {
	forget();
	const { images, inputs, outputs, size, kernel, stride = 1, dilation = 1 } = one;
	const { rows, columns } = geometry(one);
	const from = putMaps([images, inputs, ...size], x, 1);
	const gradient = place([images, outputs, rows, columns], 1);
	floats(gradient.base, gradient.size).fill(3);
	write(gradient, g);
	const offsets: number[] = [];
	for (let u = 0; u < kernel[0]; u++)
		for (let v = 0; v < kernel[1]; v++)
			for (let c = 0; c < inputs; c++) offsets.push(u * dilation * from.row + v * dilation * from.pixel + 4 * c);
	const count = lanes(outputs) * offsets.length;
	const before = put(new Float32Array(count + 4).fill(CANARY));
	const sides = { ...at("x", from), ...at("g", gradient) };
	call(
		"convWeights",
		{
			...sides,
			...{ xPixel: stride * from.pixel, xRow: stride * from.row, gw: before, offsets: putInts(offsets), taps: offsets.length },
			...{ images, rows, columns, outputs: lanes(outputs), channels: outputs },
		},
		parts,
	);
	assert.ok(floats(before + 4 * count, 4).every((number) => number === CANARY));
	return floats(before, count).slice();
}

suite("kernels: convWeights", () => {
	for (const one of CASES) {
		test(name(one), () => {
			const { rows, columns } = geometry(one);
			const make = (numbers: typeof dyadic) =>
				[numbers(one.images * one.inputs * one.size[0] * one.size[1], 1), numbers(one.images * one.outputs * rows * columns, 2)] as const;
			const [x, g] = make(dyadic);
			const sums = expected(one, x, g);
			for (const parts of [1, 2, 3, 64]) assertSame(run(one, x, g, parts), sums);
			const [someX, someG] = make(uniform);
			const single = run(one, someX, someG, 1);
			const size = expected(one, someX.map(Math.abs), someG.map(Math.abs));
			for (const [i, sum] of expected(one, someX, someG).entries())
				assert.ok(Math.abs((single[i] ?? Number.NaN) - sum) <= 1e-6 * (size[i] ?? 0), `[${i}]: ${single[i]}, not ${sum}`);
			for (const parts of [2, 3, 7]) assertSame(run(one, someX, someG, parts), single);
		});
	}
});

suite("kernels: sumPixels", () => {
	for (const [images, channels, rows, columns] of [
		[1, 1, 1, 1],
		[2, 3, 5, 4],
		[3, 10, 7, 7],
		[2, 16, 3, 2],
		[2, 17, 1, 9],
		[1, 84, 2, 3],
	] as const) {
		test(`${images}×${channels}×${rows}×${columns}`, () => {
			for (const parts of [1, 2, 3, 7]) {
				forget();
				const numbers = dyadic(images * channels * rows * columns, 5);
				const g = putMaps([images, channels, rows, columns], numbers, 1);
				const count = lanes(channels);
				const sums = put(new Float32Array(count + 4).fill(CANARY));
				call("sumPixels", { ...at("g", g), sums, images, rows, columns, channels }, parts);
				const wanted = new Float32Array(count + 4).fill(CANARY, count);
				for (const [i, number] of numbers.entries()) {
					const channel = Math.floor(i / (rows * columns)) % channels;
					wanted[channel] = (wanted[channel] ?? 0) + number;
				}
				assertSame(floats(sums, count + 4), wanted);
			}
		});
	}
});

suite("kernels: gather", () => {
	test("copies by a table, and 0 where it says −1", () => {
		for (const parts of [1, 2, 3, 9]) {
			forget();
			const from = put([5, 6, 7, 8]);
			const to = put(new Float32Array(8).fill(CANARY));
			call("gather", { from, to, table: putInts([3, -1, 0, 0, 2, -1, 1]), count: 7 }, parts);
			assert.deepEqual([...floats(to, 8)], [8, 0, 5, 5, 7, 0, 6, CANARY]);
		}
	});
});
