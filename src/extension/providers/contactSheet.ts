import tables from "colour-tables";
import { type Frame, STATS, type TileSet } from "../../protocol/frame";

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

/**
 * A tile set as one indexed PNG: entry 0 is the gap between maps (clear), 1 stands for not-a-number, 2…255 for the diverging scale about
 * zero. All maps share one range, so that one colour means one number. An indexed picture, because a hover's Markdown must stay under 100,000
 * characters.
 */
export async function contactSheet(frame: Frame, set: TileSet, dark: boolean): Promise<Sheet> {
	const stats = new Float32Array(frame.buffer, set.stats, set.count * STATS);
	const codes = new Uint8Array(frame.buffer, set.codes, set.count * set.width * set.height);
	let reach = 0;
	for (let i = 0; i < set.count; i++) reach = Math.max(reach, Math.abs(stats[i * STATS] ?? 0), Math.abs(stats[i * STATS + 1] ?? 0));
	const columns = columnsFor(set);
	const rows = Math.ceil(set.count / columns);
	const width = columns * (set.width + GAP) - GAP;
	const height = rows * (set.height + GAP) - GAP;
	const pixels = new Uint8Array(width * height);
	for (let tile = 0; tile < set.count; tile++) {
		const index = indexTable(stats[tile * STATS] ?? 0, stats[tile * STATS + 1] ?? 0, reach);
		const left = (tile % columns) * (set.width + GAP);
		const top = Math.floor(tile / columns) * (set.height + GAP);
		for (let y = 0; y < set.height; y++) {
			for (let x = 0; x < set.width; x++) {
				pixels[(top + y) * width + left + x] = index[codes[(tile * set.height + y) * set.width + x] ?? 0] ?? 1;
			}
		}
	}
	const png = await indexedPng(pixels, width, height, palette(dark));
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

/** Palette entry of each of a tile's 256 codes. */
function indexTable(min: number, max: number, reach: number): Uint8Array {
	const table = new Uint8Array(256);
	table[0] = 1;
	for (let code = 1; code < 256; code++) {
		const value = min + ((code - 1) / 254) * (max - min);
		table[code] = 2 + Math.round(((reach > 0 ? value / reach : 0) * 0.5 + 0.5) * 253);
	}
	return table;
}

/** RGBA of the 256 entries: red below zero, blue above; white, or near-black in dark themes, at zero. */
function palette(dark: boolean): Uint8Array {
	const entries = new Uint8Array(256 * 4);
	entries.set([0, 0, 0, 0, 255, 0, 255, 255]);
	for (let i = 0; i < 254; i++) {
		const at = Math.round((i / 253) * 255) * 6;
		const rgb = [0, 2, 4].map((k) => Number.parseInt(tables.RdBu.slice(at + k, at + k + 2), 16));
		const strength = Math.abs(i / 253 - 0.5) * 2;
		const shade = dark ? darkened(rgb, strength) : rgb;
		entries.set([...shade, 255], (i + 2) * 4);
	}
	return entries;
}

/** On a dark ground zero is near-black and strength is light, in the hue of the scale's end. */
const darkened = (rgb: readonly number[], strength: number): number[] => {
	const [r = 0, , b = 0] = rgb;
	const hue = r > b ? [244, 109, 67] : [67, 162, 244];
	return hue.map((c) => Math.round(24 + (c - 24) * strength));
};

/** A PNG of 8-bit palette indices. Source: W3C PNG specification, third edition; `deflate` of CompressionStream is the zlib format it wants. */
async function indexedPng(pixels: Uint8Array, width: number, height: number, rgba: Uint8Array): Promise<Uint8Array> {
	const header = new DataView(new ArrayBuffer(13));
	header.setUint32(0, width);
	header.setUint32(4, height);
	header.setUint8(8, 8); // bits a pixel
	header.setUint8(9, 3); // indexed
	const lines = new Uint8Array((width + 1) * height); // each line begins with its filter: 0, none
	for (let y = 0; y < height; y++) lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
	const colours = new Uint8Array(256 * 3);
	const alphas = new Uint8Array(256);
	for (let i = 0; i < 256; i++) {
		colours.set(rgba.subarray(i * 4, i * 4 + 3), i * 3);
		alphas[i] = rgba[i * 4 + 3] ?? 255;
	}
	return join([
		Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
		chunk("IHDR", new Uint8Array(header.buffer)),
		chunk("PLTE", colours),
		chunk("tRNS", alphas),
		chunk("IDAT", await deflate(lines)),
		chunk("IEND", new Uint8Array(0)),
	]);
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
	const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("deflate"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

function chunk(type: string, data: Uint8Array): Uint8Array {
	const body = join([new TextEncoder().encode(type), data]);
	const framed = new Uint8Array(body.length + 8);
	const view = new DataView(framed.buffer);
	view.setUint32(0, data.length);
	framed.set(body, 4);
	view.setUint32(body.length + 4, crc32(body));
	return framed;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** CRC-32 of ISO 3309, as PNG wants it. */
function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}

function toBase64(bytes: Uint8Array): string {
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary);
}
