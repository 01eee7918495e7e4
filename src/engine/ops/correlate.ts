import type { Pair } from "../../network/shape";
import { type AnyTensor, dimensions, type Numbers, zerosLike } from "../tensor";

/** Zeros around a map. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** How kernels lie on their input. */
export interface Convolution {
	readonly stride: Pair;
	readonly dilation: Pair;
	readonly groups: number;
	readonly pads: Pads;
}

/** What a convolution's way back adds to; undefined where nobody needs it. */
export interface ConvolutionGradients {
	readonly gx: AnyTensor | undefined;
	readonly gw: AnyTensor | undefined;
	readonly gb: AnyTensor | undefined;
}

/** Maps of one picture with their border of zeros around them, so that no window ever has to look whether it is inside. */
export interface PaddedMaps {
	readonly data: Numbers;
	readonly height: number;
	readonly width: number;
}

/** `count` maps of x (N×C×H×W, counted through N·C) from map `first` on, zeros added. Negative pads cut off. */
export function padMaps(x: AnyTensor, first: number, count: number, [top, left, bottom, right]: Pads): PaddedMaps {
	const [, , height, width] = dimensions(x);
	const size = height * width;
	if (!top && !left && !bottom && !right) return { data: x.data.subarray(first * size, (first + count) * size), height, width };
	const paddedHeight = height + top + bottom;
	const paddedWidth = width + left + right;
	const data = zerosLike(x.data, count * paddedHeight * paddedWidth);
	const skipped = Math.max(0, -left);
	const copied = width - skipped - Math.max(0, -right);
	for (let map = 0; map < count; map++) {
		for (let row = Math.max(0, -top); row < height - Math.max(0, -bottom); row++) {
			const from = (first + map) * size + row * width + skipped;
			data.set(x.data.subarray(from, from + copied), (map * paddedHeight + row + top) * paddedWidth + Math.max(0, left));
		}
	}
	return { data, height: paddedHeight, width: paddedWidth };
}

/** Where each kernel number's input number lies, seen from the window's first: one an input channel, row and column of the kernel. */
export function tapPlaces(channels: number, height: number, width: number, dilation: Pair, padded: PaddedMaps): Int32Array {
	const places = new Int32Array(channels * height * width);
	let tap = 0;
	for (let channel = 0; channel < channels; channel++) {
		for (let row = 0; row < height; row++) {
			for (let column = 0; column < width; column++) {
				places[tap++] = (channel * padded.height + row * dilation[0]) * padded.width + column * dilation[1];
			}
		}
	}
	return places;
}

/** Output maps to compute from the same input: where they and their kernels lie, and how large they are. */
export interface Maps {
	readonly weights: Numbers;
	/** The first map's first weight; a kernel has as many as there are taps, and the next map's follow. */
	readonly firstWeight: number;
	/** Added to every number of a map; the first map's is `bias[firstBias]`. */
	readonly bias: Numbers | undefined;
	readonly firstBias: number;
	readonly out: Numbers;
	readonly firstOut: number;
	/** Whether the sums are added to what is there; else they replace it. */
	readonly add?: boolean;
	readonly count: number;
	readonly height: number;
	readonly width: number;
}

/** How many sums are kept at once: two maps' fit into the fastest cache. */
const SPAN = 1024;

/** Sums of two maps, in float64, so that rounding happens once, at the end. */
const sums = [new Float64Array(SPAN), new Float64Array(SPAN)] as const;

/**
 * Output maps of a convolution: every number is the bias plus the sum over all taps of weight · input.
 * The order of the loops is what makes it fast. The inner one runs along a row, so that memory is read in order; it takes four taps at a
 * time, so that each sum is loaded and stored once for four products; and two maps, so that each input number is loaded once for both.
 * With stride 1 neighbouring output rows read neighbouring input rows, so several rows are done as if they were one; the few numbers
 * computed across the border between them are dropped.
 */
