import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { reference, tensor } from "../../../src/engine";
import { POINTWISE, type PointwiseKind } from "../../../src/engine/simd/pointwise";
import { assertClose, assertSame, assertUntouched, call, dyadic, floats, forget, place, put, putMaps, read, uniform } from "./support";

interface Case {
	readonly kind: PointwiseKind;
	readonly attributes?: Readonly<Record<string, number | string>>;
	readonly p?: number;
	readonly q?: number;
	/** Whether every bit must agree with the reference. */
	readonly exact?: true;
}

const cases: readonly Case[] = [
	{ kind: "ReLU", exact: true },
	{ kind: "ReLU6", exact: true },
	{ kind: "LeakyReLU", attributes: { negative_slope: 0.25 }, p: 0.25, exact: true },
	{ kind: "LeakyReLU", attributes: { negative_slope: 0.01 }, p: 0.01 },
	{ kind: "Hardtanh", attributes: { min_val: -1.5, max_val: 2 }, p: -1.5, q: 2, exact: true },
	{ kind: "Hardsigmoid" },
	{ kind: "Hardswish" },
	{ kind: "ELU", attributes: { alpha: 1 }, p: 1 },
	{ kind: "ELU", attributes: { alpha: 2.5 }, p: 2.5 },
	{ kind: "SELU" },
	{ kind: "Sigmoid" },
	{ kind: "Tanh" },
	{ kind: "SiLU" },
	{ kind: "GELU", attributes: { approximate: "none" } },
	{ kind: "GELUTanh", attributes: { approximate: "tanh" } },
	{ kind: "Softplus", attributes: { beta: 1, threshold: 20 }, p: 1, q: 20 },
	{ kind: "Softplus", attributes: { beta: 0.5, threshold: 3 }, p: 0.5, q: 3 },
	{ kind: "Softplus", attributes: { beta: 8, threshold: 10 }, p: 8, q: 10 },
	{ kind: "Mish" },
];

/** Corners, the whole range of float32 by powers of two, and a fine comb around 0. */
function probes(): Float32Array {
	const numbers: number[] = [0, -0, 3, -3, 6, -6, 1.5, -1.5, 2, -2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (let e = -149; e < 128; e++) for (const m of [1, 1.37, 1.99]) numbers.push(m * 2 ** e, -m * 2 ** e);
	for (let x = -110; x < 110; x += 0.0173) numbers.push(x);
	for (let x = -3; x < 3; x += 0.00137) numbers.push(x);
	while (numbers.length % 4) numbers.push(0);
	return Float32Array.from(numbers);
}

const step = (x: Float32Array, attributes: Readonly<Record<string, unknown>>) => ({
	attributes,
	inputs: [tensor([1, x.length], x)],
	output: tensor([1, x.length]),
	parameters: {},
	training: false,
	seed: 0,
});

const along = { xRow: 0, xImage: 0, images: 1, rows: 1 };

suite("kernels: pointwise functions", () => {
	test("the numbers of the kinds agree with the kernels'", () => {
		const text = readFileSync(path.join(process.cwd(), "src/kernels/kinds.ts"), "utf8");
		const found = [...text.matchAll(/^\t(\w+) = (\d+),$/gm)].map(([, name, number]) => [name, Number(number)]);
		assert.deepEqual(found, Object.entries(POINTWISE));
	});

	test("every kind is tried", () => {
		assert.deepEqual(new Set(cases.map(({ kind }) => kind)), new Set(Object.keys(POINTWISE)));
	});

	for (const { kind, attributes = {}, p = 0, q = 0, exact } of cases) {
		const op = reference.opOf(kind === "GELUTanh" ? "GELU" : kind);
		const same = (actual: number, expected: number, label: string) =>
			exact ? assertSame([actual], [expected], label) : assertClose([actual], [expected], 1e-6, label);

		test(`${kind} ${JSON.stringify(attributes)} is the reference's on all of float32's range`, () => {
			forget();
			const x = probes();
			const expected = step(x, attributes);
			op?.forward(expected);
			const y = put(x);
			call("pointwise", { ...along, x: put(x), y, yRow: 0, yImage: 0, length: x.length, kind: POINTWISE[kind], p, q }, 1);
			for (const [i, actual] of floats(y, x.length).entries()) same(actual, expected.output.data[i] ?? 0, `of ${x[i]}`);
		});

		test(`${kind} ${JSON.stringify(attributes)} backwards is the reference's`, () => {
			const x = probes();
			const g = dyadic(x.length, 5).map((number) => number / 4);
			for (const add of [0, 1]) {
				forget();
				const before = add ? dyadic(x.length, 6).map((number) => number / 4) : new Float32Array(x.length);
				const expected = tensor([1, x.length], before.slice());
				const forward = step(x, attributes);
				op?.forward(forward);
				op?.backward?.(forward, { output: tensor([1, x.length], g), inputs: [expected], parameters: {} });
				const gx = put(add ? before : x);
				const rows = { gRow: 0, gImage: 0, gxRow: 0, gxImage: 0 };
				call("pointwiseBackward", { ...along, ...rows, x: put(x), g: put(g), gx, length: x.length, kind: POINTWISE[kind], p, q, add }, 1);
				for (const [i, actual] of floats(gx, x.length).entries()) same(actual, expected.data[i] ?? 0, `of ${x[i]}`);
			}
		});
	}

	test("rows with and without borders, any number of parts, in place too", () => {
		for (const [images, channels, rows, columns] of [
			[1, 3, 1, 1],
			[2, 5, 7, 3],
			[1, 16, 4, 9],
			[5, 84, 1, 1],
		] as const)
			for (const border of [0, 1])
				for (const parts of [1, 2, 3]) {
					forget();
					const size = [images, channels, rows, columns] as const;
					const numbers = uniform(images * channels * rows * columns, 7);
					const x = putMaps(size, numbers, border);
					const y = place(size, 2 - border);
					const from = { x: x.pointer, xRow: x.row, xImage: x.image, images, rows, length: columns * x.lanes, kind: 0, p: 0, q: 0 };
					call("pointwise", { ...from, y: y.pointer, yRow: y.row, yImage: y.image }, parts);
					const expected = numbers.map((number) => Math.max(number, 0));
					assertSame(read(y), expected);
					assertUntouched(y);
					const g = putMaps(size, numbers, 1);
					const gx = place(size, border);
					const to = { gx: gx.pointer, gxRow: gx.row, gxImage: gx.image, add: 0 };
					call("pointwiseBackward", { ...from, g: g.pointer, gRow: g.row, gImage: g.image, ...to }, parts);
					assertSame(read(gx), expected);
					assertUntouched(gx);
					call("pointwise", { ...from, y: x.pointer, yRow: x.row, yImage: x.image }, parts);
					assertSame(read(x), expected);
					assertUntouched(x);
				}
	});
});
