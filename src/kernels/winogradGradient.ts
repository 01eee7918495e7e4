/** Gradients' transform for 3 × 3 kernels, the adjoint of `winogradOutput.ts`. All four lanes are outputs. */
import { far, half, near, two } from "./winogradNumbers";

/** Of four vectors times A, which are six, the first three (`part` 0), the last three (1) or all (−1), to where they stand among the six. */
// @ts-ignore: decorator
@inline
function line(part: i32, from: usize, apart: usize, to: usize, toApart: usize, h: v128, t: v128, n: v128, f: v128): void {
	const g0 = v128.load(from);
	const g1 = v128.load(from + apart);
	const g2 = v128.load(from + 2 * apart);
	const g3 = v128.load(from + 3 * apart);
	if (part <= 0) {
		v128.store(to, g0);
		const even = f32x4.add(g0, f32x4.mul(h, g2)), odd = f32x4.mul(n, f32x4.add(g1, f32x4.mul(h, g3)));
		v128.store(to + toApart, f32x4.add(even, odd));
		v128.store(to + 2 * toApart, f32x4.sub(even, odd));
	}
	if (part != 0) {
		const even = f32x4.add(g0, f32x4.mul(t, g2)), odd = f32x4.mul(f, f32x4.add(g1, f32x4.mul(t, g3)));
		v128.store(to + 3 * toApart, f32x4.add(even, odd));
		v128.store(to + 4 * toApart, f32x4.sub(even, odd));
		v128.store(to + 5 * toApart, g3);
	}
}

// @ts-ignore: decorator
@inline
function transform(part: i32, g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	const h = half(), t = two(), n = near(), f = far();
	const start = part > 0 ? 3 : 0, end = part == 0 ? 3 : 6;
	for (let o = 0; o < lanes; o += 4, g += 16, to += 16) {
		for (let j: usize = 0; j < 4; j++) line(part, g + j * gPixel, gRow, aside + 16 * j, 64, h, t, n, f);
		for (let u: usize = start; u < <usize>end; u++) line(-1, aside + 64 * u, 16, to + 6 * u * apart, apart, h, t, n, f);
	}
}

/** A g Aᵀ of 4 × 4 pixels, `lanes` numbers each, to 36 places `apart` bytes from each other. */
export function transformGradient(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(-1, g, gRow, gPixel, lanes, to, apart, aside);
}

/** The first 18 of `transformGradient`'s 36 places: the same bits. */
export function transformGradientTop(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(0, g, gRow, gPixel, lanes, to, apart, aside);
}

/** The last 18. */
export function transformGradientBottom(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	transform(1, g, gRow, gPixel, lanes, to, apart, aside);
}
