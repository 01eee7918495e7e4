import { begin } from "./share";
import { farSixth, four, half, nearThird, quarter, sixth, third, two, twoThirds } from "./winogradNumbers";

@unmanaged
class WinogradWeights {
	weights: usize;
	to: usize;
	outputs: i32;
	inputs: i32;
	kernel: i32;
}

/** Bytes between the 36 places of up to 64 inputs' weights for 16 outputs: known here, so that V8 needs no sum for each address. */
export const NEAR: usize = 64 * 64 + 64;

/** Three vectors times G: six, stored `apart` (`near`: NEAR) bytes from each other. */
// @ts-ignore: decorator
@inline
function line(near: bool, a: v128, b: v128, c: v128, to: usize, apart: usize, t: v128, o: v128, s: v128, n: v128, f: v128): void {
	const last = f32x4.mul(t, c), nearEven = f32x4.add(f32x4.mul(o, a), last), nearOdd = f32x4.mul(n, b);
	const farEven = f32x4.add(f32x4.mul(s, a), last), farOdd = f32x4.mul(f, b);
	const first = f32x4.neg(f32x4.add(nearEven, nearOdd)), second = f32x4.sub(nearOdd, nearEven);
	const third = f32x4.add(farEven, farOdd), fourth = f32x4.sub(farEven, farOdd);
	v128.store(to, a);
	if (near) {
		v128.store(to, first, NEAR);
		v128.store(to, second, 2 * NEAR);
		v128.store(to, third, 3 * NEAR);
		v128.store(to, fourth, 4 * NEAR);
		v128.store(to, c, 5 * NEAR);
		return;
	}
	v128.store(to + apart, first);
	v128.store(to + 2 * apart, second);
	v128.store(to + 3 * apart, third);
	v128.store(to + 4 * apart, fourth);
	v128.store(to + 5 * apart, c);
}

// @ts-ignore: decorator
@inline
function transform(near: bool, w: usize, apart: usize, to: usize, toApart: usize, t: v128, o: v128, s: v128, n: v128, f: v128): void {
	const row = 6 * toApart, w1 = w + 3 * apart, w2 = w + 6 * apart;
	const a0 = v128.load(w), b0 = v128.load(w + apart), c0 = v128.load(w + 2 * apart);
	line(near, a0, b0, c0, to, toApart, t, o, s, n, f);
	const a2 = v128.load(w2), b2 = v128.load(w2 + apart), c2 = v128.load(w2 + 2 * apart);
	line(near, a2, b2, c2, to + 5 * row, toApart, t, o, s, n, f);
	const a1 = v128.load(w1), b1 = v128.load(w1 + apart), c1 = v128.load(w1 + 2 * apart);
	const aLast = f32x4.mul(t, a2), bLast = f32x4.mul(t, b2), cLast = f32x4.mul(t, c2);
	let aEven = f32x4.add(f32x4.mul(o, a0), aLast), bEven = f32x4.add(f32x4.mul(o, b0), bLast), cEven = f32x4.add(f32x4.mul(o, c0), cLast);
	let aOdd = f32x4.mul(n, a1), bOdd = f32x4.mul(n, b1), cOdd = f32x4.mul(n, c1);
	const a = f32x4.neg(f32x4.add(aEven, aOdd)), b = f32x4.neg(f32x4.add(bEven, bOdd)), c = f32x4.neg(f32x4.add(cEven, cOdd));
	line(near, a, b, c, to + row, toApart, t, o, s, n, f);
	line(near, f32x4.sub(aOdd, aEven), f32x4.sub(bOdd, bEven), f32x4.sub(cOdd, cEven), to + 2 * row, toApart, t, o, s, n, f);
	aEven = f32x4.add(f32x4.mul(s, a0), aLast);
	bEven = f32x4.add(f32x4.mul(s, b0), bLast);
	cEven = f32x4.add(f32x4.mul(s, c0), cLast);
	aOdd = f32x4.mul(f, a1);
	bOdd = f32x4.mul(f, b1);
	cOdd = f32x4.mul(f, c1);
	line(near, f32x4.add(aEven, aOdd), f32x4.add(bEven, bOdd), f32x4.add(cEven, cOdd), to + 3 * row, toApart, t, o, s, n, f);
	line(near, f32x4.sub(aEven, aOdd), f32x4.sub(bEven, bOdd), f32x4.sub(cEven, cOdd), to + 4 * row, toApart, t, o, s, n, f);
}

/** G w Gᵀ of four outputs' 3 × 3 weights, `apart` bytes from each other, to 36 places `toApart` bytes from each other. */
function transformWeights(w: usize, apart: usize, to: usize, toApart: usize): void {
	transform(false, w, apart, to, toApart, third(), twoThirds(), sixth(), nearThird(), farSixth());
}

/** The same of outputs that stand side by side, `bytes` of them, to places NEAR bytes from each other. */
export function transformNear(w: usize, apart: usize, to: usize, bytes: usize): void {
	const t = third(), o = twoThirds(), s = sixth(), n = nearThird(), f = farSixth();
	for (const end = to + bytes; to < end; w += 16, to += 16) transform(true, w, apart, to, NEAR, t, o, s, n, f);
}

/** Of six vectors times Gᵀ, which are three: the first, the second and the third. */
// @ts-ignore: decorator
@inline
function backFirst(m0: v128, sum: v128, farSum: v128, o: v128, s: v128): v128 {
	return f32x4.add(m0, f32x4.sub(f32x4.mul(s, farSum), f32x4.mul(o, sum)));
}
// @ts-ignore: decorator
@inline
function backSecond(difference: v128, farDifference: v128, n: v128, f: v128): v128 {
	return f32x4.sub(f32x4.mul(f, farDifference), f32x4.mul(n, difference));
}
// @ts-ignore: decorator
@inline
function backThird(m5: v128, sum: v128, farSum: v128, t: v128): v128 {
	return f32x4.add(m5, f32x4.mul(t, f32x4.sub(farSum, sum)));
}

