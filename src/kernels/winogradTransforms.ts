/**
 * The transforms of numbers for F(4×4, 3×3): Lavin and Gray, "Fast algorithms for convolutional neural networks" (2015), but at the points 0, ±√½, ±√2 and ∞
 * instead of 0, ±1, ±2 and ∞: the numbers are of more equal size, and the error is smaller for it.
 * Each is done along the columns into `aside`, then along the rows. All four lanes are channels (or outputs).
 */

/** √½ and √2. */
// @ts-ignore: decorator
@inline
export const NEAR: f32 = 0.7071067811865476;
// @ts-ignore: decorator
@inline
export const FAR: f32 = 1.4142135623730951;

/** Six vectors `apart` bytes from each other, times Bᵀ, to `to`, six vectors `toApart` bytes from each other. */
// @ts-ignore: decorator
@inline
function inputLine(from: usize, apart: usize, to: usize, toApart: usize): void {
	const d0 = v128.load(from);
	const d1 = v128.load(from + apart);
	const d2 = v128.load(from + 2 * apart);
	const d3 = v128.load(from + 3 * apart);
	const d4 = v128.load(from + 4 * apart);
	const d5 = v128.load(from + 5 * apart);
	const half = f32x4.splat(0.5), two = f32x4.splat(2), middle = f32x4.splat(2.5);
	v128.store(to, f32x4.sub(f32x4.add(d0, d4), f32x4.mul(middle, d2)));
	const even = f32x4.sub(d4, f32x4.mul(two, d2)), odd = f32x4.mul(f32x4.splat(NEAR), f32x4.sub(d3, f32x4.mul(two, d1)));
	v128.store(to + toApart, f32x4.add(even, odd));
	v128.store(to + 2 * toApart, f32x4.sub(even, odd));
	const farEven = f32x4.sub(d4, f32x4.mul(half, d2)), farOdd = f32x4.mul(f32x4.splat(FAR), f32x4.sub(d3, f32x4.mul(half, d1)));
	v128.store(to + 3 * toApart, f32x4.add(farEven, farOdd));
	v128.store(to + 4 * toApart, f32x4.sub(farEven, farOdd));
	v128.store(to + 5 * toApart, f32x4.sub(f32x4.add(d1, d5), f32x4.mul(middle, d3)));
}

/** Bᵀ d B of a window of 6 × 6 pixels, `lanes` numbers each, to 36 places `apart` bytes from each other. */
export function transformInput(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	for (let c = 0; c < lanes; c += 4, x += 16, to += 16) {
		for (let v = 0; v < 6; v++) inputLine(x + v * xPixel, xRow, aside + 16 * v, 96);
		for (let u = 0; u < 6; u++) inputLine(aside + 96 * u, 16, to + 6 * u * apart, apart);
	}
}

/** Half of `inputLine`: of the six the first three (`half` 0) or the last three, where they stand among the six. */
// @ts-ignore: decorator
@inline
function halfInputLine(half: i32, from: usize, apart: usize, to: usize, toApart: usize): void {
	const d1 = v128.load(from + apart);
	const d2 = v128.load(from + 2 * apart);
	const d3 = v128.load(from + 3 * apart);
	const d4 = v128.load(from + 4 * apart);
	const middle = f32x4.splat(2.5);
	if (half == 0) {
		const two = f32x4.splat(2);
		v128.store(to, f32x4.sub(f32x4.add(v128.load(from), d4), f32x4.mul(middle, d2)));
		const even = f32x4.sub(d4, f32x4.mul(two, d2)), odd = f32x4.mul(f32x4.splat(NEAR), f32x4.sub(d3, f32x4.mul(two, d1)));
		v128.store(to + toApart, f32x4.add(even, odd));
		v128.store(to + 2 * toApart, f32x4.sub(even, odd));
		return;
	}
	const part = f32x4.splat(0.5);
	const farEven = f32x4.sub(d4, f32x4.mul(part, d2)), farOdd = f32x4.mul(f32x4.splat(FAR), f32x4.sub(d3, f32x4.mul(part, d1)));
	v128.store(to + 3 * toApart, f32x4.add(farEven, farOdd));
	v128.store(to + 4 * toApart, f32x4.sub(farEven, farOdd));
	v128.store(to + 5 * toApart, f32x4.sub(f32x4.add(d1, v128.load(from + 5 * apart)), f32x4.mul(middle, d3)));
}

// @ts-ignore: decorator
@inline
function halfInput(half: i32, x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	for (let c = 0; c < lanes; c += 4, x += 16, to += 16) {
		for (let v: usize = 0; v < 6; v++) halfInputLine(half, x + v * xPixel, xRow, aside + 16 * v, 96);
		for (let u = 3 * half; u < 3 * half + 3; u++) inputLine(aside + 96 * u, 16, to + 6 * u * apart, apart);
	}
}

/** The first 18 of `transformInput`'s 36 places: the same bits. */
export function transformInputTop(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	halfInput(0, x, xRow, xPixel, lanes, to, apart, aside);
}

/** The last 18. */
export function transformInputBottom(x: usize, xRow: usize, xPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	halfInput(1, x, xRow, xPixel, lanes, to, apart, aside);
}

