import { Depthwise, more, put } from "./depthwiseCall";
import { eightOfThree } from "./depthwiseWide";
import { WIDE } from "./shape";
import { begin } from "./share";

/** One pixel. */
// @ts-ignore: decorator
@inline
function pixel(args: Depthwise, x: usize, w: usize, bias: v128): v128 {
	const tap = args.outputs << 2;
	let sum = bias;
	for (let u = 0; u < args.kernelRows; u++, x += args.kernelStep) {
		for (let v = 0, at = x; v < args.kernelColumns; v++, at += args.columnStep, w += tap) sum = more(sum, v128.load(at), v128.load(w));
	}
	return sum;
}

/** Four pixels of y in a row, 4 channels of each, `stride` columns of a kernel of 3 columns apart: what they read overlaps. */
// @ts-ignore: decorator
@inline
function fourOfThree(stride: i32, rows: i32, down: i32, right: i32, tap: usize, add: i32, x: usize, y: usize, yPixel: i32, kept: i32, w: usize, bias: v128, least: v128, greatest: v128): void {
	let a = bias, b = bias, c = bias, d = bias;
	for (let u = 0; u < rows; u++, x += down) {
		const p = v128.load(w), q = v128.load(w + tap), r = v128.load(w + 2 * tap);
		w += 3 * tap;
		let at = x;
		let number = v128.load(at);
		a = more(a, number, p);
		number = v128.load(at += right);
		a = more(a, number, q);
		if (stride == 1) b = more(b, number, p);
		number = v128.load(at += right);
		a = more(a, number, r);
		if (stride == 1) {
			b = more(b, number, q);
			c = more(c, number, p);
			number = v128.load(at += right);
			b = more(b, number, r);
			c = more(c, number, q);
			d = more(d, number, p);
			number = v128.load(at += right);
			c = more(c, number, r);
			d = more(d, number, q);
			number = v128.load(at += right);
			d = more(d, number, r);
		} else {
			b = more(b, number, p);
			number = v128.load(at += right);
			b = more(b, number, q);
			number = v128.load(at += right);
			b = more(b, number, r);
			c = more(c, number, p);
			number = v128.load(at += right);
			c = more(c, number, q);
			number = v128.load(at += right);
			c = more(c, number, r);
			d = more(d, number, p);
			number = v128.load(at += right);
			d = more(d, number, q);
			number = v128.load(at += right);
			d = more(d, number, r);
		}
	}
	put(add, y, kept, a, least, greatest);
	put(add, y += yPixel, kept, b, least, greatest);
	put(add, y += yPixel, kept, c, least, greatest);
	put(add, y + yPixel, kept, d, least, greatest);
}

/** The same for any kernel and stride. */
// @ts-ignore: decorator
@inline
function fourOfAny(args: Depthwise, add: i32, x: usize, xPixel: i32, y: usize, yPixel: i32, kept: i32, w: usize, bias: v128, least: v128, greatest: v128): void {
	const rows = args.kernelRows, columns = args.kernelColumns, down = args.kernelStep, right = args.columnStep, tap = args.outputs << 2;
	let a = bias, b = bias, c = bias, d = bias;
	for (let u = 0; u < rows; u++, x += down) {
		for (let v = 0, at = x; v < columns; v++, at += right, w += tap) {
			const weight = v128.load(w);
			a = more(a, v128.load(at), weight);
			b = more(b, v128.load(at + xPixel), weight);
			c = more(c, v128.load(at + 2 * xPixel), weight);
			d = more(d, v128.load(at + 3 * xPixel), weight);
		}
	}
	put(add, y, kept, a, least, greatest);
	put(add, y += yPixel, kept, b, least, greatest);
	put(add, y += yPixel, kept, c, least, greatest);
	put(add, y + yPixel, kept, d, least, greatest);
}

/** Four pixels from where they are read and written. `stride` 1 or 2: of a kernel of 3 columns; 0: any other. */
// @ts-ignore: decorator
@inline
function four(stride: i32, args: Depthwise, rows: i32, down: i32, right: i32, tap: usize, add: i32, yPixel: i32, x: usize, y: usize, kept: i32, w: usize, bias: v128, least: v128, greatest: v128): void {
	if (stride) fourOfThree(stride, rows, down, right, tap, add, x, y, yPixel, kept, w, bias, least, greatest);
	else fourOfAny(args, add, x, args.xPixel, y, yPixel, kept, w, bias, least, greatest);
}

/**
 * A row of y, 4 channels of `span` pixels (a multiple of 4) after the other. Sums run over the taps in their order, for every pixel.
 */
