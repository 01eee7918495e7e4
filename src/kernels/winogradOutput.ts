/** Outputs' transform: sums at the six points become a tile of 2 × 2 to 5 × 5 outputs. All four lanes are outputs' channels. */
import { far, four, half, near, quarter, two } from "./winogradNumbers";

/** Of six vectors times Aᵀ the `size` that are a tile's outputs along a line, 16 bytes from each other. */
// @ts-ignore: decorator
@inline
function line(size: i32, from: usize, apart: usize, to: usize, h: v128, t: v128, n: v128, f: v128): void {
	const m1 = v128.load(from + apart);
	const m2 = v128.load(from + 2 * apart);
	const m3 = v128.load(from + 3 * apart);
	const m4 = v128.load(from + 4 * apart);
	const last = v128.load(from + 5 * apart);
	const sum = f32x4.add(m1, m2), difference = f32x4.mul(n, f32x4.sub(m1, m2));
	const farSum = f32x4.add(m3, m4), farDifference = f32x4.mul(f, f32x4.sub(m3, m4));
	v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum), farSum));
	const second = f32x4.add(difference, farDifference);
	v128.store(to, size == 2 ? f32x4.add(second, last) : second, 16);
	if (size > 2) {
		const made = f32x4.add(f32x4.mul(h, sum), f32x4.mul(t, farSum));
		v128.store(to, size == 3 ? f32x4.add(made, last) : made, 32);
	}
	if (size > 3) {
		const made = f32x4.add(f32x4.mul(h, difference), f32x4.mul(t, farDifference));
		v128.store(to, size == 4 ? f32x4.add(made, last) : made, 48);
	}
	if (size > 4) v128.store(to, f32x4.add(f32x4.add(f32x4.mul(quarter(), sum), f32x4.mul(four(), farSum)), last), 64);
}

/** Aᵀ m A for four outputs' channels, from 36 places `apart` bytes from each other, as `size` rows of vectors 80 bytes apart at `aside`. It needs 55 vectors there. */
// @ts-ignore: decorator
@inline
function transform(size: i32, from: usize, apart: usize, aside: usize): void {
	const h = half(), t = two(), n = near(), f = far();
	const columns = aside + 400;
	for (let v: usize = 0; v < 6; v++) line(size, from + v * apart, 6 * apart, columns + 80 * v, h, t, n, f);
	for (let i: usize = 0; i < <usize>size; i++) line(size, columns + 16 * i, 80, aside + 80 * i, h, t, n, f);
}

/** {@link transform} of the size that a call has. */
// @ts-ignore: decorator
@inline
export function transformOutput(size: i32, from: usize, apart: usize, aside: usize): void {
	switch (size) {
		case 2: transform(2, from, apart, aside); break;
		case 3: transform(3, from, apart, aside); break;
		case 4: transform(4, from, apart, aside); break;
		default: transform(5, from, apart, aside);
	}
}
