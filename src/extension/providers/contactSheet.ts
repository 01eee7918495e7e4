import { makePalette, type Palette, placeOf } from "../../protocol/colour";
import { decode, type Frame, statsAt, type TileSet } from "../../protocol/frame";
import { indexedPng } from "./indexedPng";

/** A picture for a Markdown hover: a data URI, and the size at which to show it. */
export interface Sheet {
	readonly uri: string;
	readonly width: number;
	readonly height: number;
}

/** Widest and highest a sheet is shown, in pixels. */
const WIDTH = 320;
const HEIGHT = 200;
const GAP = 1;

/** Palette entries: 0 is the gap between maps (clear), then NaN and ±Infinity, then the scale. */
const BAD = 1;
const FIRST = 2;
/** Colours on each side of zero: 2 · 126 + 1 and the two others are what a palette of 256 holds. */
const STEPS = 126;
/** Opaque magenta, which no scale has (0xAABBGGRR). */
const MAGENTA = 0xff_ff_00_ff;

/**
 * A tile set as one indexed PNG, in the panel's colours of feature maps. All maps share one range, so that one colour means one number.
 * Indexed, because a hover's Markdown must stay under 100,000 characters.
 */
export async function contactSheet(frame: Frame, set: TileSet, dark: boolean): Promise<Sheet> {
	const stats = Array.from({ length: set.count }, (_, i) => statsAt(frame.buffer, set, i));
	const codes = new Uint8Array(frame.buffer, set.codes, set.count * set.width * set.height);
	const palette = makePalette("RdBu", dark, STEPS);
	const reach = Math.max(0, ...stats.map(({ min, max }) => Math.max(-min, max)));
	const columns = columnsFor(set);
	const rows = Math.ceil(set.count / columns);
	const width = columns * (set.width + GAP) - GAP;
	const height = rows * (set.height + GAP) - GAP;
	const pixels = new Uint8Array(width * height);
	for (const [tile, { min, max }] of stats.entries()) {
		const entries = entriesOf(palette, min, max, reach);
		const left = (tile % columns) * (set.width + GAP);
		const top = Math.floor(tile / columns) * (set.height + GAP);
		for (let y = 0; y < set.height; y++) {
			for (let x = 0; x < set.width; x++) {
				pixels[(top + y) * width + left + x] = entries[codes[(tile * set.height + y) * set.width + x] ?? 0] ?? BAD;
			}
		}
	}
	const png = await indexedPng({ width, height, pixels, palette: Uint32Array.of(0, MAGENTA, ...palette) });
	const scale = Math.max(1, Math.floor(Math.min(WIDTH / width, HEIGHT / height)));
	const shrink = Math.min(1, WIDTH / width, HEIGHT / height);
	const factor = shrink < 1 ? shrink : scale;
	return {
		uri: `data:image/png;base64,${toBase64(png)}`,
		width: Math.max(1, Math.round(width * factor)),
		height: Math.max(1, Math.round(height * factor)),
	};
}

/** As many columns as make the sheet about as wide as its frame. */
function columnsFor(set: TileSet): number {
	let best = 1;
	let bestScale = 0;
	for (let columns = 1; columns <= set.count; columns++) {
		const rows = Math.ceil(set.count / columns);
		const scale = Math.min(WIDTH / (columns * (set.width + GAP)), HEIGHT / (rows * (set.height + GAP)));
		if (scale > bestScale) [best, bestScale] = [columns, scale];
	}
	return best;
}

/** Entry of each of a tile's 256 codes in the sheet's palette. */
const entriesOf = (palette: Palette, min: number, max: number, reach: number): Uint8Array =>
	Uint8Array.from({ length: 256 }, (_, code) => (code === 0 ? BAD : FIRST + placeOf(palette, decode(code, min, max), reach)));

function toBase64(bytes: Uint8Array): string {
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary);
}
