import { add, high, kept, kernelRows, kernelStep, left, length, low, next, offsets, offsetsEnd, runs, runStep, skip, step, x, xPixel, y, yPixel } from "./convCall";
import { WIDE } from "./shape";

/**
 * 4 pixels × 8 outputs at once (WIDE: 6), for `pixels` pixels from where the call stands. Sums start from the bias (0: none) and take one tap after the other.
 * At the end, where fewer pixels are left, the last one is computed more than once: the same numbers, stored again.
 */
export function conv8(weights: usize, bias: usize, pixels: i32): void {
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step, list = offsets, listEnd = offsetsEnd;
	// See conv16.
	const begin = bias ? bias : weights, some = i32x4.splat(bias ? -1 : 0), more = i32x4.splat(add ? -1 : 0);
	for (; pixels > 0; pixels -= WIDE ? 6 : 4) {
		let x0 = x, x1 = x, x2 = x, x3 = x, x4 = x, x5 = x;
		let y0 = y, y1 = y, y2 = y, y3 = y, y4 = y, y5 = y;
		if (left > (WIDE ? 6 : 4) && pixels >= (WIDE ? 6 : 4)) {
			x1 = x0 + xPixel; y1 = y0 + yPixel;
			x2 = x1 + xPixel; y2 = y1 + yPixel;
			x3 = x2 + xPixel; y3 = y2 + yPixel;
			if (WIDE) {
				x4 = x3 + xPixel; y4 = y3 + yPixel;
				x5 = x4 + xPixel; y5 = y4 + yPixel;
			}
			skip(WIDE ? 6 : 4);
		} else {
			next();
			if (pixels > 1) { x1 = x; y1 = y; next(); } else { x1 = x0; y1 = y0; }
			if (pixels > 2) { x2 = x; y2 = y; next(); } else { x2 = x1; y2 = y1; }
			if (pixels > 3) { x3 = x; y3 = y; next(); } else { x3 = x2; y3 = y2; }
			if (WIDE) {
				if (pixels > 4) { x4 = x; y4 = y; next(); } else { x4 = x3; y4 = y3; }
				if (pixels > 5) { x5 = x; y5 = y; next(); } else { x5 = x4; y5 = y4; }
			}
		}
		let a0 = f32x4.splat(0), a1 = f32x4.splat(0);
		if (WIDE) {
			a0 = f32x4.add(a0, v128.and(v128.load(begin), some));
			a1 = f32x4.add(a1, v128.and(v128.load(begin, 16), some));
		} else if (bias) {
			a0 = f32x4.add(a0, v128.load(bias));
			a1 = f32x4.add(a1, v128.load(bias, 16));
		}
		let b0 = a0, b1 = a1;
		let c0 = a0, c1 = a1;
		let d0 = a0, d1 = a1;
		let e0 = a0, e1 = a1;
		let f0 = a0, f1 = a1;
		if (WIDE) {
			a0 = f32x4.add(a0, v128.and(v128.load(y0), more));
			a1 = f32x4.add(a1, v128.and(v128.load(y0, 16), more));
			b0 = f32x4.add(b0, v128.and(v128.load(y1), more));
			b1 = f32x4.add(b1, v128.and(v128.load(y1, 16), more));
			c0 = f32x4.add(c0, v128.and(v128.load(y2), more));
			c1 = f32x4.add(c1, v128.and(v128.load(y2, 16), more));
			d0 = f32x4.add(d0, v128.and(v128.load(y3), more));
			d1 = f32x4.add(d1, v128.and(v128.load(y3, 16), more));
			e0 = f32x4.add(e0, v128.and(v128.load(y4), more));
			e1 = f32x4.add(e1, v128.and(v128.load(y4, 16), more));
			f0 = f32x4.add(f0, v128.and(v128.load(y5), more));
			f1 = f32x4.add(f1, v128.and(v128.load(y5, 16), more));
		} else if (add) {
			a0 = f32x4.add(a0, v128.load(y0));
			a1 = f32x4.add(a1, v128.load(y0, 16));
			b0 = f32x4.add(b0, v128.load(y1));
			b1 = f32x4.add(b1, v128.load(y1, 16));
			c0 = f32x4.add(c0, v128.load(y2));
			c1 = f32x4.add(c1, v128.load(y2, 16));
			d0 = f32x4.add(d0, v128.load(y3));
			d1 = f32x4.add(d1, v128.load(y3, 16));
		}
		let w = weights;
		if (list) {
			let at = list;
			do {
				const from = load<u32>(at);
				const w0 = v128.load(w);
				const w1 = v128.load(w, 16);
				const s0 = v128.load32_splat(x0 + from);
				a0 = f32x4.add(a0, f32x4.mul(s0, w0));
				a1 = f32x4.add(a1, f32x4.mul(s0, w1));
				const s1 = v128.load32_splat(x1 + from);
				b0 = f32x4.add(b0, f32x4.mul(s1, w0));
				b1 = f32x4.add(b1, f32x4.mul(s1, w1));
				const s2 = v128.load32_splat(x2 + from);
				c0 = f32x4.add(c0, f32x4.mul(s2, w0));
				c1 = f32x4.add(c1, f32x4.mul(s2, w1));
				const s3 = v128.load32_splat(x3 + from);
				d0 = f32x4.add(d0, f32x4.mul(s3, w0));
				d1 = f32x4.add(d1, f32x4.mul(s3, w1));
				if (WIDE) {
					const s4 = v128.load32_splat(x4 + from);
					e0 = f32x4.add(e0, f32x4.mul(s4, w0));
					e1 = f32x4.add(e1, f32x4.mul(s4, w1));
					const s5 = v128.load32_splat(x5 + from);
					f0 = f32x4.add(f0, f32x4.mul(s5, w0));
					f1 = f32x4.add(f1, f32x4.mul(s5, w1));
				}
				w += 32;
				at += 4;
			} while (at != listEnd);
		} else for (let u = 0; u < rows; u++) {
			let r0 = x0, r1 = x1, r2 = x2, r3 = x3, r4 = x4, r5 = x5;
			for (let r = 0; r < count; r++) {
				let p0 = r0, p1 = r1, p2 = r2, p3 = r3, p4 = r4, p5 = r5;
				const end = p0 + bytes;
				do {
					const w0 = v128.load(w);
					const w1 = v128.load(w, 16);
					const s0 = v128.load32_splat(p0);
					a0 = f32x4.add(a0, f32x4.mul(s0, w0));
					a1 = f32x4.add(a1, f32x4.mul(s0, w1));
					const s1 = v128.load32_splat(p1);
					b0 = f32x4.add(b0, f32x4.mul(s1, w0));
					b1 = f32x4.add(b1, f32x4.mul(s1, w1));
					const s2 = v128.load32_splat(p2);
					c0 = f32x4.add(c0, f32x4.mul(s2, w0));
					c1 = f32x4.add(c1, f32x4.mul(s2, w1));
					const s3 = v128.load32_splat(p3);
					d0 = f32x4.add(d0, f32x4.mul(s3, w0));
					d1 = f32x4.add(d1, f32x4.mul(s3, w1));
					if (WIDE) {
						const s4 = v128.load32_splat(p4);
						e0 = f32x4.add(e0, f32x4.mul(s4, w0));
						e1 = f32x4.add(e1, f32x4.mul(s4, w1));
						const s5 = v128.load32_splat(p5);
						f0 = f32x4.add(f0, f32x4.mul(s5, w0));
						f1 = f32x4.add(f1, f32x4.mul(s5, w1));
						p4 += by;
						p5 += by;
					}
					w += 32;
					p0 += by;
					p1 += by;
					p2 += by;
					p3 += by;
				} while (p0 != end);
				r0 += across;
				r1 += across;
				r2 += across;
				r3 += across;
				if (WIDE) {
					r4 += across;
					r5 += across;
				}
			}
			x0 += down;
			x1 += down;
			x2 += down;
			x3 += down;
			if (WIDE) {
				x4 += down;
				x5 += down;
			}
		}
		if (kept) {
			v128.store(y0 + kept, a0);
			v128.store(y0 + kept, a1, 16);
			v128.store(y1 + kept, b0);
			v128.store(y1 + kept, b1, 16);
			v128.store(y2 + kept, c0);
			v128.store(y2 + kept, c1, 16);
			v128.store(y3 + kept, d0);
			v128.store(y3 + kept, d1, 16);
			if (WIDE) {
				v128.store(y4 + kept, e0);
				v128.store(y4 + kept, e1, 16);
				v128.store(y5 + kept, f0);
				v128.store(y5 + kept, f1, 16);
			}
		}
		v128.store(y0, f32x4.pmin(f32x4.pmax(a0, least), greatest));
		v128.store(y0, f32x4.pmin(f32x4.pmax(a1, least), greatest), 16);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b0, least), greatest));
		v128.store(y1, f32x4.pmin(f32x4.pmax(b1, least), greatest), 16);
		v128.store(y2, f32x4.pmin(f32x4.pmax(c0, least), greatest));
		v128.store(y2, f32x4.pmin(f32x4.pmax(c1, least), greatest), 16);
		v128.store(y3, f32x4.pmin(f32x4.pmax(d0, least), greatest));
		v128.store(y3, f32x4.pmin(f32x4.pmax(d1, least), greatest), 16);
		if (WIDE) {
			v128.store(y4, f32x4.pmin(f32x4.pmax(e0, least), greatest));
			v128.store(y4, f32x4.pmin(f32x4.pmax(e1, least), greatest), 16);
			v128.store(y5, f32x4.pmin(f32x4.pmax(f0, least), greatest));
			v128.store(y5, f32x4.pmin(f32x4.pmax(f1, least), greatest), 16);
		}
	}
}
