import { add, high, kept, kernelRows, kernelStep, left, length, low, next, runs, runStep, skip, step, x, xPixel, y, yPixel } from "./convCall";

/**
 * 2 pixels × 12 outputs at once, for `pixels` pixels from where the call stands. Sums start from the bias (0: none) and take one tap after the other.
 * At the end, where fewer pixels are left, the last one is computed more than once: the same numbers, stored twice.
 */
export function conv12(weights: usize, bias: usize, pixels: i32): void {
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step;
	for (; pixels > 0; pixels -= 2) {
		let x0 = x, x1 = x;
		let y0 = y, y1 = y;
		if (left > 2 && pixels >= 2) {
			x1 = x0 + xPixel; y1 = y0 + yPixel;
			skip(2);
		} else {
			next();
			if (pixels > 1) { x1 = x; y1 = y; next(); } else { x1 = x0; y1 = y0; }
		}
		let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0);
		if (bias) {
			a0 = f32x4.add(a0, v128.load(bias));
			a1 = f32x4.add(a1, v128.load(bias, 16));
			a2 = f32x4.add(a2, v128.load(bias, 32));
		}
		let b0 = a0, b1 = a1, b2 = a2;
		if (add) {
			a0 = f32x4.add(a0, v128.load(y0));
			a1 = f32x4.add(a1, v128.load(y0, 16));
			a2 = f32x4.add(a2, v128.load(y0, 32));
			b0 = f32x4.add(b0, v128.load(y1));
			b1 = f32x4.add(b1, v128.load(y1, 16));
			b2 = f32x4.add(b2, v128.load(y1, 32));
		}
		let w = weights;
		for (let u = 0; u < rows; u++) {
			let r0 = x0, r1 = x1;
			for (let r = 0; r < count; r++) {
				let p0 = r0, p1 = r1;
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
					w += 48;
					p0 += by;
					p1 += by;
				} while (p0 != end);
				r0 += across;
				r1 += across;
			}
			x0 += down;
			x1 += down;
		}
		if (kept) {
			v128.store(y0 + kept, a0);
			v128.store(y0 + kept, a1, 16);
			v128.store(y0 + kept, a2, 32);
			v128.store(y1 + kept, b0);
			v128.store(y1 + kept, b1, 16);
			v128.store(y1 + kept, b2, 32);
		}
		v128.store(y0, f32x4.pmin(f32x4.pmax(a0, least), greatest));
		v128.store(y0, f32x4.pmin(f32x4.pmax(a1, least), greatest), 16);
		v128.store(y0, f32x4.pmin(f32x4.pmax(a2, least), greatest), 32);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b0, least), greatest));
		v128.store(y1, f32x4.pmin(f32x4.pmax(b1, least), greatest), 16);
		v128.store(y1, f32x4.pmin(f32x4.pmax(b2, least), greatest), 32);
	}
}
