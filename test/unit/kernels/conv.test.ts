import assert from "node:assert/strict";
import {
	assertSame,
	assertUntouched,
	at,
	call,
	dyadic,
	floats,
	forget,
	type Maps,
	place,
	put,
	putInts,
	putMaps,
	read,
	uniform,
} from "./support";

interface Case {
	readonly images: number;
	readonly inputs: number;
	readonly outputs: number;
	readonly size: readonly [number, number];
	readonly kernel: readonly [number, number];
	readonly stride?: readonly [number, number];
	readonly dilation?: readonly [number, number];
}

const lanes = (channels: number) => Math.ceil(channels / 4) * 4;

/** Weights O×taps as panels. */
function panels(outputs: number, taps: number, weights: ArrayLike<number>): Float32Array {
	const packed = new Float32Array(lanes(outputs) * taps);
	for (let o = 0; o < outputs; o++) {
		const panel = o >> 4;
		const width = Math.min(16, lanes(outputs) - 16 * panel);
		for (let t = 0; t < taps; t++) packed[16 * panel * taps + t * width + (o & 15)] = weights[o * taps + t] ?? Number.NaN;
	}
	return packed;
}

interface Numbers {
	readonly x: Float32Array;
	readonly weights: Float32Array;
	readonly bias: Float32Array | undefined;
	readonly before: Float32Array | undefined;
}

const span = (kernel: number, dilation: number) => (kernel - 1) * dilation + 1;
function outputSize({ size, kernel, stride = [1, 1], dilation = [1, 1] }: Case): [number, number] {
	const along = (axis: 0 | 1) => Math.floor((size[axis] - span(kernel[axis], dilation[axis])) / stride[axis]) + 1;
	return [along(0), along(1)];
}

function numbers(one: Case, make: (count: number, seed: number) => Float32Array, { bias = true, add = false } = {}): Numbers {
	const { images, inputs, outputs, size, kernel } = one;
	const [rows, columns] = outputSize(one);
	return {
		x: make(images * inputs * size[0] * size[1], 1),
		weights: make(outputs * kernel[0] * kernel[1] * inputs, 2),
		bias: bias ? make(outputs, 3) : undefined,
		before: add ? make(images * outputs * rows * columns, 4) : undefined,
	};
}

/** In double precision; weights in the order output, kernel row, kernel column, input. */
function expected(one: Case, { x, weights, bias, before }: Numbers): Float32Array {
	const { images, inputs, outputs, size, kernel, stride = [1, 1], dilation = [1, 1] } = one;
	const [rows, columns] = outputSize(one);
	const result: number[] = [];
	for (let n = 0; n < images; n++)
		for (let o = 0; o < outputs; o++)
			for (let i = 0; i < rows; i++)
				for (let j = 0; j < columns; j++) {
					let sum = (bias?.[o] ?? 0) + (before?.[result.length] ?? 0);
					for (let u = 0; u < kernel[0]; u++)
						for (let v = 0; v < kernel[1]; v++)
							for (let c = 0; c < inputs; c++) {
								const place = ((n * inputs + c) * size[0] + i * stride[0] + u * dilation[0]) * size[1] + j * stride[1] + v * dilation[1];
								sum += (x[place] ?? Number.NaN) * (weights[((o * kernel[0] + u) * kernel[1] + v) * inputs + c] ?? Number.NaN);
							}
					result.push(sum);
				}
	return Float32Array.from(result);
}

interface Options {
	readonly clamp?: readonly [number, number];
	readonly kept?: boolean;
	readonly parts?: number;
	/** Whether the call has the list of its taps. */
	readonly listed?: boolean;
}

