import { Depthwise, more, putTwo } from "./depthwiseCall";

/**
 * The wide shape: four pixels of y in a row, 8 channels of each, `stride` columns of a kernel of 3 columns apart; the sums of `fourOfThree`. Whatever is done
 * to four channels is done to the next four as well, so that V8 joins the two; that needs all of it without a branch. `some`: all ones where there is a bias, else 0, and `bias` any place.
 */
// @ts-ignore: decorator
@inline
export function eightOfThree(stride: i32, args: Depthwise, x: usize, y: usize, yPixel: i32, kept: i32, w: usize, bias: usize, some: v128, least: v128, greatest: v128): void {
	const rows = args.kernelRows, down = args.kernelStep, right = args.columnStep, tap = args.outputs << 2;
	let a0 = v128.and(v128.load(bias), some), a1 = v128.and(v128.load(bias, 16), some);
	let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
	for (let u = 0; u < rows; u++, x += down) {
		const p0 = v128.load(w), p1 = v128.load(w, 16);
		const q0 = v128.load(w + tap), q1 = v128.load(w + tap, 16);
		const r0 = v128.load(w + 2 * tap), r1 = v128.load(w + 2 * tap, 16);
		w += 3 * tap;
		let at = x;
		let x0 = v128.load(at), x1 = v128.load(at, 16);
		if (stride == 1) {
			a0 = more(a0, x0, p0);
			a1 = more(a1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			a0 = more(a0, x0, q0);
			a1 = more(a1, x1, q1);
			b0 = more(b0, x0, p0);
			b1 = more(b1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			a0 = more(a0, x0, r0);
			a1 = more(a1, x1, r1);
			b0 = more(b0, x0, q0);
			b1 = more(b1, x1, q1);
			c0 = more(c0, x0, p0);
			c1 = more(c1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			b0 = more(b0, x0, r0);
			b1 = more(b1, x1, r1);
			c0 = more(c0, x0, q0);
			c1 = more(c1, x1, q1);
			d0 = more(d0, x0, p0);
			d1 = more(d1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			c0 = more(c0, x0, r0);
			c1 = more(c1, x1, r1);
			d0 = more(d0, x0, q0);
			d1 = more(d1, x1, q1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			d0 = more(d0, x0, r0);
			d1 = more(d1, x1, r1);
		} else {
			a0 = more(a0, x0, p0);
			a1 = more(a1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			a0 = more(a0, x0, q0);
			a1 = more(a1, x1, q1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			a0 = more(a0, x0, r0);
			a1 = more(a1, x1, r1);
			b0 = more(b0, x0, p0);
			b1 = more(b1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			b0 = more(b0, x0, q0);
			b1 = more(b1, x1, q1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			b0 = more(b0, x0, r0);
			b1 = more(b1, x1, r1);
			c0 = more(c0, x0, p0);
			c1 = more(c1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			c0 = more(c0, x0, q0);
			c1 = more(c1, x1, q1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			c0 = more(c0, x0, r0);
			c1 = more(c1, x1, r1);
			d0 = more(d0, x0, p0);
			d1 = more(d1, x1, p1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			d0 = more(d0, x0, q0);
			d1 = more(d1, x1, q1);
			x0 = v128.load(at += right);
			x1 = v128.load(at, 16);
			d0 = more(d0, x0, r0);
			d1 = more(d1, x1, r1);
		}
	}
	putTwo(y, kept, a0, a1, least, greatest);
	putTwo(y += yPixel, kept, b0, b1, least, greatest);
	putTwo(y += yPixel, kept, c0, c1, least, greatest);
	putTwo(y + yPixel, kept, d0, d1, least, greatest);
}
