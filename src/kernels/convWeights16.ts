import { columns, fresh, gPixel, gRow, rows, xPixel, xRow } from "./convWeightsCall";
import { WIDE } from "./shape";

/**
 * 2 taps × 16 outputs at once (WIDE: 4), for the `count` taps at `offsets`, over the tile of pixels whose first input and gradient are at x and g.
 * At the end, where fewer taps are left, the last one is computed more than once: the same numbers, stored again.
 */
export function weights16(x: usize, g: usize, gw: usize, offsets: usize, count: i32): void {
	const wide = <usize>columns * gPixel, high = rows, down = xRow, gDown = gRow, right = xPixel, gRight = gPixel;
	for (; count > 0; count -= WIDE ? 4 : 2, offsets += WIDE ? 16 : 8, gw += WIDE ? 256 : 128) {
		let r0 = x + load<i32>(offsets), r1 = r0;
		let t0 = gw, t1 = gw;
		if (count > 1) { r1 = x + load<i32>(offsets, 4); t1 = gw + 64; }
		let r2 = r1, r3 = r1;
		let t2 = t1, t3 = t1;
		if (WIDE) {
			if (count > 2) { r2 = x + load<i32>(offsets, 8); t2 = gw + 128; }
			r3 = r2;
			t3 = t2;
			if (count > 3) { r3 = x + load<i32>(offsets, 12); t3 = gw + 192; }
		}
		let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
		let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
		let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
		let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
		for (let i = 0, row = g; i < high; i++, row += gDown) {
			let p0 = r0, p1 = r1, p2 = r2, p3 = r3;
			let q = row;
			const end = q + wide;
			do {
				const g0 = v128.load(q);
				const g1 = v128.load(q, 16);
				const g2 = v128.load(q, 32);
				const g3 = v128.load(q, 48);
				const s0 = v128.load32_splat(p0);
				a0 = f32x4.add(a0, f32x4.mul(s0, g0));
				a1 = f32x4.add(a1, f32x4.mul(s0, g1));
				a2 = f32x4.add(a2, f32x4.mul(s0, g2));
				a3 = f32x4.add(a3, f32x4.mul(s0, g3));
				const s1 = v128.load32_splat(p1);
				b0 = f32x4.add(b0, f32x4.mul(s1, g0));
				b1 = f32x4.add(b1, f32x4.mul(s1, g1));
				b2 = f32x4.add(b2, f32x4.mul(s1, g2));
				b3 = f32x4.add(b3, f32x4.mul(s1, g3));
				if (WIDE) {
					const s2 = v128.load32_splat(p2);
					c0 = f32x4.add(c0, f32x4.mul(s2, g0));
					c1 = f32x4.add(c1, f32x4.mul(s2, g1));
					c2 = f32x4.add(c2, f32x4.mul(s2, g2));
					c3 = f32x4.add(c3, f32x4.mul(s2, g3));
					const s3 = v128.load32_splat(p3);
					d0 = f32x4.add(d0, f32x4.mul(s3, g0));
					d1 = f32x4.add(d1, f32x4.mul(s3, g1));
					d2 = f32x4.add(d2, f32x4.mul(s3, g2));
					d3 = f32x4.add(d3, f32x4.mul(s3, g3));
					p2 += right;
					p3 += right;
				}
				q += gRight;
				p0 += right;
				p1 += right;
			} while (q != end);
			r0 += down;
			r1 += down;
			if (WIDE) {
				r2 += down;
				r3 += down;
			}
		}
		if (!fresh) {
			a0 = f32x4.add(a0, v128.load(t0));
			a1 = f32x4.add(a1, v128.load(t0, 16));
			a2 = f32x4.add(a2, v128.load(t0, 32));
			a3 = f32x4.add(a3, v128.load(t0, 48));
			b0 = f32x4.add(b0, v128.load(t1));
			b1 = f32x4.add(b1, v128.load(t1, 16));
			b2 = f32x4.add(b2, v128.load(t1, 32));
			b3 = f32x4.add(b3, v128.load(t1, 48));
			if (WIDE) {
				c0 = f32x4.add(c0, v128.load(t2));
				c1 = f32x4.add(c1, v128.load(t2, 16));
				c2 = f32x4.add(c2, v128.load(t2, 32));
				c3 = f32x4.add(c3, v128.load(t2, 48));
				d0 = f32x4.add(d0, v128.load(t3));
				d1 = f32x4.add(d1, v128.load(t3, 16));
				d2 = f32x4.add(d2, v128.load(t3, 32));
				d3 = f32x4.add(d3, v128.load(t3, 48));
			}
		}
		v128.store(t0, a0);
		v128.store(t0, a1, 16);
		v128.store(t0, a2, 32);
		v128.store(t0, a3, 48);
		v128.store(t1, b0);
		v128.store(t1, b1, 16);
		v128.store(t1, b2, 32);
		v128.store(t1, b3, 48);
		if (WIDE) {
			v128.store(t2, c0);
			v128.store(t2, c1, 16);
			v128.store(t2, c2, 32);
			v128.store(t2, c3, 48);
			v128.store(t3, d0);
			v128.store(t3, d1, 16);
			v128.store(t3, d2, 32);
			v128.store(t3, d3, 48);
		}
	}
}
