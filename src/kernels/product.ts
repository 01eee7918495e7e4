/**
 * Products of matrices for Winograd's algorithm: y[t,o] (+)= Σ_k x[t,k] · w[k,o] for one panel of o. The sums are those of `conv`, one product after the
 * other; but there is neither bias nor interval, pixels lie in one row, and where there are few k what `conv` does around its loops would take as long as they do.
 */

import { WIDE } from "./shape";

// @ts-ignore: decorator
@inline
function more(sum: v128, x: v128, w: v128): v128 {
	return f32x4.add(sum, f32x4.mul(x, w));
}

/** Two rows of x at once, `vectors` 3 or 4. Of an odd count the last is done twice. */
// @ts-ignore: decorator
@inline
function byTwo(vectors: i32, x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	for (; count > 0; count -= 2, x += 2 * xStep, y += 2 * yStep) {
		const x1 = count > 1 ? x + xStep : x, y1 = count > 1 ? y + yStep : y;
		let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
		if (add) {
			a0 = v128.load(y);
			a1 = v128.load(y, 16);
			a2 = v128.load(y, 32);
			if (vectors > 3) a3 = v128.load(y, 48);
			b0 = v128.load(y1);
			b1 = v128.load(y1, 16);
			b2 = v128.load(y1, 32);
			if (vectors > 3) b3 = v128.load(y1, 48);
		}
		let p0 = x, p1 = x1, at = w;
		const end = p0 + bytes;
		do {
			const s0 = v128.load32_splat(p0), s1 = v128.load32_splat(p1);
			const w0 = v128.load(at);
			a0 = more(a0, s0, w0);
			b0 = more(b0, s1, w0);
			const w1 = v128.load(at, 16);
			a1 = more(a1, s0, w1);
			b1 = more(b1, s1, w1);
			const w2 = v128.load(at, 32);
			a2 = more(a2, s0, w2);
			b2 = more(b2, s1, w2);
			if (vectors > 3) {
				const w3 = v128.load(at, 48);
				a3 = more(a3, s0, w3);
				b3 = more(b3, s1, w3);
			}
			at += vectors << 4;
			p0 += 4;
			p1 += 4;
		} while (p0 != end);
		v128.store(y, a0);
		v128.store(y, a1, 16);
		v128.store(y, a2, 32);
		if (vectors > 3) v128.store(y, a3, 48);
		v128.store(y1, b0);
		v128.store(y1, b1, 16);
		v128.store(y1, b2, 32);
		if (vectors > 3) v128.store(y1, b3, 48);
	}
}

/** Four rows of x at once, `vectors` 1 or 2. Where fewer are left, the last is done more than once. */
// @ts-ignore: decorator
@inline
function byFour(vectors: i32, x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	for (; count > 0; count -= 4, x += 4 * xStep, y += 4 * yStep) {
		const x1 = count > 1 ? x + xStep : x, y1 = count > 1 ? y + yStep : y;
		const x2 = count > 2 ? x1 + xStep : x1, y2 = count > 2 ? y1 + yStep : y1;
		const x3 = count > 3 ? x2 + xStep : x2, y3 = count > 3 ? y2 + yStep : y2;
		let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
		if (add) {
			a0 = v128.load(y);
			b0 = v128.load(y1);
			c0 = v128.load(y2);
			d0 = v128.load(y3);
			if (vectors > 1) {
				a1 = v128.load(y, 16);
				b1 = v128.load(y1, 16);
				c1 = v128.load(y2, 16);
				d1 = v128.load(y3, 16);
			}
		}
		let p0 = x, p1 = x1, p2 = x2, p3 = x3, at = w;
		const end = p0 + bytes;
		do {
			const w0 = v128.load(at);
			const s0 = v128.load32_splat(p0);
			a0 = more(a0, s0, w0);
			const s1 = v128.load32_splat(p1);
			b0 = more(b0, s1, w0);
			const s2 = v128.load32_splat(p2);
			c0 = more(c0, s2, w0);
			const s3 = v128.load32_splat(p3);
			d0 = more(d0, s3, w0);
			if (vectors > 1) {
				const w1 = v128.load(at, 16);
				a1 = more(a1, s0, w1);
				b1 = more(b1, s1, w1);
				c1 = more(c1, s2, w1);
				d1 = more(d1, s3, w1);
			}
			at += vectors << 4;
			p0 += 4;
			p1 += 4;
			p2 += 4;
			p3 += 4;
		} while (p0 != end);
		v128.store(y, a0);
		v128.store(y1, b0);
		v128.store(y2, c0);
		v128.store(y3, d0);
		if (vectors > 1) {
			v128.store(y, a1, 16);
			v128.store(y1, b1, 16);
			v128.store(y2, c1, 16);
			v128.store(y3, d1, 16);
		}
	}
}

