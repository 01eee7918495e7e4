import { add, high, kept, kernelRows, kernelStep, left, length, low, next, offsets, offsetsEnd, runs, runStep, skip, step, x, xPixel, y, yPixel } from "./convCall";
import { WIDE } from "./shape";

/**
 * 2 pixels × 16 outputs at once (WIDE: 4), for `pixels` pixels from where the call stands. Sums start from the bias (0: none) and take one tap after the other.
 * At the end, where fewer pixels are left, the last one is computed more than once: the same numbers, stored again.
 */
export function conv16(weights: usize, bias: usize, pixels: i32): void {
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step, list = offsets, listEnd = offsetsEnd;
	// Where there are no branches, loads without meaning are made zeros: a sum that begins with +0 is never −0, so that one more +0 changes nothing.
	const begin = bias ? bias : weights, some = i32x4.splat(bias ? -1 : 0), more = i32x4.splat(add ? -1 : 0);
	for (; pixels > 0; pixels -= WIDE ? 4 : 2) {
		let x0 = x, x1 = x, x2 = x, x3 = x;
		let y0 = y, y1 = y, y2 = y, y3 = y;
		if (left > (WIDE ? 4 : 2) && pixels >= (WIDE ? 4 : 2)) {
			x1 = x0 + xPixel; y1 = y0 + yPixel;
			if (WIDE) {
				x2 = x1 + xPixel; y2 = y1 + yPixel;
				x3 = x2 + xPixel; y3 = y2 + yPixel;
			}
			skip(WIDE ? 4 : 2);
		} else {
			next();
			if (pixels > 1) { x1 = x; y1 = y; next(); } else { x1 = x0; y1 = y0; }
			if (WIDE) {
				if (pixels > 2) { x2 = x; y2 = y; next(); } else { x2 = x1; y2 = y1; }
				if (pixels > 3) { x3 = x; y3 = y; next(); } else { x3 = x2; y3 = y2; }
			}
		}
		let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
		if (WIDE) {
			a0 = f32x4.add(a0, v128.and(v128.load(begin), some));
			a1 = f32x4.add(a1, v128.and(v128.load(begin, 16), some));
			a2 = f32x4.add(a2, v128.and(v128.load(begin, 32), some));
			a3 = f32x4.add(a3, v128.and(v128.load(begin, 48), some));
		} else if (bias) {
			a0 = f32x4.add(a0, v128.load(bias));
			a1 = f32x4.add(a1, v128.load(bias, 16));
			a2 = f32x4.add(a2, v128.load(bias, 32));
			a3 = f32x4.add(a3, v128.load(bias, 48));
		}
		let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
		let c0 = a0, c1 = a1, c2 = a2, c3 = a3;
		let d0 = a0, d1 = a1, d2 = a2, d3 = a3;
		if (WIDE) {
			a0 = f32x4.add(a0, v128.and(v128.load(y0), more));
			a1 = f32x4.add(a1, v128.and(v128.load(y0, 16), more));
			a2 = f32x4.add(a2, v128.and(v128.load(y0, 32), more));
			a3 = f32x4.add(a3, v128.and(v128.load(y0, 48), more));
			b0 = f32x4.add(b0, v128.and(v128.load(y1), more));
			b1 = f32x4.add(b1, v128.and(v128.load(y1, 16), more));
			b2 = f32x4.add(b2, v128.and(v128.load(y1, 32), more));
			b3 = f32x4.add(b3, v128.and(v128.load(y1, 48), more));
			c0 = f32x4.add(c0, v128.and(v128.load(y2), more));
			c1 = f32x4.add(c1, v128.and(v128.load(y2, 16), more));
			c2 = f32x4.add(c2, v128.and(v128.load(y2, 32), more));
			c3 = f32x4.add(c3, v128.and(v128.load(y2, 48), more));
			d0 = f32x4.add(d0, v128.and(v128.load(y3), more));
			d1 = f32x4.add(d1, v128.and(v128.load(y3, 16), more));
			d2 = f32x4.add(d2, v128.and(v128.load(y3, 32), more));
			d3 = f32x4.add(d3, v128.and(v128.load(y3, 48), more));
		} else if (add) {
			a0 = f32x4.add(a0, v128.load(y0));
			a1 = f32x4.add(a1, v128.load(y0, 16));
			a2 = f32x4.add(a2, v128.load(y0, 32));
			a3 = f32x4.add(a3, v128.load(y0, 48));
			b0 = f32x4.add(b0, v128.load(y1));
			b1 = f32x4.add(b1, v128.load(y1, 16));
			b2 = f32x4.add(b2, v128.load(y1, 32));
			b3 = f32x4.add(b3, v128.load(y1, 48));
		}
		let w = weights;
		if (list) {
			let at = list;
			do {
				const from = load<u32>(at);
				const s0 = v128.load32_splat(x0 + from);
				const s1 = v128.load32_splat(x1 + from);
				const w0 = v128.load(w);
				a0 = f32x4.add(a0, f32x4.mul(s0, w0));
				b0 = f32x4.add(b0, f32x4.mul(s1, w0));
				const w1 = v128.load(w, 16);
				a1 = f32x4.add(a1, f32x4.mul(s0, w1));
				b1 = f32x4.add(b1, f32x4.mul(s1, w1));
				const w2 = v128.load(w, 32);
				a2 = f32x4.add(a2, f32x4.mul(s0, w2));
				b2 = f32x4.add(b2, f32x4.mul(s1, w2));
				const w3 = v128.load(w, 48);
				a3 = f32x4.add(a3, f32x4.mul(s0, w3));
				b3 = f32x4.add(b3, f32x4.mul(s1, w3));
				if (WIDE) {
					const s2 = v128.load32_splat(x2 + from);
					c0 = f32x4.add(c0, f32x4.mul(s2, w0));
					c1 = f32x4.add(c1, f32x4.mul(s2, w1));
					c2 = f32x4.add(c2, f32x4.mul(s2, w2));
					c3 = f32x4.add(c3, f32x4.mul(s2, w3));
					const s3 = v128.load32_splat(x3 + from);
					d0 = f32x4.add(d0, f32x4.mul(s3, w0));
					d1 = f32x4.add(d1, f32x4.mul(s3, w1));
					d2 = f32x4.add(d2, f32x4.mul(s3, w2));
					d3 = f32x4.add(d3, f32x4.mul(s3, w3));
				}
				w += 64;
				at += 4;
			} while (at != listEnd);
		} else for (let u = 0; u < rows; u++) {
			let r0 = x0, r1 = x1, r2 = x2, r3 = x3;
			for (let r = 0; r < count; r++) {
				let p0 = r0, p1 = r1, p2 = r2, p3 = r3;
				const end = p0 + bytes;
				do {
					const s0 = v128.load32_splat(p0);
					const s1 = v128.load32_splat(p1);
					const w0 = v128.load(w);
					a0 = f32x4.add(a0, f32x4.mul(s0, w0));
					b0 = f32x4.add(b0, f32x4.mul(s1, w0));
					const w1 = v128.load(w, 16);
					a1 = f32x4.add(a1, f32x4.mul(s0, w1));
					b1 = f32x4.add(b1, f32x4.mul(s1, w1));
					const w2 = v128.load(w, 32);
					a2 = f32x4.add(a2, f32x4.mul(s0, w2));
					b2 = f32x4.add(b2, f32x4.mul(s1, w2));
					const w3 = v128.load(w, 48);
					a3 = f32x4.add(a3, f32x4.mul(s0, w3));
					b3 = f32x4.add(b3, f32x4.mul(s1, w3));
					if (WIDE) {
						const s2 = v128.load32_splat(p2);
						c0 = f32x4.add(c0, f32x4.mul(s2, w0));
						c1 = f32x4.add(c1, f32x4.mul(s2, w1));
						c2 = f32x4.add(c2, f32x4.mul(s2, w2));
						c3 = f32x4.add(c3, f32x4.mul(s2, w3));
						const s3 = v128.load32_splat(p3);
						d0 = f32x4.add(d0, f32x4.mul(s3, w0));
						d1 = f32x4.add(d1, f32x4.mul(s3, w1));
						d2 = f32x4.add(d2, f32x4.mul(s3, w2));
						d3 = f32x4.add(d3, f32x4.mul(s3, w3));
						p2 += by;
						p3 += by;
					}
					w += 64;
					p0 += by;
					p1 += by;
				} while (p0 != end);
				r0 += across;
				r1 += across;
				if (WIDE) {
					r2 += across;
					r3 += across;
				}
			}
			x0 += down;
			x1 += down;
			if (WIDE) {
				x2 += down;
				x3 += down;
			}
		}
		if (kept) {
			v128.store(y0 + kept, a0);
			v128.store(y0 + kept, a1, 16);
			v128.store(y0 + kept, a2, 32);
			v128.store(y0 + kept, a3, 48);
			v128.store(y1 + kept, b0);
			v128.store(y1 + kept, b1, 16);
			v128.store(y1 + kept, b2, 32);
			v128.store(y1 + kept, b3, 48);
			if (WIDE) {
				v128.store(y2 + kept, c0);
				v128.store(y2 + kept, c1, 16);
				v128.store(y2 + kept, c2, 32);
				v128.store(y2 + kept, c3, 48);
				v128.store(y3 + kept, d0);
				v128.store(y3 + kept, d1, 16);
				v128.store(y3 + kept, d2, 32);
				v128.store(y3 + kept, d3, 48);
			}
		}
		v128.store(y0, f32x4.pmin(f32x4.pmax(a0, least), greatest));
		v128.store(y0, f32x4.pmin(f32x4.pmax(a1, least), greatest), 16);
		v128.store(y0, f32x4.pmin(f32x4.pmax(a2, least), greatest), 32);
		v128.store(y0, f32x4.pmin(f32x4.pmax(a3, least), greatest), 48);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b0, least), greatest));
		v128.store(y1, f32x4.pmin(f32x4.pmax(b1, least), greatest), 16);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b2, least), greatest), 32);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b3, least), greatest), 48);
		if (WIDE) {
			v128.store(y2, f32x4.pmin(f32x4.pmax(c0, least), greatest));
			v128.store(y2, f32x4.pmin(f32x4.pmax(c1, least), greatest), 16);
			v128.store(y2, f32x4.pmin(f32x4.pmax(c2, least), greatest), 32);
			v128.store(y2, f32x4.pmin(f32x4.pmax(c3, least), greatest), 48);
			v128.store(y3, f32x4.pmin(f32x4.pmax(d0, least), greatest));
			v128.store(y3, f32x4.pmin(f32x4.pmax(d1, least), greatest), 16);
			v128.store(y3, f32x4.pmin(f32x4.pmax(d2, least), greatest), 32);
			v128.store(y3, f32x4.pmin(f32x4.pmax(d3, least), greatest), 48);
		}
	}
}