/** Six vectors times Aᵀ: four. */
// @ts-ignore: decorator
@inline
function outputLine(from: usize, apart: usize, to: usize): void {
	const m0 = v128.load(from);
	const m1 = v128.load(from + apart);
	const m2 = v128.load(from + 2 * apart);
	const m3 = v128.load(from + 3 * apart);
	const m4 = v128.load(from + 4 * apart);
	const m5 = v128.load(from + 5 * apart);
	const half = f32x4.splat(0.5), two = f32x4.splat(2);
	const sum = f32x4.add(m1, m2), difference = f32x4.mul(f32x4.splat(NEAR), f32x4.sub(m1, m2));
	const farSum = f32x4.add(m3, m4), farDifference = f32x4.mul(f32x4.splat(FAR), f32x4.sub(m3, m4));
	v128.store(to, f32x4.add(f32x4.add(m0, sum), farSum));
	v128.store(to, f32x4.add(difference, farDifference), 16);
	v128.store(to, f32x4.add(f32x4.mul(half, sum), f32x4.mul(two, farSum)), 32);
	v128.store(to, f32x4.add(f32x4.add(f32x4.mul(half, difference), f32x4.mul(two, farDifference)), m5), 48);
}

/** Aᵀ m A for four outputs, from 36 places `apart` bytes from each other, as 4 × 4 vectors at `aside`. It needs 40 vectors there. */
// @ts-ignore: decorator
@inline
export function transformOutput(from: usize, apart: usize, aside: usize): void {
	for (let v = 0; v < 6; v++) outputLine(from + v * apart, 6 * apart, aside + 256 + 64 * v);
	for (let i = 0; i < 4; i++) outputLine(aside + 256 + 16 * i, 64, aside + 64 * i);
}

/** Four vectors `apart` bytes from each other, times A, to `to`: six vectors `toApart` bytes from each other. */
// @ts-ignore: decorator
@inline
function gradientLine(from: usize, apart: usize, to: usize, toApart: usize): void {
	const g0 = v128.load(from);
	const g1 = v128.load(from + apart);
	const g2 = v128.load(from + 2 * apart);
	const g3 = v128.load(from + 3 * apart);
	const half = f32x4.splat(0.5), two = f32x4.splat(2);
	v128.store(to, g0);
	const even = f32x4.add(g0, f32x4.mul(half, g2)), odd = f32x4.mul(f32x4.splat(NEAR), f32x4.add(g1, f32x4.mul(half, g3)));
	v128.store(to + toApart, f32x4.add(even, odd));
	v128.store(to + 2 * toApart, f32x4.sub(even, odd));
	const farEven = f32x4.add(g0, f32x4.mul(two, g2)), farOdd = f32x4.mul(f32x4.splat(FAR), f32x4.add(g1, f32x4.mul(two, g3)));
	v128.store(to + 3 * toApart, f32x4.add(farEven, farOdd));
	v128.store(to + 4 * toApart, f32x4.sub(farEven, farOdd));
	v128.store(to + 5 * toApart, g3);
}

/** A g Aᵀ of 4 × 4 pixels, `lanes` numbers each, to 36 places `apart` bytes from each other: the adjoint of `transformOutput`. */
export function transformGradient(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	for (let o = 0; o < lanes; o += 4, g += 16, to += 16) {
		for (let j = 0; j < 4; j++) gradientLine(g + j * gPixel, gRow, aside + 16 * j, 64);
		for (let u = 0; u < 6; u++) gradientLine(aside + 64 * u, 16, to + 6 * u * apart, apart);
	}
}

/** Half of `gradientLine`. */
// @ts-ignore: decorator
@inline
function halfGradientLine(half: i32, from: usize, apart: usize, to: usize, toApart: usize): void {
	const g0 = v128.load(from);
	const g1 = v128.load(from + apart);
	const g2 = v128.load(from + 2 * apart);
	const g3 = v128.load(from + 3 * apart);
	const part = f32x4.splat(0.5), two = f32x4.splat(2);
	if (half == 0) {
		v128.store(to, g0);
		const even = f32x4.add(g0, f32x4.mul(part, g2)), odd = f32x4.mul(f32x4.splat(NEAR), f32x4.add(g1, f32x4.mul(part, g3)));
		v128.store(to + toApart, f32x4.add(even, odd));
		v128.store(to + 2 * toApart, f32x4.sub(even, odd));
		return;
	}
	const farEven = f32x4.add(g0, f32x4.mul(two, g2)), farOdd = f32x4.mul(f32x4.splat(FAR), f32x4.add(g1, f32x4.mul(two, g3)));
	v128.store(to + 3 * toApart, f32x4.add(farEven, farOdd));
	v128.store(to + 4 * toApart, f32x4.sub(farEven, farOdd));
	v128.store(to + 5 * toApart, g3);
}

// @ts-ignore: decorator
@inline
function halfGradient(half: i32, g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	for (let o = 0; o < lanes; o += 4, g += 16, to += 16) {
		for (let j: usize = 0; j < 4; j++) halfGradientLine(half, g + j * gPixel, gRow, aside + 16 * j, 64);
		for (let u = 3 * half; u < 3 * half + 3; u++) gradientLine(aside + 64 * u, 16, to + 6 * u * apart, apart);
	}
}

/** The first 18 of `transformGradient`'s 36 places: the same bits. */
export function transformGradientTop(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	halfGradient(0, g, gRow, gPixel, lanes, to, apart, aside);
}

/** The last 18. */
export function transformGradientBottom(g: usize, gRow: usize, gPixel: usize, lanes: i32, to: usize, apart: usize, aside: usize): void {
	halfGradient(1, g, gRow, gPixel, lanes, to, apart, aside);
}
