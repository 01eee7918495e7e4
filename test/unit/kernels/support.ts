import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Stream } from "../../../src/engine/random";
import { type Arguments, CALLS, FLOATS, type KernelName } from "../../../src/engine/simd/calls";

const module = new WebAssembly.Module(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
export const memory = new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true });
export const { exports } = new WebAssembly.Instance(module, { env: { memory } });

/** What memory holds that no kernel may read into a result or write. */
export const CANARY = 777.25;

const START = 4096;
let top = START;

/** Memory for some bytes, filled with canaries, at a multiple of 16. It is never given back before {@link forget}. */
export function allocate(bytes: number): number {
	const pointer = top;
	top += Math.ceil(bytes / 64) * 64 + 64;
	const missing = top - memory.buffer.byteLength;
	if (missing > 0) memory.grow(Math.ceil(missing / 65536));
	new Float32Array(memory.buffer, pointer, (top - pointer) >> 2).fill(CANARY);
	return pointer;
}

/** Gives back everything. */
export function forget(): void {
	top = START;
}

/** A live view. */
export const floats = (pointer: number, count: number): Float32Array => new Float32Array(memory.buffer, pointer, count);

/** Numbers at a new place. */
export function put(numbers: ArrayLike<number>): number {
	const pointer = allocate(4 * numbers.length);
	floats(pointer, numbers.length).set(numbers);
	return pointer;
}

/** int32 numbers at a new place. */
export function putInts(numbers: ArrayLike<number>): number {
	const pointer = allocate(4 * numbers.length);
	new Int32Array(memory.buffer, pointer, numbers.length).set(numbers);
	return pointer;
}

/** Runs every part of a call, one after the other: they share nothing. */
export function call<K extends KernelName>(name: K, args: Arguments<K>, parts = 1): void {
	const kernel = exports[name];
	if (typeof kernel !== "function") throw new TypeError(`there is no kernel ${name}`);
	const names: readonly string[] = CALLS[name];
	const given = new Map<string, number>(Object.entries(args));
	const pointer = allocate(4 * names.length);
	const view = new DataView(memory.buffer, pointer);
	for (const [i, key] of names.entries()) {
		const value = given.get(key);
		if (value === undefined) throw new TypeError(`${name} lacks ${key}`);
		if (FLOATS.has(key)) view.setFloat32(4 * i, value, true);
		else view.setInt32(4 * i, value, true);
	}
	for (let part = 0; part < parts; part++) kernel(pointer, part, parts);
}

/** Maps in memory: channels last, each pixel `lanes` numbers, a border of canaries around each picture. */
export interface Maps {
	readonly base: number;
	/** Numbers in all, border and lanes included. */
	readonly size: number;
	readonly pointer: number;
	readonly pixel: number;
	readonly row: number;
	readonly image: number;
	readonly images: number;
	readonly channels: number;
	readonly rows: number;
	readonly columns: number;
	readonly lanes: number;
}

export type Size = readonly [images: number, channels: number, rows: number, columns: number];

/** A place for maps, full of canaries; `border` pixels on every side, `lanes` numbers a pixel. */
export function place([images, channels, rows, columns]: Size, border = 0, lanes = Math.ceil(channels / 4) * 4): Maps {
	const pixel = 4 * lanes;
	const row = pixel * (columns + 2 * border);
	const image = row * (rows + 2 * border);
	const base = allocate(images * image);
	const pointer = base + border * (row + pixel);
	return { base, size: (images * image) >> 2, pointer, pixel, row, image, images, channels, rows, columns, lanes };
}

/** Visits every number of maps in the order N×C×H×W: its place there and its address in float32s. */
function each({ pointer, pixel, row, image, images, channels, rows, columns }: Maps, visit: (at: number, address: number) => void): void {
	let at = 0;
	for (let n = 0; n < images; n++)
		for (let c = 0; c < channels; c++)
			for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) visit(at++, (pointer + n * image + i * row + j * pixel) / 4 + c);
}

