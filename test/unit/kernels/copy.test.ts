import { suite, test } from "mocha";
import {
	assertSame,
	assertUntouched,
	at,
	CANARY,
	call,
	dyadic,
	floats,
	forget,
	type Maps,
	place,
	put,
	putMaps,
	read,
	type Size,
	uniform,
} from "./support";

const sizes: readonly Size[] = [
	[1, 1, 1, 1],
	[2, 3, 7, 7],
	[1, 5, 3, 9],
	[3, 6, 2, 2],
	[2, 10, 4, 5],
	[1, 16, 5, 4],
	[2, 17, 1, 6],
	[5, 84, 1, 1],
];
const count = ([images, channels, rows, columns]: Size) => images * channels * rows * columns;
const extent = ({ images, rows, columns }: Maps) => ({ images, rows, columns });
const along = <P extends string>(prefix: P, { pointer, row, image }: Maps) =>
	({ [prefix]: pointer, [`${prefix}Row`]: row, [`${prefix}Image`]: image }) as Record<P | `${P}Row` | `${P}Image`, number>;

/** Runs a test body for each size with borders or without, with any number of parts. */
function each(body: (size: Size, border: number, parts: number) => void): void {
	for (const size of sizes)
		for (const border of [0, 1])
			for (const parts of [1, 2, 3]) {
				forget();
				body(size, border, parts);
			}
}

suite("kernels: copies and sums", () => {
	test("copyPixels copies and adds channels, and no lane behind them", () => {
		each((size, border, parts) => {
			const numbers = uniform(count(size), 1);
			const x = putMaps(size, numbers, border);
			const y = place(size, 1 - border);
			call("copyPixels", { ...at("x", x), ...at("y", y), ...extent(x), channels: x.channels, add: 0 }, parts);
			assertSame(read(y), numbers);
			assertUntouched(y, true);
			call("copyPixels", { ...at("x", x), ...at("y", y), ...extent(x), channels: x.channels, add: 1 }, parts);
			assertSame(
				read(y),
				numbers.map((number) => 2 * number),
			);
			assertUntouched(y, true);
		});
	});

	test("copyPixels writes into a part of each pixel, as Concat does, at a place that is no multiple of 4 too", () => {
		const [a, b] = [dyadic(2 * 3 * 20, 1), dyadic(2 * 6 * 20, 2)];
		for (const parts of [1, 3]) {
			forget();
			const y = place([2, 9, 4, 5], 1);
			const first = putMaps([2, 3, 4, 5], a);
			const second = putMaps([2, 6, 4, 5], b);
			call("copyPixels", { ...at("x", first), ...at("y", y), ...extent(first), channels: 3, add: 0 }, parts);
			const behind = at("y", { ...y, pointer: y.pointer + 12 });
			call("copyPixels", { ...at("x", second), ...behind, ...extent(first), channels: 6, add: 0 }, parts);
			const expected = [0, 1].flatMap((n) => [...a.subarray(n * 60, n * 60 + 60), ...b.subarray(n * 120, n * 120 + 120)]);
			assertSame(read(y), expected);
			assertUntouched(y, true);
		}
	});

	test("toPlanar and fromPlanar turn layouts into each other, with padding lanes and without", () => {
		each((size, border, parts) => {
			const numbers = uniform(count(size), 2);
			for (const lanes of [undefined, size[1]]) {
				const x = putMaps(size, numbers, border, lanes);
				const { channels, lanes: outputs } = x;
				const y = put(new Float32Array(numbers.length + 4).fill(CANARY));
				call("toPlanar", { ...at("x", x), y, ...extent(x), channels }, parts);
				assertSame(floats(y, numbers.length + 4), [...numbers, CANARY, CANARY, CANARY, CANARY]);
				const back = place(size, border, lanes);
				const to = { x: y, ...at("y", back), ...extent(x), channels, outputs };
				call("fromPlanar", { ...to, add: 0 }, parts);
				assertSame(read(back), numbers);
				// The lanes behind the channels became 0.
				const behind = { ...back, pointer: back.pointer + 4 * channels, channels: outputs - channels };
				assertSame(read(behind), new Float32Array(count([size[0], outputs - channels, size[2], size[3]])));
				assertUntouched(back);
				call("fromPlanar", { ...to, add: 1 }, parts);
				assertSame(
					read(back),
					numbers.map((number) => 2 * number),
				);
				assertUntouched(back);
			}
		});
	});

	test("add and multiply go along rows", () => {
		each((size, border, parts) => {
			const [p, q] = [dyadic(count(size), 3), dyadic(count(size), 4)];
			const a = putMaps(size, p, border);
			const b = putMaps(size, q, 1);
			const y = place(size, 1 - border);
			const common = { ...along("a", a), ...along("b", b), ...along("y", y), images: a.images, rows: a.rows, length: a.columns * a.lanes };
			const sums = p.map((number, i) => number + (q[i] ?? 0));
			call("add", { ...common, clamp: 0, low: 0, high: 0 }, parts);
			assertSame(read(y), sums);
			call("add", { ...common, clamp: 1, low: -1, high: 2.5 }, parts);
			assertSame(
				read(y),
				sums.map((number) => Math.min(Math.max(number, -1), 2.5)),
			);
			const products = p.map((number, i) => number * (q[i] ?? 0));
			call("multiply", { ...common, add: 0 }, parts);
			assertSame(read(y), products);
			call("multiply", { ...common, add: 1 }, parts);
			assertSame(
				read(y),
				products.map((number) => 2 * number),
			);
			assertUntouched(y);
		});
	});
});
