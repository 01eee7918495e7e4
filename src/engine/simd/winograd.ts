import { lanesOf } from "./field";

/** Outputs along each side of a tile for k × k kernels: its windows are 6 × 6 pixels, which are transformed to 36 points. */
export const sizeOf = (kernel: number): number => 7 - kernel;

/** Tiles of all pictures. */
export const tilesOf = ({ images = 0, rows = 0, columns = 0 }: Readonly<Record<string, number>>, size: number): number =>
	images * Math.ceil(rows / size) * Math.ceil(columns / size);

/** Tiles done together: enough that the transformed weights are read seldom, few enough for the second-level cache. */
const TILES = 16;

/**
 * Bytes of scratch memory that the kernel `winograd` needs for each of its parts, a multiple of 64. More or less tiles at once change no bit of the results.
 * The kernel counts its tiles from this.
 */
export function scratchBytes(inputs: number, outputs: number, tiles = TILES): number {
	const [from, to] = [4 * lanesOf(inputs), 4 * lanesOf(outputs)];
	return Math.ceil((1024 + 36 * from + 72 * 64 + tiles * (36 * (from + to) + 4)) / 64) * 64;
}

/** Numbers that `winogradWeights` makes of the weights of so many inputs and outputs. */
export const transformedLength = (inputs: number, outputs: number): number => 36 * (inputs * lanesOf(outputs) + 16);

/** Tiles whose outer products are summed before they are added to the sums of all tiles before; their order decides the last bits of a gradient. */
const SUMMED_TILES = 32;

/** Bytes of scratch memory that the kernel `winogradConvWeights` needs for each of its parts, a multiple of 64. The kernel counts its tiles from this. */
export function weightsScratch(inputs: number, outputs: number, tiles = SUMMED_TILES): number {
	const [from, to] = [4 * lanesOf(inputs), 4 * lanesOf(outputs)];
	const fixed = 640 + from + Math.max(36 * from, 16 * to) + 72 * 64;
	return Math.ceil((fixed + tiles * 36 * ((from | 64) + (to | 64))) / 64) * 64;
}

/** Inputs whose weights `winograd` transforms at once where they are plain (it has room for as many), and bytes of transformed tiles: all of it fits the second-level cache. */
const PLAIN_INPUTS = 64;
const PLAIN_TILES = 640 << 10;

/** Bytes of scratch memory that the kernel `winograd` needs for each of its parts where weights are plain, a multiple of 64. The kernel counts its tiles from this. */
export function plainScratch(inputs: number, tiles: number): number {
	const from = 4 * lanesOf(inputs);
	const weights = 36 * (64 * PLAIN_INPUTS + 64);
	const groups = Math.ceil((36 * from * tiles) / PLAIN_TILES);
	return Math.ceil((1024 + 36 * from + weights + 72 * 64 + Math.ceil(tiles / groups) * (36 * (from + 64) + 4)) / 64) * 64;
}
