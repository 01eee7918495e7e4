import { block } from "./conv";
import { Conv, open } from "./convCall";
import { begin } from "./share";
import { transformInput, transformOutput } from "./winogradTransforms";

@unmanaged
class Winograd {
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
}

/** Where a part's scratch memory has what. */
const ASIDE: usize = 128;
const WINDOW: usize = 768;
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

/** One tile's outputs, from 36 places `apart` bytes from each other, to the `down` × `right` pixels that are there at y. */
function finish(args: Winograd, from: usize, apart: usize, y: usize, down: i32, right: i32, aside: usize): void {
	const yPixel = args.yPixel, yRow = args.yRow, bias = args.bias, add = args.add;
	const kept = args.kept ? args.kept - args.y : 0;
	const least = f32x4.splat(args.clamp ? args.low : -Infinity), greatest = f32x4.splat(args.clamp ? args.high : Infinity);
	const bytes = <usize>args.outputs << 2;
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

/**
 * Convolution 3 × 3 with stride 1 by F(4×4, 3×3): see `winograd` in calls.ts. Tiles of 4 × 4 outputs in groups that fit the scratch memory: their windows
 * transformed, 36 products of matrices by conv's kernels, their outputs transformed. A tile's numbers do not depend on its group.
 * Each part takes a stretch of the tiles.
 */
export function winograd(call: usize, part: i32, parts: i32): void {
	const args = changetype<Winograd>(call);
	const rows = args.rows, columns = args.columns, outputs = args.outputs, inputs = args.inputs;
	const lanes = (inputs + 3) & ~3;
	const pixel = <usize>lanes << 2, made = <usize>outputs << 2;
	const scratch = args.scratch + part * args.scratchPart;
	const window = scratch + WINDOW, v = window + 36 * pixel;
	const most = (args.scratchPart - <i32>(WINDOW + 36 * pixel + 72 * GAP)) / <i32>(36 * (pixel + made));
	const vApart = most * pixel + GAP, mApart = most * made + GAP;
	const m = v + 36 * vApart;
	const product = changetype<Conv>(scratch);
	memory.fill(scratch, 0, offsetof<Conv>());
	product.xPixel = pixel;
	product.yPixel = made;
	product.images = product.rows = product.kernelRows = product.runs = 1;
	product.outputs = outputs;
	product.runLength = inputs;
	const across = (columns + 3) >> 2, perImage = ((rows + 3) >> 2) * across;
	const last = begin(args.images * perImage, part + 1, parts);
	for (let first = begin(args.images * perImage, part, parts); first < last; first += most) {
		const count = min(most, last - first);
		for (let t = 0; t < count; t++) {
			const n = (first + t) / perImage, inside = first + t - n * perImage;
			const i = inside / across << 2, j = inside % across << 2;
			let x = args.x + n * args.xImage + i * args.xRow + j * args.xPixel;
			let xRow = args.xRow, xPixel = args.xPixel;
			if (i + 4 > rows || j + 4 > columns) {
				copyWindow(6, x, xRow, xPixel, rows + 2 - i, columns + 2 - j, window, pixel);
				x = window;
				xPixel = pixel;
				xRow = 6 * pixel;
			}
			transformInput(x, xRow, xPixel, lanes, v + t * pixel, vApart, scratch + ASIDE);
		}
		product.columns = count;
		for (let place = 0; place < 36; place++) {
			product.x = v + place * vApart;
			product.y = m + place * mApart;
			product.weights = args.weights + place * (inputs * made + GAP);
			open(product);
			block(product, 0, count, 0, (outputs + 15) >> 4);
		}
		for (let t = 0; t < count; t++) {
			const n = (first + t) / perImage, inside = first + t - n * perImage;
			const i = inside / across << 2, j = inside % across << 2;
			const y = args.y + n * args.yImage + i * args.yRow + j * args.yPixel;
			finish(args, m + t * made, mApart, y, min(4, rows - i), min(4, columns - j), scratch + ASIDE);
		}
	}
}
