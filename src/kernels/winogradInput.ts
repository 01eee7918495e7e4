/**
 * Windows' transform: Lavin and Gray, "Fast algorithms for convolutional neural networks" (2015), but at the points 0, ±√½, ±√2 and ∞ instead of 0, ±1, ±2
 * and ∞: the numbers are of more equal size, and the error is smaller for it. With six points a tile of 4 × 4 outputs has kernels of 3 × 3, one of 3 × 3 outputs
 * kernels of 4 × 4, and so on; the windows, 6 × 6 pixels, and their transform are the same.
 * Each is done along the columns into `aside`, then along the rows. All four lanes are channels.
 */
import { far, half, middle, near, two } from "./winogradNumbers";

/** Of the six numbers of Bᵀ d the first three (`part` 0), the last three (1) or all (−1), to where they stand among the six, `toApart` bytes from each other. */
// @ts-ignore: decorator
@inline
function line(part: i32, from: usize, apart: usize, to: usize, toApart: usize, h: v128, t: v128, m: v128, n: v128, f: v128): void {
	const d1 = v128.load(from + apart);
	const d2 = v128.load(from + 2 * apart);
	const d3 = v128.load(from + 3 * apart);
	const d4 = v128.load(from + 4 * apart);
	if (part <= 0) {
		v128.store(to, f32x4.sub(f32x4.add(v128.load(from), d4), f32x4.mul(m, d2)));
		const even = f32x4.sub(d4, f32x4.mul(t, d2)), odd = f32x4.mul(n, f32x4.sub(d3, f32x4.mul(t, d1)));
		v128.store(to + toApart, f32x4.add(even, odd));
		v128.store(to + 2 * toApart, f32x4.sub(even, odd));
	}
	if (part != 0) {
		const even = f32x4.sub(d4, f32x4.mul(h, d2)), odd = f32x4.mul(f, f32x4.sub(d3, f32x4.mul(h, d1)));
		v128.store(to + 3 * toApart, f32x4.add(even, odd));
		v128.store(to + 4 * toApart, f32x4.sub(even, odd));
		v128.store(to + 5 * toApart, f32x4.sub(f32x4.add(d1, v128.load(from + 5 * apart)), f32x4.mul(m, d3)));
	}
}

// @ts-ignore: decorator
@inline
function transform(part: i32, x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	const h = half(), t = two(), m = middle(), n = near(), f = far();
	const start = part > 0 ? 3 : 0, end = part == 0 ? 3 : 6;
	for (let c = 0; c < lanes; c += 4, x += 16, to += 16) {
		for (let v: usize = 0; v < 6; v++) line(part, x + v * xPixel, xRow, aside + 16 * v, 96, h, t, m, n, f);
		for (let u: usize = start; u < <usize>end; u++) line(-1, aside + 96 * u, 16, to + 6 * u * apart, apart, h, t, m, n, f);
	}
}

/** Bᵀ d B of a window of 6 × 6 pixels, `lanes` numbers each, to 36 places `apart` bytes from each other. */
export function transformInput(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(-1, x, xRow, xPixel, lanes, to, apart, aside);
}

/** The first 18 of `transformInput`'s 36 places: the same bits. */
export function transformInputTop(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(0, x, xRow, xPixel, lanes, to, apart, aside);
}

/** The last 18. */
export function transformInputBottom(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(1, x, xRow, xPixel, lanes, to, apart, aside);
}
