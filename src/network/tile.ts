/**
 * Pictures of numbers: what the engine makes and the screen colours. float32 numbers are quantised to one byte each, tile by tile. A tile is
 * one map, one kernel slice, or one partial map.
 *
 * A byte stands for a number of its tile: 0 for NaN or ±Infinity, 1…255 for min…max, so value = min + (byte − 1)/254 · (max − min).
 */

/**
 * What a picture shows: a layer's output maps, its kernels, one output map's share from each input channel, or the gradients of the loss
 * with respect to maps and kernels (of the input that is shown and its label; none without a label).
 */
export const whats = ["maps", "kernels", "partials", "gradients", "kernelGradients"] as const;
export type What = (typeof whats)[number];

/** The model's input has this key; layers have their own. */
export const INPUT_KEY = "input";

/** A request for tiles `from … from + count − 1` of one layer. */
export interface Want {
	/** {@link INPUT_KEY} or a layer's key. */
	readonly layer: string;
	readonly what: What;
	/**
	 * maps: channel (a vector is one tile of height 1; a matrix is one tile). kernels: output channel · input channels per group + input
	 * channel, as the weight lies in memory; a Linear's weight is one tile. partials: input channel within the output's group.
	 */
	readonly from: number;
	readonly count: number;
	/** Longest side in pixels; larger tiles are thinned out by the smallest whole step that fits (`TileSet.step`). */
	readonly maxSide: number;
	/** For partials: which output channel they add up to. */
	readonly output?: number;
}

/** Tiles of one Want, all of one size. What does not exist (beyond the last channel) is left out. */
export interface TileSet {
	readonly layer: string;
	readonly what: What;
	readonly output?: number;
	/** For partials: what the output channel's bias adds to their sum, exactly; absent where the layer has no bias. */
	readonly bias?: number;
	readonly from: number;
	readonly count: number;
	/** How many tiles there are of this layer and kind in all. */
	readonly total: number;
	/** Size of each tile's bytes. */
	readonly width: number;
	readonly height: number;
	/** Size of the data behind a tile; larger than width × height where it was thinned out. */
	readonly fullWidth: number;
	readonly fullHeight: number;
	/** Every step-th row and column was taken; 1 means all. */
	readonly step: number;
	/** Byte offset of count × height × width codes in the frame's buffer, row by row, tile after tile. */
	readonly codes: number;
	/** Byte offset (a multiple of 4) of count × {@link STATS} float32 numbers. */
	readonly stats: number;
}

/** What is known of one tile over its full data, in the order in which `TileSet.stats` holds it. */
export interface TileStats {
	/** min, max and mean are over finite numbers, and 0 where there are none. */
	readonly min: number;
	readonly max: number;
	readonly mean: number;
	/** Share of exact zeros, 0…1. */
	readonly zeros: number;
	/** Count of NaN and ±Infinity. */
	readonly bad: number;
}

/** Numbers per tile in `TileSet.stats`. */
export const STATS = 5;

/** A tile's statistics as the numbers that `TileSet.stats` holds. */
export const packStats = ({ min, max, mean, zeros, bad }: TileStats): readonly number[] => [min, max, mean, zeros, bad];

/** The statistics of a set's i-th tile (counted from the set's first) in its buffer. */
export function statsAt(buffer: ArrayBuffer, set: Pick<TileSet, "stats">, i: number): TileStats {
	const [min = 0, max = 0, mean = 0, zeros = 0, bad = 0] = new Float32Array(buffer, set.stats + i * STATS * 4, STATS);
	return { min, max, mean, zeros, bad };
}

/** The smallest whole step at which a tile's longest side fits `maxSide`. */
export const stepFor = (fullHeight: number, fullWidth: number, maxSide: number): number =>
	Math.max(1, Math.ceil(Math.max(fullHeight, fullWidth) / maxSide));

/** The value that a byte stands for in a tile with that min and max; NaN for 0. */
export const decode = (code: number, min: number, max: number): number =>
	code === 0 ? Number.NaN : min + ((code - 1) / 254) * (max - min);
