/**
 * Pictures on their way to the panel: tiles (src/network/tile.ts), quantised to bytes, because bytes are what a webview hop costs (200 kB take
 * 26 ms). The panel colours bytes itself: scope and colour changes need no message.
 */
import type { TileSet } from "../network/tile";

export { decode, INPUT_KEY, STATS, statsAt, stepFor, type TileSet, type TileStats, type Want, type What } from "../network/tile";

/** Many tile sets in one exact buffer; nothing else lies in it. Little endian. */
export interface Frame {
	/** The model revision whose numbers these are. */
	readonly revision: number;
	readonly sets: readonly TileSet[];
	readonly buffer: ArrayBuffer;
}

/** Most bytes of one frame; wants beyond it are cut short, and the panel asks again. */
export const MAX_FRAME_BYTES = 6 * 1024 * 1024;