/** Writes N×C×H×W numbers. */
export function write(maps: Maps, numbers: ArrayLike<number>): Maps {
	const all = new Float32Array(memory.buffer);
	each(maps, (at, address) => {
		all[address] = numbers[at] ?? Number.NaN;
	});
	return maps;
}

/** Reads N×C×H×W numbers. */
export function read(maps: Maps): Float32Array {
	const all = new Float32Array(memory.buffer);
	const numbers = new Float32Array(maps.images * maps.channels * maps.rows * maps.columns);
	each(maps, (at, address) => {
		numbers[at] = all[address] ?? Number.NaN;
	});
	return numbers;
}

/** Maps of these numbers. */
export const putMaps = (size: Size, numbers: ArrayLike<number>, border = 0, lanes?: number): Maps =>
	write(place(size, border, lanes), numbers);

/** Nothing but the maps' own pixels was written: the border, and with `lanes` also the lanes behind their channels, are canaries still. */
export function assertUntouched(maps: Maps, lanes = false): void {
	const { base, size, pointer, pixel, row, image } = maps;
	const all = floats(base, size).slice();
	for (let n = 0; n < maps.images; n++)
		for (let i = 0; i < maps.rows; i++)
			for (let j = 0; j < maps.columns; j++) {
				const at = (pointer - base + n * image + i * row + j * pixel) / 4;
				all.fill(CANARY, at, at + (lanes ? maps.channels : maps.lanes));
			}
	assert.equal(
		all.findIndex((number) => number !== CANARY),
		-1,
		"a number outside was written",
	);
	const behind = floats(base + 4 * size, 4);
	assert.ok(
		behind.every((number) => number === CANARY),
		"numbers behind the maps were written",
	);
}

/** Strides and place under the names that a call gives them: `x`, `xPixel`, `xRow`, `xImage`. */
export function at<P extends string>(
	prefix: P,
	{ pointer, pixel, row, image }: Pick<Maps, "pointer" | "pixel" | "row" | "image">,
): Readonly<Record<P | `${P}Pixel` | `${P}Row` | `${P}Image`, number>> {
	return { [prefix]: pointer, [`${prefix}Pixel`]: pixel, [`${prefix}Row`]: row, [`${prefix}Image`]: image } as Record<
		P | `${P}Pixel` | `${P}Row` | `${P}Image`,
		number
	>;
}

/** `count` whole numbers and quarters between −4 and 4: their sums and products are exact. */
export function dyadic(count: number, seed: number): Float32Array {
	const stream = new Stream(seed, "dyadic");
	return Float32Array.from({ length: count }, (_, i) => Math.round((stream.uniform(i) - 0.5) * 32) / 4);
}

/** `count` numbers between −2 and 2. */
export function uniform(count: number, seed: number): Float32Array {
	const stream = new Stream(seed, "uniform");
	return Float32Array.from({ length: count }, (_, i) => (stream.uniform(i) - 0.5) * 4);
}

/** Each number within `tolerance` · max(1, |expected|). */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6, label = ""): void {
	assert.equal(actual.length, expected.length, label);
	for (let i = 0; i < expected.length; i++) {
		const [a, e] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN];
		if (Object.is(a, e)) continue;
		assert.ok(Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e)), `${label} [${i}]: ${a}, not ${e}`);
	}
}

/** Same numbers, bit for bit but for the sign of zero; NaN equals NaN. */
export function assertSame(actual: ArrayLike<number>, expected: ArrayLike<number>, label = ""): void {
	assert.equal(actual.length, expected.length, label);
	for (let i = 0; i < expected.length; i++)
		if (actual[i] !== expected[i] && !(Number.isNaN(actual[i]) && Number.isNaN(expected[i])))
			assert.fail(`${label} [${i}]: ${actual[i]}, not ${expected[i]}`);
}
