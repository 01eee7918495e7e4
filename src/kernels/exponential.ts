/** Exponential functions of four numbers at once, in float32, within a few units of the last place. NaN stays NaN. */

import { clampTo } from "./clamp";

const LOG2E: f32 = 1.4426950408889634;
/** ln 2 in two parts, the first one short enough that its product with a small whole number is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** Adding 1.5 · 2²³ rounds to a whole number, which then stands in the lowest bits. */
const ROUNDER: f32 = 12582912;
const ROUNDER_BITS: i32 = 0x4b400000;

/** eˣ − 1 for |x| ≤ ln(2)/2. Coefficients: Stephen Moshier's Cephes, expf.c. */
// @ts-ignore: decorator
@inline
function remainder(x: v128): v128 {
	let p = f32x4.splat(1.9875691500e-4);
	p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.3981999507e-3));
	p = f32x4.add(f32x4.mul(p, x), f32x4.splat(8.3334519073e-3));
	p = f32x4.add(f32x4.mul(p, x), f32x4.splat(4.1665795894e-2));
	p = f32x4.add(f32x4.mul(p, x), f32x4.splat(1.6666665459e-1));
	p = f32x4.add(f32x4.mul(p, x), f32x4.splat(5.0000001201e-1));
	return f32x4.add(f32x4.mul(p, f32x4.mul(x, x)), x);
}

/** 2ⁿ for whole −127 < n < 128. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
	return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// @ts-ignore: decorator
@inline
function withoutPowers(x: v128, n: v128): v128 {
	return f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** eˣ; Infinity from 88.73 on, 0 below −104. */
// @ts-ignore: decorator
@inline
export function exp(number: v128): v128 {
	const x = clampTo(number, f32x4.splat(-105), f32x4.splat(89));
	const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), f32x4.splat(ROUNDER));
	const n = i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS));
	const r = withoutPowers(x, f32x4.sub(rounded, f32x4.splat(ROUNDER)));
	// 2ⁿ in two factors: it may be greater or smaller than any one.
	const half = i32x4.shr_s(n, 1);
	const mantissa = f32x4.add(remainder(r), f32x4.splat(1));
	return f32x4.mul(f32x4.mul(mantissa, power(half)), power(i32x4.sub(n, half)));
}

/** eˣ − 1 for x ≤ 0, without cancellation near 0. */
// @ts-ignore: decorator
@inline
export function expm1(number: v128): v128 {
	const x = f32x4.pmax(number, f32x4.splat(-40));
	const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2E)), f32x4.splat(ROUNDER));
	const scale = power(i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS)));
	const r = withoutPowers(x, f32x4.sub(rounded, f32x4.splat(ROUNDER)));
	return f32x4.add(f32x4.mul(remainder(r), scale), f32x4.sub(scale, f32x4.splat(1)));
}

/** ln(1 + x) for 0 ≤ x ≤ 1: 2·artanh(x/(2 + x)) by its series. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
	const s = f32x4.div(x, f32x4.add(x, f32x4.splat(2)));
	const z = f32x4.mul(s, s);
	let p = f32x4.splat(2.0 / 13.0);
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.0 / 11.0));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.0 / 9.0));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.0 / 7.0));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.0 / 5.0));
	p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.0 / 3.0));
	p = f32x4.mul(p, z);
	return f32x4.add(f32x4.mul(p, s), f32x4.add(s, s));
}

/** tanh x. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
	const e = expm1(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)));
	const size = f32x4.neg(f32x4.div(e, f32x4.add(e, f32x4.splat(2))));
	return v128.bitselect(size, x, i32x4.splat(0x7fffffff));
}

/** 1/(1 + e⁻ˣ). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
	return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(f32x4.neg(x))));
}

/**
 * Φ(x), the chance that a normally distributed number is smaller than x, within 2·10⁻⁷: erfc(|x|/√2)/2 by the Chebyshev fit of
 * Press et al., "Numerical Recipes", section 6.2 (erfcc).
 */
// @ts-ignore: decorator
@inline
export function normal(x: v128): v128 {
	const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.abs(x), f32x4.splat(0.5 * 0.7071067811865476))));
	let p = f32x4.splat(0.17087277);
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.82215223));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.48851587));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.13520398));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.27886807));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.18628806));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09678418));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.37409196));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.00002368));
	p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.26551223));
	const exponent = f32x4.sub(p, f32x4.mul(f32x4.mul(x, x), f32x4.splat(0.5)));
	const tail = f32x4.mul(f32x4.mul(t, f32x4.splat(0.5)), exp(exponent));
	return v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.gt(x, f32x4.splat(0)));
}
