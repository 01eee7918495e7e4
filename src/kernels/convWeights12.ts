import { columns, fresh, gPixel, gRow, rows, xPixel, xRow } from "./convWeightsCall";

/**
 * 2 taps × 12 outputs at once, for the `count` taps at `offsets`, over the tile of pixels whose first input and gradient are at x and g.
 * At the end, where fewer taps are left, the last one is computed more than once: the same numbers, stored twice.
 */
export function weights12(x: usize, g: usize, gw: usize, offsets: usize, count: i32): void {
	const wide = <usize>columns * gPixel, high = rows, down = xRow, gDown = gRow, right = xPixel, gRight = gPixel;
	for (; count > 0; count -= 2, offsets += 8, gw += 96) {
		let r0 = x + load<i32>(offsets), r1 = r0;
		let t0 = gw, t1 = gw;
		if (count > 1) { r1 = x + load<i32>(offsets, 4); t1 = gw + 48; }
		let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0);
		let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0);
		for (let i = 0, row = g; i < high; i++, row += gDown) {
			let p0 = r0, p1 = r1;
			let q = row;
			const end = q + wide;
			do {
				const g0 = v128.load(q);
				const g1 = v128.load(q, 16);
				const g2 = v128.load(q, 32);
				const s0 = v128.load32_splat(p0);
				a0 = f32x4.add(a0, f32x4.mul(s0, g0));
				a1 = f32x4.add(a1, f32x4.mul(s0, g1));
				a2 = f32x4.add(a2, f32x4.mul(s0, g2));
				const s1 = v128.load32_splat(p1);
				b0 = f32x4.add(b0, f32x4.mul(s1, g0));
				b1 = f32x4.add(b1, f32x4.mul(s1, g1));
				b2 = f32x4.add(b2, f32x4.mul(s1, g2));
				q += gRight;
				p0 += right;
				p1 += right;
			} while (q != end);
			r0 += down;
			r1 += down;
		}
		if (!fresh) {
			a0 = f32x4.add(a0, v128.load(t0));
			a1 = f32x4.add(a1, v128.load(t0, 16));
			a2 = f32x4.add(a2, v128.load(t0, 32));
			b0 = f32x4.add(b0, v128.load(t1));
			b1 = f32x4.add(b1, v128.load(t1, 16));
			b2 = f32x4.add(b2, v128.load(t1, 32));
		}
		v128.store(t0, a0);
		v128.store(t0, a1, 16);
		v128.store(t0, a2, 32);
		v128.store(t1, b0);
		v128.store(t1, b1, 16);
		v128.store(t1, b2, 32);
	}
}
