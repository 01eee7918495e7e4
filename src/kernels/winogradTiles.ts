import { transformInput } from "./winogradInput";
import { transformOutput } from "./winogradOutput";

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
	/** Outputs of a tile along each side: 4 where kernels are 3 × 3, 7 − k where they are k × k. */
	size: i32;
}

/** Where a part's scratch memory has what. */
export const ASIDE: usize = 128;
export const WINDOW: usize = 1024;
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

/**
 * Tiles along one side: as few as cover it, of `size` outputs, and behind them some of one less, so that no more than needed is computed: 14 is 4 + 4 + 3 + 3.
 * In the six points' transforms only a tile's last output depends on the point ∞, so that short tiles do without that product.
 */
// @ts-ignore: decorator
@inline
function countOf(length: i32, size: i32): i32 {
	return (length + size - 1) / size;
}
/** How many of them are not short. */
// @ts-ignore: decorator
@inline
function wholeOf(length: i32, size: i32): i32 {
	return max(0, length - countOf(length, size) * (size - 1));
}

/** Of the call that is worked on: tiles across a picture and in it, and how many along each side are not short. Each thread has its own instance of the module. */
let across: i32 = 0;
let perImage: i32 = 0;
let tall: i32 = 0;
let wide: i32 = 0;

/** Takes a call's sizes, and gives the tiles of all pictures. */
export function openTiles(args: Winograd): i32 {
	const size = args.size, rows = args.rows, columns = args.columns;
	across = countOf(columns, size);
	perImage = countOf(rows, size) * across;
	tall = wholeOf(rows, size);
	wide = wholeOf(columns, size);
	return args.images * perImage;
}

/** Where a tile's first pixel lies, counted over pictures, rows and columns of tiles, how many outputs it has, and whether they are short. */
let image: i32 = 0;
let top: i32 = 0;
let left: i32 = 0;
let down: i32 = 0;
let right: i32 = 0;
let low: bool = false;
let narrow: bool = false;

function locate(args: Winograd, tile: i32): void {
	const size = args.size;
	image = tile / perImage;
	const inside = tile - image * perImage, i = inside / across, j = inside - i * across;
	low = i >= tall;
	narrow = j >= wide;
	top = i * (size - 1) + min(i, tall);
	left = j * (size - 1) + min(j, wide);
	down = min(low ? size - 1 : size, args.rows - top);
	right = min(narrow ? size - 1 : size, args.columns - left);
}

/** Of a group of tiles in order: where those begin that are not low, and where they end; where those end that are not narrow. */
export let tallStart: i32 = 0;
export let tallEnd: i32 = 0;
export let wideEnd: i32 = 0;

/** Writes `count` tiles' numbers from `first` on to `table`, so ordered that those that are not low stand side by side, and so do those that are not narrow. */
export function order(args: Winograd, first: i32, count: i32, table: usize): void {
	let at = table;
	tallStart = 0;
	tallEnd = count;
	wideEnd = count;
	if (tall * across == perImage && wide == across) {
		for (let t = 0; t < count; t++) store<i32>(table + 4 * t, first + t);
		return;
	}
	for (let kind = 0; kind < 4; kind++) {
		for (let t = first; t < first + count; t++) {
			locate(args, t);
			if (kind != (low ? (narrow ? 3 : 0) : narrow ? 2 : 1)) continue;
			store<i32>(at, t);
			at += 4;
		}
		const done = <i32>(at - table) >> 2;
		if (kind == 0) tallStart = done;
		else if (kind == 1) wideEnd = done;
		else if (kind == 2) tallEnd = done;
	}
}

/** Of `count` ordered tiles the stretch that needs one of the 36 products: where it begins, and how many they are. */
// @ts-ignore: decorator
@inline
export function startAt(place: i32): i32 {
	return place >= 30 ? tallStart : 0;
}
// @ts-ignore: decorator
@inline
export function countAt(place: i32, count: i32): i32 {
	return (place % 6 == 5 ? wideEnd : place >= 30 ? tallEnd : count) - startAt(place);
}

/** A tile's window transformed, to 36 places `apart` bytes from each other. */
export function tileIn(args: Winograd, tile: i32, to: usize, apart: usize, scratch: usize): void {
	locate(args, tile);
	const rows = args.rows, columns = args.columns, size = args.size, lanes = (args.inputs + 3) & ~3;
	let x = args.x + image * args.xImage + top * args.xRow + left * args.xPixel;
	let xRow = args.xRow, xPixel = args.xPixel;
	if (top + size > rows || left + size > columns) {
		const window = scratch + WINDOW, pixel = <usize>lanes << 2;
		copyWindow(6, x, xRow, xPixel, rows + 6 - size - top, columns + 6 - size - left, window, pixel);
		x = window;
		xPixel = pixel;
		xRow = 6 * pixel;
	}
	transformInput(x, xRow, xPixel, lanes, to, apart, scratch + ASIDE);
}

/** `bytes` of a tile's outputs from byte `output` of each pixel on, from 36 places `apart` bytes from each other, to the pixels that are there. */
export function tileOut(args: Winograd, tile: i32, from: usize, apart: usize, output: usize, bytes: usize, scratch: usize): void {
	locate(args, tile);
	const y = args.y + image * args.yImage + top * args.yRow + left * args.yPixel + output;
	const yPixel = args.yPixel, yRow = args.yRow, bias = args.bias ? args.bias + output : 0, add = args.add;
	const kept = args.kept ? args.kept - args.y : 0, aside = scratch + ASIDE;
	const least = f32x4.splat(args.clamp ? args.low : -Infinity), greatest = f32x4.splat(args.clamp ? args.high : Infinity);
	for (let o: usize = 0; o < bytes; o += 16) {
		transformOutput(args.size, from + o, apart, aside);
		const start = bias ? v128.load(bias + o) : f32x4.splat(0);
		for (let i = 0, row = y + o, made = aside; i < down; i++, row += yRow, made += 80) {
			for (let j = 0, at = row; j < right; j++, at += yPixel) {
				let value = f32x4.add(start, v128.load(made + 16 * j));
				if (add) value = f32x4.add(value, v128.load(at));
				if (kept) v128.store(at + kept, value);
				v128.store(at, f32x4.pmin(f32x4.pmax(value, least), greatest));
			}
		}
	}
}
