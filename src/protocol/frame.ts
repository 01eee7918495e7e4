/**
 * Pictures on their way to the panel. The engine's float32 numbers are quantised to one byte each, tile by tile, because bytes are what a
 * webview hop costs (200 kB take 26 ms). A tile is one map, one kernel slice, or one partial map.
 *
 * A byte stands for a number of its tile: 0 for NaN or ±Infinity, 1…255 for min…max, so value = min + (byte − 1)/254 · (max − min).
 * The panel colours bytes itself: scope and colour changes need no message.
 */

/** What a picture shows: a layer's output maps, its kernels, or one output map's share from each input channel. */
export type What = "maps" | "kernels" | "partials";

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

/** Numbers per tile in `TileSet.stats`, taken over the full data: min, max, mean (over finite numbers), share of exact zeros, count of NaN and ±Infinity. */
export const STATS = 5;

/** Many tile sets in one exact buffer; nothing else lies in it. Little endian. */
export interface Frame {
	/** The model revision whose numbers these are. */
	readonly revision: number;
	readonly sets: readonly TileSet[];
	readonly buffer: ArrayBuffer;
}

/** Most bytes of one frame; wants beyond it are cut short, and the panel asks again. */
export const MAX_FRAME_BYTES = 6 * 1024 * 1024;

/** The value that a byte stands for in a tile with that min and max; NaN for 0. */
export const decode = (code: number, min: number, max: number): number =>
	code === 0 ? Number.NaN : min + ((code - 1) / 254) * (max - min);