/** Runs the kernel; y, what was kept, and the maps of y. */
function run(
	one: Case,
	given: Numbers,
	{ clamp, kept = false, parts = 1, listed = false }: Options = {},
): { y: Float32Array; kept: Float32Array; maps: Maps } {
	forget();
	const { images, inputs, outputs, size, kernel, stride = [1, 1], dilation = [1, 1] } = one;
	const [rows, columns] = outputSize(one);
	const x = putMaps([images, inputs, ...size], given.x);
	const maps = place([images, outputs, rows, columns], 1);
	const aside = place([images, outputs, rows, columns], 1);
	if (given.before) {
		const start = putMaps([images, outputs, rows, columns], given.before, 1);
		floats(maps.base, maps.size).set(floats(start.base, start.size));
	}
	const bias = new Float32Array(lanes(outputs));
	if (given.bias) bias.set(given.bias);
	const whole = lanes(inputs) === inputs && dilation[1] === 1;
	const taps = Array.from({ length: kernel[0] * kernel[1] * inputs }, (_, t) => {
		const [u, v, c] = [Math.floor(t / (kernel[1] * inputs)), Math.floor(t / inputs) % kernel[1], t % inputs];
		return u * dilation[0] * x.row + v * dilation[1] * x.pixel + 4 * c;
	});
	const at0 = at("x", x);
	call(
		"conv",
		{
			...at0,
			...{ xPixel: x.pixel * stride[1], xRow: x.row * stride[0] },
			...at("y", maps),
			weights: put(panels(outputs, kernel[0] * kernel[1] * inputs, given.weights)),
			bias: given.bias ? put(bias) : 0,
			...{ images, rows, columns, outputs: lanes(outputs), kernelRows: kernel[0], kernelStep: dilation[0] * x.row },
			...{ runs: whole ? 1 : kernel[1], runStep: dilation[1] * x.pixel, runLength: whole ? kernel[1] * inputs : inputs },
			add: given.before ? 1 : 0,
			...{ clamp: clamp ? 1 : 0, low: clamp?.[0] ?? 5, high: clamp?.[1] ?? -5, kept: kept ? aside.pointer : 0 },
			offsets: listed ? putInts(taps) : 0,
		},
		parts,
	);
	assertUntouched(maps);
	assertUntouched(aside);
	return { y: read(maps), kept: read(aside), maps };
}

const CASES: readonly Case[] = [
	{ images: 1, inputs: 1, outputs: 6, size: [9, 8], kernel: [5, 5] },
	{ images: 2, inputs: 6, outputs: 16, size: [7, 7], kernel: [5, 5] },
	{ images: 1, inputs: 3, outputs: 10, size: [8, 9], kernel: [3, 3] },
	{ images: 3, inputs: 16, outputs: 17, size: [7, 7], kernel: [3, 3] },
	{ images: 2, inputs: 5, outputs: 84, size: [4, 5], kernel: [1, 1] },
	{ images: 1, inputs: 84, outputs: 1, size: [1, 1], kernel: [1, 1] },
	{ images: 1, inputs: 17, outputs: 84, size: [1, 1], kernel: [1, 1] },
	{ images: 5, inputs: 16, outputs: 43, size: [1, 1], kernel: [1, 1] },
	{ images: 2, inputs: 8, outputs: 3, size: [9, 10], kernel: [3, 2], stride: [2, 3] },
	{ images: 1, inputs: 4, outputs: 24, size: [11, 9], kernel: [3, 3], dilation: [2, 2] },
	{ images: 2, inputs: 1, outputs: 12, size: [7, 8], kernel: [2, 3], stride: [1, 2], dilation: [3, 2] },
	{ images: 1, inputs: 10, outputs: 28, size: [1, 7], kernel: [1, 3] },
	{ images: 1, inputs: 8, outputs: 8, size: [6, 1], kernel: [3, 1] },
	{ images: 3, inputs: 4, outputs: 32, size: [2, 2], kernel: [2, 2] },
	{ images: 1, inputs: 32, outputs: 48, size: [9, 10], kernel: [3, 3] },
	{ images: 2, inputs: 64, outputs: 20, size: [15, 14], kernel: [1, 1] },
	{ images: 2, inputs: 100, outputs: 22, size: [4, 5], kernel: [3, 3] },
	{ images: 9, inputs: 801, outputs: 20, size: [1, 1], kernel: [1, 1] },
	{ images: 1, inputs: 401, outputs: 6, size: [2, 7], kernel: [2, 1] },
];
const name = ({ images, inputs, outputs, size, kernel, stride, dilation }: Case) =>
	`${images}×${inputs}×${size.join("×")} → ${outputs}, ${kernel.join("×")}${stride ? `, stride ${stride}` : ""}${dilation ? `, dilation ${dilation}` : ""}`;

