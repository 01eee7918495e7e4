import { begin } from "./share";
import { FAR, NEAR } from "./winogradTransforms";

@unmanaged
class WinogradWeights {
	weights: usize;
	to: usize;
	outputs: i32;
	inputs: i32;
}

/** Three vectors times G: six, stored `apart` bytes from each other. */
// @ts-ignore: decorator
@inline
function line(a: v128, b: v128, c: v128, to: usize, apart: usize): void {
	const third = f32x4.mul(f32x4.splat(1.0 / 3), c);
	const outer = f32x4.mul(f32x4.splat(-2.0 / 3), a), near = f32x4.mul(f32x4.splat((NEAR * 2) / 3), b);
	const even = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 6), a), third), far = f32x4.mul(f32x4.splat(FAR / 6), b);
	v128.store(to, a);
	v128.store(to + apart, f32x4.sub(outer, f32x4.add(near, third)));
	v128.store(to + 2 * apart, f32x4.add(outer, f32x4.sub(near, third)));
	v128.store(to + 3 * apart, f32x4.add(even, far));
	v128.store(to + 4 * apart, f32x4.sub(even, far));
	v128.store(to + 5 * apart, c);
}

/** Two lines at once, in rows 1 and 2 or 3 and 4: of three columns' vectors times G, in registers. */
// @ts-ignore: decorator
@inline
function near(sign: f32, a: v128, b: v128, c: v128): v128 {
	const outer = f32x4.mul(f32x4.splat(-2.0 / 3), a), middle = f32x4.mul(f32x4.splat((NEAR * 2) / 3), b), third = f32x4.mul(f32x4.splat(1.0 / 3), c);
	return sign < 0 ? f32x4.sub(outer, f32x4.add(middle, third)) : f32x4.add(outer, f32x4.sub(middle, third));
}

// @ts-ignore: decorator
@inline
function far(sign: f32, a: v128, b: v128, c: v128): v128 {
	const even = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 6), a), f32x4.mul(f32x4.splat(1.0 / 3), c)), odd = f32x4.mul(f32x4.splat(FAR / 6), b);
	return sign < 0 ? f32x4.sub(even, odd) : f32x4.add(even, odd);
}

/** G w Gᵀ of four outputs' 3 × 3 weights, `apart` bytes from each other, to 36 places `toApart` bytes from each other. */
export function transformWeights(w: usize, apart: usize, to: usize, toApart: usize): void {
	const row = 6 * toApart;
	const a0 = v128.load(w), b0 = v128.load(w + apart), c0 = v128.load(w + 2 * apart);
	line(a0, b0, c0, to, toApart);
	const w1 = w + 3 * apart, w2 = w + 6 * apart;
	const a1 = v128.load(w1), b1 = v128.load(w1 + apart), c1 = v128.load(w1 + 2 * apart);
	const a2 = v128.load(w2), b2 = v128.load(w2 + apart), c2 = v128.load(w2 + 2 * apart);
	line(near(-1, a0, a1, a2), near(-1, b0, b1, b2), near(-1, c0, c1, c2), to + row, toApart);
	line(near(1, a0, a1, a2), near(1, b0, b1, b2), near(1, c0, c1, c2), to + 2 * row, toApart);
	line(far(1, a0, a1, a2), far(1, b0, b1, b2), far(1, c0, c1, c2), to + 3 * row, toApart);
	line(far(-1, a0, a1, a2), far(-1, b0, b1, b2), far(-1, c0, c1, c2), to + 4 * row, toApart);
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
			for (let lane: usize = 0; lane < lanes; lane += 16)
				transformWeights(from + c * lanes + lane, inputs * lanes, to + c * lanes + lane, apart);
	}
}
