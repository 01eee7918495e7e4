import { columns, fresh, gPixel, gRow, rows, xPixel, xRow } from "./convWeightsCall";

/**
 * 6 taps × 4 outputs at once, for the `count` taps at `offsets`, over the tile of pixels whose first input and gradient are at x and g.
 * At the end, where fewer taps are left, the last one is computed more than once: the same numbers, stored again.
 */
export function weights4(x: usize, g: usize, gw: usize, offsets: usize, count: i32): void {
	const wide = <usize>columns * gPixel, high = rows, down = xRow, gDown = gRow, right = xPixel, gRight = gPixel;
	for (; count > 0; count -= 6, offsets += 24, gw += 96) {
		let r0 = x + load<i32>(offsets), r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0;
		let t0 = gw, t1 = gw, t2 = gw, t3 = gw, t4 = gw, t5 = gw;
		if (count > 1) { r1 = x + load<i32>(offsets, 4); t1 = gw + 16; }
		if (count > 2) { r2 = x + load<i32>(offsets, 8); t2 = gw + 32; } else { r2 = r1; t2 = t1; }
		if (count > 3) { r3 = x + load<i32>(offsets, 12); t3 = gw + 48; } else { r3 = r2; t3 = t2; }
		if (count > 4) { r4 = x + load<i32>(offsets, 16); t4 = gw + 64; } else { r4 = r3; t4 = t3; }
		if (count > 5) { r5 = x + load<i32>(offsets, 20); t5 = gw + 80; } else { r5 = r4; t5 = t4; }
		let a0 = f32x4.splat(0);
		let b0 = f32x4.splat(0);
		let c0 = f32x4.splat(0);
		let d0 = f32x4.splat(0);
		let e0 = f32x4.splat(0);
		let f0 = f32x4.splat(0);
		for (let i = 0, row = g; i < high; i++, row += gDown) {
			let p0 = r0, p1 = r1, p2 = r2, p3 = r3, p4 = r4, p5 = r5;
			let q = row;
			const end = q + wide;
			do {
				const g0 = v128.load(q);
				const s0 = v128.load32_splat(p0);
				a0 = f32x4.add(a0, f32x4.mul(s0, g0));
				const s1 = v128.load32_splat(p1);
				b0 = f32x4.add(b0, f32x4.mul(s1, g0));
				const s2 = v128.load32_splat(p2);
				c0 = f32x4.add(c0, f32x4.mul(s2, g0));
				const s3 = v128.load32_splat(p3);
				d0 = f32x4.add(d0, f32x4.mul(s3, g0));
				const s4 = v128.load32_splat(p4);
				e0 = f32x4.add(e0, f32x4.mul(s4, g0));
				const s5 = v128.load32_splat(p5);
				f0 = f32x4.add(f0, f32x4.mul(s5, g0));
				q += gRight;
				p0 += right;
				p1 += right;
				p2 += right;
				p3 += right;
				p4 += right;
				p5 += right;
			} while (q != end);
			r0 += down;
			r1 += down;
			r2 += down;
			r3 += down;
			r4 += down;
			r5 += down;
		}
		if (!fresh) {
			a0 = f32x4.add(a0, v128.load(t0));
			b0 = f32x4.add(b0, v128.load(t1));
			c0 = f32x4.add(c0, v128.load(t2));
			d0 = f32x4.add(d0, v128.load(t3));
			e0 = f32x4.add(e0, v128.load(t4));
			f0 = f32x4.add(f0, v128.load(t5));
		}
		v128.store(t0, a0);
		v128.store(t1, b0);
		v128.store(t2, c0);
		v128.store(t3, d0);
		v128.store(t4, e0);
		v128.store(t5, f0);
	}
}