export function correlate(padded: PaddedMaps, places: Int32Array, maps: Maps, [strideY, strideX]: Pair): void {
	const { count, height, width } = maps;
	const dense = strideX === 1 && strideY === 1 && padded.width <= SPAN;
	const rowsAtOnce = dense ? Math.max(1, Math.floor(SPAN / padded.width)) : 1;
	const columnsAtOnce = dense ? width : Math.min(width, SPAN);
	for (let map = 0; map < count; map += 2) {
		for (let row = 0; row < height; row += rowsAtOnce) {
			const rows = Math.min(rowsAtOnce, height - row);
			for (let column = 0; column < width; column += columnsAtOnce) {
				const columns = Math.min(columnsAtOnce, width - column);
				const origin = row * strideY * padded.width + column * strideX;
				const length = (rows - 1) * padded.width + columns;
				const two = map + 1 < count;
				if (two) addTapsOfTwo(padded.data, places, origin, strideX, length, maps, map);
				else addTapsOfOne(padded.data, places, origin, strideX, length, maps, map);
				for (let k = 0; k < (two ? 2 : 1); k++) {
					const to = maps.firstOut + ((map + k) * height + row) * width + column;
					store(k === 0 ? sums[0] : sums[1], padded.width, rows, columns, maps, to);
				}
			}
		}
	}
}

const biasOf = ({ bias, firstBias }: Maps, map: number): number => (bias ? bias[firstBias + map]! : 0);

/** sums[0][j] = bias + Σ_t w[t] · x[origin + places[t] + j·step] for j < length. */
function addTapsOfOne(x: Numbers, places: Int32Array, origin: number, step: number, length: number, maps: Maps, map: number): void {
	const { weights } = maps;
	const [a] = sums;
	const taps = places.length;
	const first = maps.firstWeight + map * taps;
	a.fill(biasOf(maps, map), 0, length);
	let t = 0;
	for (; t + 3 < taps; t += 4) {
		const u = first + t;
		const w0 = weights[u]!;
		const w1 = weights[u + 1]!;
		const w2 = weights[u + 2]!;
		const w3 = weights[u + 3]!;
		const p0 = origin + places[t]!;
		const p1 = origin + places[t + 1]!;
		const p2 = origin + places[t + 2]!;
		const p3 = origin + places[t + 3]!;
		for (let j = 0, i = 0; j < length; j++, i += step) a[j]! += w0 * x[p0 + i]! + w1 * x[p1 + i]! + w2 * x[p2 + i]! + w3 * x[p3 + i]!;
	}
	for (; t < taps; t++) {
		const w0 = weights[first + t]!;
		const p0 = origin + places[t]!;
		for (let j = 0, i = 0; j < length; j++, i += step) a[j]! += w0 * x[p0 + i]!;
	}
}

/** The same for maps `map` and `map + 1` at once, into sums[0] and sums[1]. */
function addTapsOfTwo(x: Numbers, places: Int32Array, origin: number, step: number, length: number, maps: Maps, map: number): void {
	const { weights } = maps;
	const [a, b] = sums;
	const taps = places.length;
	const first = maps.firstWeight + map * taps;
	a.fill(biasOf(maps, map), 0, length);
	b.fill(biasOf(maps, map + 1), 0, length);
	let t = 0;
	for (; t + 3 < taps; t += 4) {
		const u = first + t;
		const v = u + taps;
		const u0 = weights[u]!;
		const u1 = weights[u + 1]!;
		const u2 = weights[u + 2]!;
		const u3 = weights[u + 3]!;
		const v0 = weights[v]!;
		const v1 = weights[v + 1]!;
		const v2 = weights[v + 2]!;
		const v3 = weights[v + 3]!;
		const p0 = origin + places[t]!;
		const p1 = origin + places[t + 1]!;
		const p2 = origin + places[t + 2]!;
		const p3 = origin + places[t + 3]!;
		for (let j = 0, i = 0; j < length; j++, i += step) {
			const x0 = x[p0 + i]!;
			const x1 = x[p1 + i]!;
			const x2 = x[p2 + i]!;
			const x3 = x[p3 + i]!;
			a[j]! += u0 * x0 + u1 * x1 + u2 * x2 + u3 * x3;
			b[j]! += v0 * x0 + v1 * x1 + v2 * x2 + v3 * x3;
		}
	}
	for (; t < taps; t++) {
		const u0 = weights[first + t]!;
		const v0 = weights[first + taps + t]!;
		const p0 = origin + places[t]!;
		for (let j = 0, i = 0; j < length; j++, i += step) {
			const x0 = x[p0 + i]!;
			a[j]! += u0 * x0;
			b[j]! += v0 * x0;
		}
	}
}

/** Rounds sums to float32, row by row. */
function store(from: Float64Array, step: number, rows: number, columns: number, { out, width, add }: Maps, to: number): void {
	for (let row = 0; row < rows; row++) {
		const at = to + row * width;
		if (add) for (let j = 0; j < columns; j++) out[at + j]! += from[row * step + j]!;
		else for (let j = 0; j < columns; j++) out[at + j] = from[row * step + j]!;
	}
}