// @ts-ignore: decorator
@inline
function byChannels(stride: i32, args: Depthwise, x: usize, y: usize, kept: i32, span: i32): void {
	const rows = args.kernelRows, down = args.kernelStep, right = args.columnStep, tap = <usize>args.outputs << 2, add = args.add;
	const columns = args.columns, xPixel = args.xPixel, yPixel = args.yPixel, bytes = <usize>args.outputs << 2, biases = args.bias;
	const places = WIDE && biases ? biases : args.weights, some = i32x4.splat(WIDE && biases ? -1 : 0);
	const least = f32x4.splat(args.clamp ? args.low : -Infinity), greatest = f32x4.splat(args.clamp ? args.high : Infinity);
	for (let start = 0; start < columns; start += span) {
		const end = min(start + span, columns);
		for (let c: usize = 0; c < bytes; c += 16) {
			const bias = biases ? v128.load(biases + c) : f32x4.splat(0), w = args.weights + c;
			let j = start;
			if (WIDE && stride && columns >= 4 && !add && c + 32 <= bytes) {
				for (; j < end; j += 4) {
					const from = min(j, columns - 4);
					eightOfThree(stride, args, x + from * xPixel + c, y + from * yPixel + c, yPixel, kept, w, places + c, some, least, greatest);
				}
				c += 16;
				continue;
			}
			while (j < end && j + 4 <= columns) {
				four(stride, args, rows, down, right, tap, add, yPixel, x + j * xPixel + c, y + j * yPixel + c, kept, w, bias, least, greatest);
				j += 4;
				// What is left is done with some pixels before it once more, which changes nothing but where y is added to.
				if (j < end && j + 4 > columns && !add) j = columns - 4;
			}
			for (; j < end; j++) put(add, y + j * yPixel + c, kept, pixel(args, x + j * xPixel + c, w, bias), least, greatest);
		}
	}
}

/** The same for few channels: all of them of four pixels after the other, so that each line of the cache is read once. */
function byPixels(args: Depthwise, x: usize, y: usize, kept: i32): void {
	const rows = args.kernelRows, down = args.kernelStep, right = args.columnStep, tap = <usize>args.outputs << 2, add = args.add;
	const columns = args.columns, xPixel = args.xPixel, yPixel = args.yPixel, bytes = <usize>args.outputs << 2, weights = args.weights, biases = args.bias;
	const places = WIDE && biases ? biases : weights, some = i32x4.splat(WIDE && biases ? -1 : 0);
	const least = f32x4.splat(args.clamp ? args.low : -Infinity), greatest = f32x4.splat(args.clamp ? args.high : Infinity);
	let j = 0;
	while (j + 4 <= columns) {
		const from = x + j * xPixel, to = y + j * yPixel;
		let c: usize = 0;
		if (WIDE && !add) {
			for (; c + 32 <= bytes; c += 32)
				eightOfThree(1, args, from + c, to + c, yPixel, kept, weights + c, places + c, some, least, greatest);
		}
		for (; c < bytes; c += 16) four(1, args, rows, down, right, tap, add, yPixel, from + c, to + c, kept, weights + c, biases ? v128.load(biases + c) : f32x4.splat(0), least, greatest);
		j += 4;
		if (j < columns && j + 4 > columns && !add) j = columns - 4;
	}
	for (; j < columns; j++) {
		for (let c: usize = 0; c < bytes; c += 16) {
			const bias = biases ? v128.load(biases + c) : f32x4.splat(0);
			put(add, y + j * yPixel + c, kept, pixel(args, x + j * xPixel + c, weights + c, bias), least, greatest);
		}
	}
}

/** A span that no row is longer than, and bytes of a pixel that are few channels. */
const WHOLE: i32 = 1 << 28;
const FEW: i32 = 256;

function rowOfThree(args: Depthwise, x: usize, y: usize, kept: i32): void {
	byChannels(1, args, x, y, kept, 16);
}

function rowOfThreeByTwo(args: Depthwise, x: usize, y: usize, kept: i32): void {
	byChannels(2, args, x, y, kept, WHOLE);
}

function rowOfAny(args: Depthwise, x: usize, y: usize, kept: i32): void {
	byChannels(0, args, x, y, kept, WHOLE);
}

/** Each part takes rows of y. */
export function depthwise(call: usize, part: i32, parts: i32): void {
	const args = changetype<Depthwise>(call);
	const rows = args.rows;
	const kept = args.kept ? <i32>(args.kept - args.y) : 0;
	const stride = args.kernelColumns != 3 ? 0 : args.xPixel == args.columnStep ? 1 : args.xPixel == 2 * args.columnStep ? 2 : 0;
	const few = args.outputs << 2 <= FEW;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const x = args.x + n * args.xImage + i * args.xRow;
		const y = args.y + n * args.yImage + i * args.yRow;
		if (stride == 1) {
			if (few) byPixels(args, x, y, kept);
			else rowOfThree(args, x, y, kept);
		} else if (stride == 2) rowOfThreeByTwo(args, x, y, kept);
		else rowOfAny(args, x, y, kept);
	}
}