suite("kernels: conv", () => {
	for (const one of CASES) {
		test(name(one), () => {
			for (const options of [{}, { bias: false }, { add: true }, { bias: false, add: true }]) {
				const given = numbers(one, dyadic, options);
				const sums = expected(one, given);
				for (const parts of [1, 2, 3, 64]) assertSame(run(one, given, { parts }).y, sums);
			}
			const given = numbers(one, uniform);
			const single = run(one, given).y;
			const size = expected(one, {
				...given,
				x: given.x.map(Math.abs),
				weights: given.weights.map(Math.abs),
				bias: given.bias?.map(Math.abs),
			});
			for (const [i, sum] of expected(one, given).entries())
				assert.ok(Math.abs((single[i] ?? Number.NaN) - sum) <= 1e-6 * (size[i] ?? 0), `[${i}]: ${single[i]}, not ${sum}`);
			for (const parts of [2, 3, 7]) assertSame(run(one, given, { parts }).y, single);
			for (const parts of [1, 3]) assertSame(run(one, given, { parts, listed: true }).y, single);
		});
	}

	test("clamps, and keeps what was there before", () => {
		for (const one of CASES) {
			const given = numbers(one, dyadic);
			const whole = expected(one, given);
			const { y, kept } = run(one, given, { clamp: [-2, 6.5], kept: true, parts: 2 });
			assertSame(kept, whole);
			assertSame(
				y,
				whole.map((value) => Math.min(Math.max(value, -2), 6.5)),
			);
		}
	});

	test("clamps as Math.max and Math.min: NaN stays, zeros are positive", () => {
		const one: Case = { images: 1, inputs: 4, outputs: 16, size: [1, 3], kernel: [1, 1] };
		const given = numbers(one, dyadic);
		given.weights.fill(-0);
		given.bias?.fill(-0);
		given.x[0] = Number.NaN;
		const { y } = run(one, given, { clamp: [0, Number.POSITIVE_INFINITY] });
		for (const [at, value] of y.entries()) assert.ok(Object.is(value, at % 3 === 0 ? Number.NaN : 0), `${at}: ${value}`);
		given.x[0] = 1;
		given.weights.fill(Number.POSITIVE_INFINITY, 0, 4);
		given.x.fill(1);
		assert.equal(run(one, given, { clamp: [0, 6] }).y[0], 6);
	});

	test("no taps: the bias alone", () => {
		const one: Case = { images: 1, inputs: 4, outputs: 5, size: [3, 3], kernel: [0, 0] };
		const bias = dyadic(5, 3);
		const none = { x: new Float32Array(36), weights: new Float32Array(0), bias, before: undefined };
		const [rows, columns] = outputSize(one);
		assert.deepEqual([rows, columns], [4, 4]);
		assertSame(
			run(one, none).y,
			Float32Array.from({ length: 80 }, (_, i) => bias[Math.floor(i / 16)] ?? Number.NaN),
		);
	});

	test("a picture has the same numbers in any batch and a pixel in any map", () => {
		const one: Case = { images: 5, inputs: 7, outputs: 36, size: [6, 7], kernel: [3, 3] };
		const given = numbers(one, uniform);
		const all = run(one, given).y;
		for (let n = 0; n < 5; n++) {
			const x = given.x.subarray(n * 7 * 42, (n + 1) * 7 * 42);
			assertSame(run({ ...one, images: 1 }, { ...given, x }).y, all.subarray(n * 36 * 20, (n + 1) * 36 * 20));
		}
		const corner: Case = { images: 1, inputs: 7, outputs: 36, size: [3, 3], kernel: [3, 3] };
		for (let j = 0; j < 5; j++) {
			const x = new Float32Array(7 * 9);
			for (let c = 0; c < 7; c++)
				for (let u = 0; u < 3; u++) for (let v = 0; v < 3; v++) x[(c * 3 + u) * 3 + v] = given.x[(c * 6 + u) * 7 + j + v] ?? Number.NaN;
			assertSame(
				run(corner, { ...given, x }).y,
				Array.from({ length: 36 }, (_, o) => all[o * 20 + j] ?? Number.NaN),
			);
		}
	});
});
