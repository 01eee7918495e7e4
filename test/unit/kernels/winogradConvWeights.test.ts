import assert from "node:assert/strict";
import { transformedLength, weightsScratch } from "../../../src/engine/simd/winograd";
import { allocate, assertSame, at, CANARY, call, dyadic, floats, forget, place, put, putInts, putMaps, uniform, write } from "./support";

interface Case {
	readonly images: number;
	readonly inputs: number;
	readonly outputs: number;
	/** Of the gradients. */
	readonly size: readonly [number, number];
}

const CASES: readonly Case[] = [
	{ images: 1, inputs: 1, outputs: 1, size: [1, 1] },
	{ images: 2, inputs: 3, outputs: 10, size: [4, 4] },
	{ images: 1, inputs: 5, outputs: 6, size: [7, 9] },
	{ images: 3, inputs: 16, outputs: 17, size: [5, 6] },
	{ images: 1, inputs: 17, outputs: 84, size: [8, 3] },
	{ images: 5, inputs: 16, outputs: 12, size: [7, 7] },
	{ images: 2, inputs: 32, outputs: 24, size: [14, 13] },
	{ images: 9, inputs: 20, outputs: 32, size: [16, 16] },
];

const lanes = (channels: number) => Math.ceil(channels / 4) * 4;

/** Windows' numbers and gradients. */
const numbers = ({ images, inputs, outputs, size: [rows, columns] }: Case, make: typeof uniform) =>
	({ x: make(images * inputs * (rows + 2) * (columns + 2), 1), g: make(images * outputs * rows * columns, 2) }) as const;

/** The packed gradient by one of the kernels, from maps whose borders and padding lanes hold `around`. */
function run(
	kernel: "convWeights" | "winogradConvWeights",
	{ images, inputs, outputs, size: [rows, columns] }: Case,
	given: ReturnType<typeof numbers>,
	{ parts = 1, tiles = 32, around = 3 } = {},
): Float32Array {
	forget();
	const from = putMaps([images, inputs, rows + 2, columns + 2], given.x);
	const gradient = place([images, outputs, rows, columns], 1);
	floats(gradient.base, gradient.size).fill(around);
	write(gradient, given.g);
	const count = 9 * inputs * lanes(outputs);
	const gw = put(new Float32Array(count + 4).fill(CANARY));
	const common = { ...at("x", from), ...at("g", gradient), images, rows, columns, outputs: lanes(outputs) };
	if (kernel === "convWeights") {
		const offsets = Array.from(
			{ length: 9 * inputs },
			(_, t) => Math.floor(t / (3 * inputs)) * from.row + (Math.floor(t / inputs) % 3) * from.pixel + 4 * (t % inputs),
		);
		call(kernel, { ...common, gw, channels: outputs, offsets: putInts(offsets), taps: offsets.length }, parts);
	} else {
		const length = transformedLength(inputs, outputs);
		const sums = allocate(4 * length + 64);
		const scratchPart = weightsScratch(inputs, outputs, tiles);
		const scratch = allocate(parts * scratchPart + 64);
		const shared = { outputs: lanes(outputs), inputs, scratchSums: sums, scratch, scratchPart };
		call(kernel, { ...common, ...shared }, parts);
		call("winogradConvWeightsBack", { gw, channels: outputs, ...shared }, parts);
		for (const end of [sums + 4 * length, scratch + parts * scratchPart]) assert.ok(floats(end, 4).every((number) => number === CANARY));
	}
	assert.ok(floats(gw + 4 * count, 4).every((number) => number === CANARY));
	return floats(gw, count).slice();
}

/** Within 1e-5 of the largest number. */
function assertNear(actual: Float32Array, expected: Float32Array): void {
	const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
	for (const [i, value] of expected.entries())
		assert.ok(Math.abs((actual[i] ?? Number.NaN) - value) <= 1e-5 * largest, `[${i}]: ${actual[i]}, not ${value}`);
}

suite("kernels: winogradConvWeights", () => {
	for (const one of CASES) {
		test(`${one.images}×${one.inputs}×${one.size.join("×")} → ${one.outputs}`, () => {
			for (const make of [uniform, dyadic]) {
				const given = numbers(one, make);
				const direct = run("convWeights", one, given);
				const fast = run("winogradConvWeights", one, given);
				assertNear(fast, direct);
				for (const parts of [2, 3, 4, 7]) assertSame(run("winogradConvWeights", one, given, { parts }), fast);
				for (const tiles of [1, 2, 5]) assertNear(run("winogradConvWeights", one, given, { tiles, parts: 2 }), direct);
			}
		});
	}

	test("nothing outside the maps gets into the sums, and lanes that are no outputs are 0", () => {
		const one: Case = { images: 2, inputs: 17, outputs: 18, size: [6, 5] };
		const given = numbers(one, uniform);
		const fast = run("winogradConvWeights", one, given);
		assertSame(run("winogradConvWeights", one, given, { around: Number.NaN, parts: 2 }), fast);
		const last = fast.subarray(16 * 9 * 17);
		for (const [i, value] of last.entries()) if (i % 4 >= 2) assert.equal(value, 0);
	});

	test("the adjoint of winograd on numbers that are exact: a single gradient gives its window", () => {
		const one: Case = { images: 1, inputs: 4, outputs: 4, size: [4, 4] };
		const g = new Float32Array(64);
		g[16 + 4 * 1 + 2] = 1;
		const { x } = numbers(one, dyadic);
		const fast = run("winogradConvWeights", one, { x, g });
		for (let u = 0; u < 3; u++)
			for (let v = 0; v < 3; v++)
				for (let c = 0; c < 4; c++)
					for (let o = 0; o < 4; o++) {
						const wanted = o === 1 ? (x[(c * 6 + 1 + u) * 6 + 2 + v] ?? Number.NaN) : 0;
						const value = fast[((u * 3 + v) * 4 + c) * 4 + o] ?? Number.NaN;
						assert.ok(Math.abs(value - wanted) <= 1e-5, `${value}, not ${wanted}`);
					}
	});
});
