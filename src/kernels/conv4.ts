import { add, high, kept, kernelRows, kernelStep, left, length, low, next, offsets, offsetsEnd, runs, runStep, skip, step, x, xPixel, y, yPixel } from "./convCall";

/**
 * 6 pixels × 4 outputs at once, for `pixels` pixels from where the call stands. Sums start from the bias (0: none) and take one tap after the other.
 * At the end, where fewer pixels are left, the last one is computed more than once: the same numbers, stored again.
 */
export function conv4(weights: usize, bias: usize, pixels: i32): void {
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step, list = offsets, listEnd = offsetsEnd;
	for (; pixels > 0; pixels -= 6) {
		let x0 = x, x1 = x, x2 = x, x3 = x, x4 = x, x5 = x;
		let y0 = y, y1 = y, y2 = y, y3 = y, y4 = y, y5 = y;
		if (left > 6 && pixels >= 6) {
			x1 = x0 + xPixel; y1 = y0 + yPixel;
			x2 = x1 + xPixel; y2 = y1 + yPixel;
			x3 = x2 + xPixel; y3 = y2 + yPixel;
			x4 = x3 + xPixel; y4 = y3 + yPixel;
			x5 = x4 + xPixel; y5 = y4 + yPixel;
			skip(6);
		} else {
			next();
			if (pixels > 1) { x1 = x; y1 = y; next(); } else { x1 = x0; y1 = y0; }
			if (pixels > 2) { x2 = x; y2 = y; next(); } else { x2 = x1; y2 = y1; }
			if (pixels > 3) { x3 = x; y3 = y; next(); } else { x3 = x2; y3 = y2; }
			if (pixels > 4) { x4 = x; y4 = y; next(); } else { x4 = x3; y4 = y3; }
			if (pixels > 5) { x5 = x; y5 = y; next(); } else { x5 = x4; y5 = y4; }
		}
		let a0 = f32x4.splat(0);
		if (bias) {
			a0 = f32x4.add(a0, v128.load(bias));
		}
		let b0 = a0;
		let c0 = a0;
		let d0 = a0;
		let e0 = a0;
		let f0 = a0;
		if (add) {
			a0 = f32x4.add(a0, v128.load(y0));
			b0 = f32x4.add(b0, v128.load(y1));
			c0 = f32x4.add(c0, v128.load(y2));
			d0 = f32x4.add(d0, v128.load(y3));
			e0 = f32x4.add(e0, v128.load(y4));
			f0 = f32x4.add(f0, v128.load(y5));
		}
		let w = weights;
		if (list) {
			let at = list;
			do {
				const from = load<u32>(at);
				const w0 = v128.load(w);
				const s0 = v128.load32_splat(x0 + from);
				a0 = f32x4.add(a0, f32x4.mul(s0, w0));
				const s1 = v128.load32_splat(x1 + from);
				b0 = f32x4.add(b0, f32x4.mul(s1, w0));
				const s2 = v128.load32_splat(x2 + from);
				c0 = f32x4.add(c0, f32x4.mul(s2, w0));
				const s3 = v128.load32_splat(x3 + from);
				d0 = f32x4.add(d0, f32x4.mul(s3, w0));
				const s4 = v128.load32_splat(x4 + from);
				e0 = f32x4.add(e0, f32x4.mul(s4, w0));
				const s5 = v128.load32_splat(x5 + from);
				f0 = f32x4.add(f0, f32x4.mul(s5, w0));
				w += 16;
				at += 4;
			} while (at != listEnd);
		} else for (let u = 0; u < rows; u++) {
			let r0 = x0, r1 = x1, r2 = x2, r3 = x3, r4 = x4, r5 = x5;
			for (let r = 0; r < count; r++) {
				let p0 = r0, p1 = r1, p2 = r2, p3 = r3, p4 = r4, p5 = r5;
				const end = p0 + bytes;
				do {
					const w0 = v128.load(w);
					const s0 = v128.load32_splat(p0);
					a0 = f32x4.add(a0, f32x4.mul(s0, w0));
					const s1 = v128.load32_splat(p1);
					b0 = f32x4.add(b0, f32x4.mul(s1, w0));
					const s2 = v128.load32_splat(p2);
					c0 = f32x4.add(c0, f32x4.mul(s2, w0));
					const s3 = v128.load32_splat(p3);
					d0 = f32x4.add(d0, f32x4.mul(s3, w0));
					const s4 = v128.load32_splat(p4);
					e0 = f32x4.add(e0, f32x4.mul(s4, w0));
					const s5 = v128.load32_splat(p5);
					f0 = f32x4.add(f0, f32x4.mul(s5, w0));
					w += 16;
					p0 += by;
					p1 += by;
					p2 += by;
					p3 += by;
					p4 += by;
					p5 += by;
				} while (p0 != end);
				r0 += across;
				r1 += across;
				r2 += across;
				r3 += across;
				r4 += across;
				r5 += across;
			}
			x0 += down;
			x1 += down;
			x2 += down;
			x3 += down;
			x4 += down;
			x5 += down;
		}
		if (kept) {
			v128.store(y0 + kept, a0);
			v128.store(y1 + kept, b0);
			v128.store(y2 + kept, c0);
			v128.store(y3 + kept, d0);
			v128.store(y4 + kept, e0);
			v128.store(y5 + kept, f0);
		}
		v128.store(y0, f32x4.pmin(f32x4.pmax(a0, least), greatest));
		v128.store(y1, f32x4.pmin(f32x4.pmax(b0, least), greatest));
		v128.store(y2, f32x4.pmin(f32x4.pmax(c0, least), greatest));
		v128.store(y3, f32x4.pmin(f32x4.pmax(d0, least), greatest));
		v128.store(y4, f32x4.pmin(f32x4.pmax(e0, least), greatest));
		v128.store(y5, f32x4.pmin(f32x4.pmax(f0, least), greatest));
	}
}
