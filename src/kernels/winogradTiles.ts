import { transformInput, transformOutput } from "./winogradTransforms";

@unmanaged
export class Winograd {
	x: usize;
	xPixel: usize;
	xRow: usize;
	xImage: usize;
	y: usize;
	yPixel: usize;
	yRow: usize;
	yImage: usize;
	weights: usize;
	bias: usize;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	inputs: i32;
	add: i32;
	clamp: i32;
	low: f32;
	high: f32;
	kept: usize;
	scratch: usize;
	scratchPart: i32;
	plain: i32;
}

/** Where a part's scratch memory has what. */
export const ASIDE: usize = 128;
export const WINDOW: usize = 768;
/** Bytes between the 36 places behind their tiles, lest all of them fall on the same lines of the cache. */
export const GAP: usize = 64;

/** A window of `size` × `size` pixels at the edge, of which only some are there, copied with zeros. */
export function copyWindow(size: i32, x: usize, xRow: usize, xPixel: usize, down: i32, right: i32, to: usize, bytes: usize): void {
	for (let u = 0; u < size; u++, x += xRow) {
		for (let v = 0; v < size; v++, to += bytes) {
			if (u < down && v < right) memory.copy(to, x + v * xPixel, bytes);
			else memory.fill(to, 0, bytes);
		}
	}
}

/** Where a tile's first pixel lies, counted over pictures, rows and columns of tiles. */
let image: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;

function locate(args: Winograd, tile: i32): void {
	const across = (args.columns + 3) >> 2, perImage = ((args.rows + 3) >> 2) * across;
	image = tile / perImage;
	const inside = tile - image * perImage;
	top = inside / across << 2;
	left = inside % across << 2;
}

/** A tile's window transformed, to 36 places `apart` bytes from each other. */
export function tileIn(args: Winograd, tile: i32, to: usize, apart: usize, scratch: usize): void {
	locate(args, tile);
	const rows = args.rows, columns = args.columns, lanes = (args.inputs + 3) & ~3;
	let x = args.x + image * args.xImage + top * args.xRow + left * args.xPixel;
	let xRow = args.xRow, xPixel = args.xPixel;
	if (top + 4 > rows || left + 4 > columns) {
		const window = scratch + WINDOW, pixel = <usize>lanes << 2;
		copyWindow(6, x, xRow, xPixel, rows + 2 - top, columns + 2 - left, window, pixel);
		x = window;
		xPixel = pixel;
		xRow = 6 * pixel;
	}
	transformInput(x, xRow, xPixel, lanes, to, apart, scratch + ASIDE);
}

/** `bytes` of a tile's outputs from byte `output` of each pixel on, from 36 places `apart` bytes from each other, to the pixels that are there. */
export function tileOut(args: Winograd, tile: i32, from: usize, apart: usize, output: usize, bytes: usize, scratch: usize): void {
	locate(args, tile);
	const down = min(4, args.rows - top), right = min(4, args.columns - left);
	const y = args.y + image * args.yImage + top * args.yRow + left * args.yPixel + output;
	const yPixel = args.yPixel, yRow = args.yRow, bias = args.bias ? args.bias + output : 0, add = args.add;
	const kept = args.kept ? args.kept - args.y : 0, aside = scratch + ASIDE;
	const least = f32x4.splat(args.clamp ? args.low : -Infinity), greatest = f32x4.splat(args.clamp ? args.high : Infinity);
	for (let o: usize = 0; o < bytes; o += 16) {
		transformOutput(from + o, apart, aside);
		const start = bias ? v128.load(bias + o) : f32x4.splat(0);
		for (let i = 0, row = y + o, made = aside; i < down; i++, row += yRow, made += 64) {
			for (let j = 0, at = row; j < right; j++, at += yPixel) {
				let value = f32x4.add(start, v128.load(made + 16 * j));
				if (add) value = f32x4.add(value, v128.load(at));
				if (kept) v128.store(at + kept, value);
				v128.store(at, f32x4.pmin(f32x4.pmax(value, least), greatest));
			}
		}
	}
}
