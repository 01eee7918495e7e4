import assert from "node:assert/strict";
import { plainScratch, scratchBytes, sizeOf, tilesOf, transformedLength } from "../../../src/engine/simd/winograd";
import {
	allocate,
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
	uniform,
} from "./support";

interface Case {
	readonly images: number;
	readonly inputs: number;
	readonly outputs: number;
	/** Of the outputs. */
	readonly size: readonly [number, number];
	/** 3 unless said otherwise. */
	readonly kernel?: number;
}

const CASES: readonly Case[] = [
	{ images: 1, inputs: 1, outputs: 1, size: [1, 1] },
	{ images: 2, inputs: 3, outputs: 10, size: [4, 4] },
	{ images: 1, inputs: 5, outputs: 6, size: [7, 9] },
	{ images: 3, inputs: 16, outputs: 17, size: [5, 6] },
	{ images: 1, inputs: 17, outputs: 84, size: [8, 3] },
	{ images: 2, inputs: 32, outputs: 24, size: [14, 13] },
	{ images: 1, inputs: 131, outputs: 40, size: [6, 5] },
	{ images: 2, inputs: 70, outputs: 16, size: [14, 10] },
	...[2, 4, 5].flatMap((kernel): Case[] => [
		{ images: 1, inputs: 1, outputs: 1, size: [1, 1], kernel },
		{ images: 2, inputs: 6, outputs: 16, size: [10, 11], kernel },
		{ images: 1, inputs: 12, outputs: 36, size: [7, 16], kernel },
		{ images: 3, inputs: 5, outputs: 8, size: [4, 3], kernel },
	]),
];

const lanes = (channels: number) => Math.ceil(channels / 4) * 4;

interface Options {
	readonly parts?: number;
	readonly tiles?: number;
	readonly clamp?: readonly [number, number];
	readonly before?: ArrayLike<number>;
	readonly kept?: boolean;
}
interface Given {
	readonly x: Float32Array;
	/** As panels. */
	readonly weights: Float32Array;
	readonly bias: Float32Array;
}

function numbers({ images, inputs, outputs, size, kernel = 3 }: Case, make: typeof uniform): Given {
	const bias = new Float32Array(lanes(outputs));
	bias.set(make(outputs, 3));
	const more = kernel - 1;
	return {
		x: make(images * inputs * (size[0] + more) * (size[1] + more), 1),
		weights: make(kernel ** 2 * inputs * lanes(outputs), 2),
		bias,
	};
}

/** By `conv`, and by `winograd` from transformed and (3 × 3) from plain weights, which must give the same bits: what they give and what they kept. */
function both(one: Case, given: Given, { parts = 1, tiles, clamp, before, kept = false }: Options = {}) {
	forget();
	const { images, inputs, outputs, size, kernel: k = 3 } = one;
	const [rows, columns] = size;
	const x = putMaps([images, inputs, rows + k - 1, columns + k - 1], given.x);
	const weights = put(given.weights);
	const shape = [images, outputs, rows, columns] as const;
	const all = ["conv", "winograd", "plain"] as const;
	const results = (k === 3 ? all : all.slice(0, 2)).map((kernel) => {
		const maps = place(shape, 1);
		const aside = place(shape, 1);
		if (before) {
			const start = putMaps(shape, before, 1);
			floats(maps.base, maps.size).set(floats(start.base, start.size));
		}
		const common = {
			...{ ...at("x", x), ...at("y", maps), bias: put(given.bias), images, rows, columns, outputs: lanes(outputs) },
			...{ add: before ? 1 : 0, clamp: clamp ? 1 : 0, low: clamp?.[0] ?? 5, high: clamp?.[1] ?? -5, kept: kept ? aside.pointer : 0 },
		};
		if (kernel === "conv") {
			const taps = { kernelRows: k, kernelStep: x.row, runs: k, runStep: x.pixel, runLength: inputs };
			call("conv", { ...common, ...taps, weights, offsets: 0 }, parts);
		} else if (kernel === "plain") {
			const scratchPart = plainScratch(inputs, tiles ?? tilesOf(common, sizeOf(3)));
			const scratch = allocate(parts * scratchPart + 64);
			call("winograd", { ...common, weights, inputs, scratch, scratchPart, plain: 1, size: sizeOf(3) }, parts);
			assert.ok(floats(scratch + parts * scratchPart, 4).every((number) => number === CANARY));
		} else {
			const count = transformedLength(inputs, outputs);
			const transformed = put(new Float32Array(count + 4).fill(CANARY));
			call("winogradWeights", { weights, to: transformed, outputs: lanes(outputs), inputs, kernel: k }, parts);
			const scratchPart = scratchBytes(inputs, outputs, tiles);
			const scratch = allocate(parts * scratchPart + 64);
			call("winograd", { ...common, weights: transformed, inputs, scratch, scratchPart, plain: 0, size: sizeOf(k) }, parts);
			for (const end of [transformed + 4 * count, scratch + parts * scratchPart])
				assert.ok(floats(end, 4).every((number) => number === CANARY));
		}
		assertUntouched(maps);
		assertUntouched(aside);
		return { y: read(maps), kept: read(aside) };
	});
	const [direct, fast, plain = fast] = results;
	assert.ok(direct && fast && plain);
	assertSame(plain.y, fast.y);
	assertSame(plain.kept, fast.kept);
	return { direct, fast };
}

/** Within `tolerance` of the largest number. */
function assertNear(actual: Float32Array, expected: Float32Array, tolerance = 1e-5): void {
	const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
	for (const [i, value] of expected.entries())
		assert.ok(Math.abs((actual[i] ?? Number.NaN) - value) <= tolerance * largest, `[${i}]: ${actual[i]}, not ${value}`);
}

suite("kernels: winograd", () => {
	for (const one of CASES) {
		const { images, inputs, outputs, size, kernel = 3 } = one;
		test(`${images}×${inputs}×${size.join("×")} → ${outputs}, ${kernel}×${kernel}`, () => {
			const given = numbers(one, uniform);
			const { direct, fast } = both(one, given);
			assertNear(fast.y, direct.y);
			for (const parts of [2, 3, 7]) assertSame(both(one, given, { parts }).fast.y, fast.y);
			for (const tiles of [1, 2, 5]) assertSame(both(one, given, { tiles }).fast.y, fast.y);
			const before = dyadic(fast.y.length, 4);
			const added = both(one, given, { before, parts: 2 });
			assertNear(added.fast.y, added.direct.y);
			const clamped = both(one, given, { clamp: [-1, 3.5], kept: true });
			assertSame(clamped.fast.kept, fast.y);
			assertSame(
				clamped.fast.y,
				fast.y.map((value) => Math.min(Math.max(value, -1), 3.5)),
			);
		});
	}

	test("NaN stays, and reaches no other tile than those whose windows hold it", () => {
		const one: Case = { images: 1, inputs: 4, outputs: 4, size: [8, 12] };
		const given = numbers(one, uniform);
		given.x[15] = Number.NaN;
		const { y } = both(one, given, { clamp: [0, 6] }).fast;
		for (const [i, value] of y.entries()) {
			const [row, column] = [Math.floor(i / 12) % 8, i % 12];
			assert.equal(Number.isNaN(value), row < 4 && column < 4, `${i}`);
		}
	});
});
