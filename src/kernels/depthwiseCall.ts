import { clampTo } from "./clamp";

@unmanaged
export class Depthwise {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	y: usize;
	yPixel: i32;
	yRow: i32;
	yImage: i32;
	weights: usize;
	bias: usize;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	kernelRows: i32;
	kernelStep: i32;
	kernelColumns: i32;
	columnStep: i32;
	add: i32;
	clamp: i32;
	low: f32;
	high: f32;
	kept: usize;
}

// @ts-ignore: decorator
@inline
export function more(sum: v128, x: v128, w: v128): v128 {
	return f32x4.add(sum, f32x4.mul(x, w));
}

/** Stores one vector of y. `kept`: how far behind y the number before it is brought between `least` and `greatest` goes, 0: nowhere. */
// @ts-ignore: decorator
@inline
export function put(add: i32, y: usize, kept: i32, sum: v128, least: v128, greatest: v128): void {
	if (add) {
		v128.store(y, f32x4.add(v128.load(y), sum));
		return;
	}
	if (kept) v128.store(y + kept, sum);
	v128.store(y, clampTo(sum, least, greatest));
}

/** Stores two vectors of y, one behind the other, between `least` and `greatest`; nothing is added to what y holds. */
// @ts-ignore: decorator
@inline
export function putTwo(y: usize, kept: i32, first: v128, second: v128, least: v128, greatest: v128): void {
	if (kept) {
		v128.store(y + kept, first);
		v128.store(y + kept, second, 16);
	}
	v128.store(y, clampTo(first, least, greatest));
	v128.store(y, clampTo(second, least, greatest), 16);
}
