import { packStats, STATS, stepFor, type TileSet, type TileStats, type Want } from "../network/tile";
import type { Model } from "./model";
import { type TileQuery, type TileSource, tileSource } from "./source";

/** Bytes after which a layout is cut. */
export interface TileLimits {
	readonly maxBytes: number;
}

/**
 * Turns wanted tiles into one exact buffer of bytes: per set 5 float32 of statistics a tile (over the full data), then one byte a number,
 * 0 for NaN and ±Infinity, 1…255 for min…max of the tile. Wants for layers that do not exist are left out; what does not fit into
 * `maxBytes` is cut short. Formats: network/tile.ts.
 */
export function quantiseTiles(
	model: Model,
	wants: readonly Want[],
	{ maxBytes }: TileLimits,
): { readonly sets: readonly TileSet[]; readonly buffer: ArrayBuffer } {
	const planned: { readonly set: TileSet; readonly source: TileSource }[] = [];
	let bytes = 0;
	for (const want of wants) {
		const source = tileSource(model, want);
		if (!source) continue;
		const set = layOut(want, source, bytes, maxBytes);
		planned.push({ set, source });
		bytes = set.codes + aligned(set.count * set.width * set.height);
	}
	const buffer = new ArrayBuffer(bytes);
	for (const { set, source } of planned) {
		for (let i = 0; i < set.count; i++) {
			const numbers = source.tile(set.from + i);
			const stats = statistics(numbers);
			new Float32Array(buffer, set.stats + i * 4 * STATS, STATS).set(packStats(stats));
			const size = set.width * set.height;
			encode(numbers, set, stats, new Uint8Array(buffer, set.codes + i * size, size));
		}
	}
	return { sets: planned.map(({ set }) => set), buffer };
}

const aligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** Sizes and places of a set that starts at byte `start`, with as many tiles as fit. */
function layOut(want: Want, source: TileSource, start: number, maxBytes: number): TileSet {
	const { layer, what, output } = want;
	const { total, height: fullHeight, width: fullWidth, bias } = source;
	let step = stepFor(fullHeight, fullWidth, want.maxSide);
	const side = (full: number) => Math.ceil(full / step);
	// A tile that alone would burst every frame is thinned out further, or it could never be shown.
	while (side(fullWidth) * side(fullHeight) + 4 * STATS > maxBytes - 3) step++;
	const width = side(fullWidth);
	const height = side(fullHeight);
	const from = Math.min(want.from, total);
	const fitting = Math.max(0, Math.floor((maxBytes - start - 3) / (width * height + 4 * STATS)));
	const count = Math.min(want.count, total - from, fitting);
	const stats = start;
	const codes = stats + count * 4 * STATS;
	const set = { layer, what, from, count, total, width, height, fullWidth, fullHeight, step, codes, stats };
	return { ...set, ...(output === undefined ? {} : { output }), ...(bias === undefined ? {} : { bias }) };
}

/** Statistics of some numbers; min, max and mean are 0 where none is finite. */
export function statistics(numbers: Float32Array): TileStats {
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	let sum = 0;
	let zeros = 0;
	let bad = 0;
	for (let i = 0; i < numbers.length; i++) {
		const value = numbers[i]!;
		if (value - value !== 0) {
			bad++;
			continue;
		}
		if (value < min) min = value;
		if (value > max) max = value;
		if (value === 0) zeros++;
		sum += value;
	}
	const finite = numbers.length - bad;
	return finite === 0 ? { min: 0, max: 0, mean: 0, zeros: 0, bad } : { min, max, mean: sum / finite, zeros: zeros / numbers.length, bad };
}

/** Every step-th row and column as bytes. */
function encode(numbers: Float32Array, set: TileSet, { min, max }: TileStats, codes: Uint8Array): void {
	const scale = max > min ? 254 / (max - min) : 0;
	let at = 0;
	for (let row = 0; row < set.fullHeight; row += set.step) {
		const end = (row + 1) * set.fullWidth;
		for (let i = row * set.fullWidth; i < end; i += set.step) {
			const value = numbers[i]!;
			codes[at++] = value - value === 0 ? 1 + Math.round((value - min) * scale) : 0;
		}
	}
}

/** A rectangle of exact numbers of one tile: height × width float32, row by row; NaN outside of the data. Undefined without such a tile. */
export function tilePatch(
	model: Model,
	query: TileQuery & { readonly tile: number; readonly y: number; readonly x: number; readonly height: number; readonly width: number },
): Float32Array | undefined {
	const source = tileSource(model, query);
	if (!source || query.tile >= source.total) return undefined;
	const numbers = source.tile(query.tile);
	const patch = new Float32Array(query.height * query.width).fill(Number.NaN);
	for (let row = 0; row < query.height; row++) {
		const y = query.y + row;
		if (y < 0 || y >= source.height) continue;
		for (let column = 0; column < query.width; column++) {
			const x = query.x + column;
			if (x >= 0 && x < source.width) patch[row * query.width + column] = numbers[y * source.width + x]!;
		}
	}
	return patch;
}