/** Gᵀ s G for four outputs, from 36 places `apart` bytes from each other, to 3 × 3 vectors `toApart` bytes from each other: the adjoint of `transform`. */
export function transformBack(from: usize, apart: usize, to: usize, toApart: usize, aside: usize): void {
	const t = third(), o = twoThirds(), s = sixth(), n = nearThird(), f = farSixth();
	for (let v: usize = 0; v < 6; v++, from += apart, aside += 16) {
		const m1 = v128.load(from + 6 * apart), m2 = v128.load(from + 12 * apart);
		const m3 = v128.load(from + 18 * apart), m4 = v128.load(from + 24 * apart);
		const sum = f32x4.add(m1, m2), farSum = f32x4.add(m3, m4);
		v128.store(aside, backFirst(v128.load(from), sum, farSum, o, s));
		v128.store(aside, backSecond(f32x4.sub(m1, m2), f32x4.sub(m3, m4), n, f), 96);
		v128.store(aside, backThird(v128.load(from + 30 * apart), sum, farSum, t), 192);
	}
	aside -= 96;
	for (let u = 0; u < 3; u++, aside += 96, to += 3 * toApart) {
		const m1 = v128.load(aside, 16), m2 = v128.load(aside, 32);
		const m3 = v128.load(aside, 48), m4 = v128.load(aside, 64);
		const sum = f32x4.add(m1, m2), farSum = f32x4.add(m3, m4);
		v128.store(to, backFirst(v128.load(aside), sum, farSum, o, s));
		v128.store(to + toApart, backSecond(f32x4.sub(m1, m2), f32x4.sub(m3, m4), n, f));
		v128.store(to + 2 * toApart, backThird(v128.load(aside, 80), sum, farSum, t));
	}
}

/**
 * Of a line of `kernel` vectors (2, 4 or 5; what is not there is 0) times G the one at a point: c · (1, a, a², …) with c and a of that point.
 */
// @ts-ignore: decorator
@inline
function atPoint(point: i32, w0: v128, w1: v128, w2: v128, w3: v128, w4: v128, last: v128): v128 {
	if (point == 0) return w0;
	if (point == 5) return last;
	if (point <= 2) {
		const even = f32x4.mul(twoThirds(), f32x4.add(w0, f32x4.add(f32x4.mul(half(), w2), f32x4.mul(quarter(), w4))));
		const odd = f32x4.mul(nearThird(), f32x4.add(w1, f32x4.mul(half(), w3)));
		return point == 1 ? f32x4.neg(f32x4.add(even, odd)) : f32x4.sub(odd, even);
	}
	const even = f32x4.mul(sixth(), f32x4.add(w0, f32x4.add(f32x4.mul(two(), w2), f32x4.mul(four(), w4))));
	const odd = f32x4.mul(farSixth(), f32x4.add(w1, f32x4.mul(two(), w3)));
	return point == 3 ? f32x4.add(even, odd) : f32x4.sub(even, odd);
}

/** The vector at a point of rows, of a kernel's column. */
// @ts-ignore: decorator
@inline
function ofColumn(kernel: i32, point: i32, w: usize, row: usize): v128 {
	const zero = f32x4.splat(0), w0 = v128.load(w), w1 = v128.load(w + row);
	const w2 = kernel > 2 ? v128.load(w + 2 * row) : zero, w3 = kernel > 3 ? v128.load(w + 3 * row) : zero;
	const w4 = kernel > 4 ? v128.load(w + 4 * row) : zero;
	return atPoint(point, w0, w1, w2, w3, w4, v128.load(w + (kernel - 1) * row));
}

/** `transformWeights` of kernels of another size: the same numbers, made with less haste. */
function transformAny(kernel: i32, w: usize, apart: usize, to: usize, toApart: usize): void {
	const zero = f32x4.splat(0), row = kernel * apart;
	for (let u = 0; u < 6; u++) {
		const w0 = ofColumn(kernel, u, w, row), w1 = ofColumn(kernel, u, w + apart, row);
		const w2 = kernel > 2 ? ofColumn(kernel, u, w + 2 * apart, row) : zero, w3 = kernel > 3 ? ofColumn(kernel, u, w + 3 * apart, row) : zero;
		const w4 = kernel > 4 ? ofColumn(kernel, u, w + 4 * apart, row) : zero;
		const last = kernel == 2 ? w1 : kernel == 3 ? w2 : kernel == 4 ? w3 : w4;
		for (let v = 0; v < 6; v++, to += toApart) v128.store(to, atPoint(v, w0, w1, w2, w3, w4, last));
	}
}

/** Transforms weights: each part some inputs of every panel. */
export function winogradWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<WinogradWeights>(call);
	const outputs = args.outputs, inputs = args.inputs, kernel = args.kernel;
	const apart = ((<usize>(outputs * inputs)) << 2) + 64;
	const first = begin(inputs, part, parts), last = begin(inputs, part + 1, parts);
	for (let o = 0; o < outputs; o += 16) {
		const lanes = <usize>min(outputs - o, 16) << 2;
		const from = args.weights + ((<usize>(o * inputs * kernel * kernel)) << 2);
		const to = args.to + ((<usize>(o * inputs)) << 2);
		for (let c = first; c < last; c++)
			for (let lane: usize = 0; lane < lanes; lane += 16) {
				const w = from + c * lanes + lane, made = to + c * lanes + lane;
				if (kernel == 3) transformWeights(w, inputs * lanes, made, apart);
				else transformAny(kernel, w, inputs * lanes, made, apart);
			}
	}
}
