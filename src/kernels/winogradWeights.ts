import { begin } from "./share";
import { FAR, NEAR } from "./winogradTransforms";

@unmanaged
class WinogradWeights {
	weights: usize;
	to: usize;
	outputs: i32;
	inputs: i32;
}

/** Row 1 or 2 of G, by `sign` −1 or 1, times three vectors. */
// @ts-ignore: decorator
@inline
function near(a: v128, b: v128, c: v128, sign: f32): v128 {
	return f32x4.add(f32x4.mul(f32x4.splat(-2.0 / 3), a), f32x4.sub(f32x4.mul(f32x4.splat((sign * NEAR * 2) / 3), b), f32x4.mul(f32x4.splat(1.0 / 3), c)));
}

/** Row 3 or 4 of G, by `sign` 1 or −1, times three vectors. */
// @ts-ignore: decorator
@inline
function far(a: v128, b: v128, c: v128, sign: f32): v128 {
	const outer = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 6), a), f32x4.mul(f32x4.splat(1.0 / 3), c));
	return f32x4.add(outer, f32x4.mul(f32x4.splat((sign * FAR) / 6), b));
}

/** Three vectors times G: six, stored `apart` bytes from each other. */
// @ts-ignore: decorator
@inline
function line(a: v128, b: v128, c: v128, to: usize, apart: usize): void {
	v128.store(to, a);
	v128.store(to + apart, near(a, b, c, -1));
	v128.store(to + 2 * apart, near(a, b, c, 1));
	v128.store(to + 3 * apart, far(a, b, c, 1));
	v128.store(to + 4 * apart, far(a, b, c, -1));
	v128.store(to + 5 * apart, c);
}

/** G w Gᵀ of four outputs' 3 × 3 weights, `apart` bytes from each other, to 36 places `toApart` bytes from each other. */
function transform(w: usize, apart: usize, to: usize, toApart: usize): void {
	const a0 = v128.load(w), b0 = v128.load(w + apart), c0 = v128.load(w + 2 * apart);
	w += 3 * apart;
	const a1 = v128.load(w), b1 = v128.load(w + apart), c1 = v128.load(w + 2 * apart);
	w += 3 * apart;
	const a2 = v128.load(w), b2 = v128.load(w + apart), c2 = v128.load(w + 2 * apart);
	const row = 6 * toApart;
	line(a0, b0, c0, to, toApart);
	line(near(a0, a1, a2, -1), near(b0, b1, b2, -1), near(c0, c1, c2, -1), to + row, toApart);
	line(near(a0, a1, a2, 1), near(b0, b1, b2, 1), near(c0, c1, c2, 1), to + 2 * row, toApart);
	line(far(a0, a1, a2, 1), far(b0, b1, b2, 1), far(c0, c1, c2, 1), to + 3 * row, toApart);
	line(far(a0, a1, a2, -1), far(b0, b1, b2, -1), far(c0, c1, c2, -1), to + 4 * row, toApart);
	line(a2, b2, c2, to + 5 * row, toApart);
}

/** Of six vectors times Gᵀ, which are three: the first, the second and the third. */
// @ts-ignore: decorator
@inline
function backFirst(m0: v128, sum: v128, farSum: v128): v128 {
	return f32x4.add(m0, f32x4.sub(f32x4.mul(f32x4.splat(1.0 / 6), farSum), f32x4.mul(f32x4.splat(2.0 / 3), sum)));
}
// @ts-ignore: decorator
@inline
function backSecond(difference: v128, farDifference: v128): v128 {
	return f32x4.sub(f32x4.mul(f32x4.splat(FAR / 6), farDifference), f32x4.mul(f32x4.splat((NEAR * 2) / 3), difference));
}
// @ts-ignore: decorator
@inline
function backThird(m5: v128, sum: v128, farSum: v128): v128 {
	return f32x4.add(m5, f32x4.mul(f32x4.splat(1.0 / 3), f32x4.sub(farSum, sum)));
}

/** Gᵀ s G for four outputs, from 36 places `apart` bytes from each other, to 3 × 3 vectors `toApart` bytes from each other: the adjoint of `transform`. */
export function transformBack(from: usize, apart: usize, to: usize, toApart: usize, aside: usize): void {
	for (let v: usize = 0; v < 6; v++, from += apart, aside += 16) {
		const m1 = v128.load(from + 6 * apart), m2 = v128.load(from + 12 * apart);
		const m3 = v128.load(from + 18 * apart), m4 = v128.load(from + 24 * apart);
		const sum = f32x4.add(m1, m2), farSum = f32x4.add(m3, m4);
		v128.store(aside, backFirst(v128.load(from), sum, farSum));
		v128.store(aside, backSecond(f32x4.sub(m1, m2), f32x4.sub(m3, m4)), 96);
		v128.store(aside, backThird(v128.load(from + 30 * apart), sum, farSum), 192);
	}
	aside -= 96;
	for (let u = 0; u < 3; u++, aside += 96, to += 3 * toApart) {
		const m1 = v128.load(aside, 16), m2 = v128.load(aside, 32);
		const m3 = v128.load(aside, 48), m4 = v128.load(aside, 64);
		const sum = f32x4.add(m1, m2), farSum = f32x4.add(m3, m4);
		v128.store(to, backFirst(v128.load(aside), sum, farSum));
		v128.store(to + toApart, backSecond(f32x4.sub(m1, m2), f32x4.sub(m3, m4)));
		v128.store(to + 2 * toApart, backThird(v128.load(aside, 80), sum, farSum));
	}
}

/** Transforms 3 × 3 weights: each part some inputs of every panel. */
export function winogradWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<WinogradWeights>(call);
	const outputs = args.outputs, inputs = args.inputs;
	const apart = ((<usize>(outputs * inputs)) << 2) + 64;
	const first = begin(inputs, part, parts), last = begin(inputs, part + 1, parts);
	for (let o = 0; o < outputs; o += 16) {
		const lanes = <usize>min(outputs - o, 16) << 2;
		const from = args.weights + ((<usize>(o * inputs * 9)) << 2);
		const to = args.to + ((<usize>(o * inputs)) << 2);
		for (let c = first; c < last; c++)
			for (let lane: usize = 0; lane < lanes; lane += 16) transform(from + c * lanes + lane, inputs * lanes, to + c * lanes + lane, apart);
	}
}