/** What a sum begins with: what y holds where `mask` is all ones, +0 where it is 0. Without a branch: see conv16. */
// @ts-ignore: decorator
@inline
function begun(y: usize, mask: v128): v128 {
	return v128.and(v128.load(y), mask);
}

/** Four rows of x at once and a whole panel: the wide shape of `byTwo`. Where fewer are left, the last is done more than once. */
function sixteenByFour(x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	const mask = i32x4.splat(add ? -1 : 0);
	for (; count > 0; count -= 4, x += 4 * xStep, y += 4 * yStep) {
		const x1 = count > 1 ? x + xStep : x, y1 = count > 1 ? y + yStep : y;
		const x2 = count > 2 ? x1 + xStep : x1, y2 = count > 2 ? y1 + yStep : y1;
		const x3 = count > 3 ? x2 + xStep : x2, y3 = count > 3 ? y2 + yStep : y2;
		let a0 = begun(y, mask), a1 = begun(y + 16, mask), a2 = begun(y + 32, mask), a3 = begun(y + 48, mask);
		let b0 = begun(y1, mask), b1 = begun(y1 + 16, mask), b2 = begun(y1 + 32, mask), b3 = begun(y1 + 48, mask);
		let c0 = begun(y2, mask), c1 = begun(y2 + 16, mask), c2 = begun(y2 + 32, mask), c3 = begun(y2 + 48, mask);
		let d0 = begun(y3, mask), d1 = begun(y3 + 16, mask), d2 = begun(y3 + 32, mask), d3 = begun(y3 + 48, mask);
		let p0 = x, p1 = x1, p2 = x2, p3 = x3, at = w;
		const end = p0 + bytes;
		do {
			const w0 = v128.load(at), w1 = v128.load(at, 16), w2 = v128.load(at, 32), w3 = v128.load(at, 48);
			const s0 = v128.load32_splat(p0);
			a0 = more(a0, s0, w0);
			a1 = more(a1, s0, w1);
			a2 = more(a2, s0, w2);
			a3 = more(a3, s0, w3);
			const s1 = v128.load32_splat(p1);
			b0 = more(b0, s1, w0);
			b1 = more(b1, s1, w1);
			b2 = more(b2, s1, w2);
			b3 = more(b3, s1, w3);
			const s2 = v128.load32_splat(p2);
			c0 = more(c0, s2, w0);
			c1 = more(c1, s2, w1);
			c2 = more(c2, s2, w2);
			c3 = more(c3, s2, w3);
			const s3 = v128.load32_splat(p3);
			d0 = more(d0, s3, w0);
			d1 = more(d1, s3, w1);
			d2 = more(d2, s3, w2);
			d3 = more(d3, s3, w3);
			at += 64;
			p0 += 4;
			p1 += 4;
			p2 += 4;
			p3 += 4;
		} while (p0 != end);
		v128.store(y, a0);
		v128.store(y, a1, 16);
		v128.store(y, a2, 32);
		v128.store(y, a3, 48);
		v128.store(y1, b0);
		v128.store(y1, b1, 16);
		v128.store(y1, b2, 32);
		v128.store(y1, b3, 48);
		v128.store(y2, c0);
		v128.store(y2, c1, 16);
		v128.store(y2, c2, 32);
		v128.store(y2, c3, 48);
		v128.store(y3, d0);
		v128.store(y3, d1, 16);
		v128.store(y3, d2, 32);
		v128.store(y3, d3, 48);
	}
}

function sixteen(x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	if (WIDE) sixteenByFour(x, xStep, w, y, yStep, count, bytes, add);
	else byTwo(4, x, xStep, w, y, yStep, count, bytes, add);
}

function twelve(x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	byTwo(3, x, xStep, w, y, yStep, count, bytes, add);
}

function eight(x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	byFour(2, x, xStep, w, y, yStep, count, bytes, add);
}

function four(x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	byFour(1, x, xStep, w, y, yStep, count, bytes, add);
}

/** `count` rows of x, `xStep` bytes apart, of `bytes` / 4 numbers each (at least one), times a panel of `lanes` outputs; `add`: to what y holds. */
export function product(lanes: i32, x: usize, xStep: usize, w: usize, y: usize, yStep: usize, count: i32, bytes: usize, add: bool): void {
	switch (lanes) {
		case 16: sixteen(x, xStep, w, y, yStep, count, bytes, add); break;
		case 12: twelve(x, xStep, w, y, yStep, count, bytes, add); break;
		case 8: eight(x, xStep, w, y, yStep, count, bytes, add); break;
		default: four(x, xStep, w, y, yStep, count, bytes, add);
	}
}
