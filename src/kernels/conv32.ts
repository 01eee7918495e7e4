import { add, high, kept, kernelRows, kernelStep, length, low, runs, runStep, step, x, y } from "./convCall";

/**
 * One pixel × 32 outputs, two panels that lie `apart` bytes from each other: for a linear layer of one picture, where the weights' way
 * from memory is the limit and one panel would wait for its own sums. The sums are those of conv16.
 */
export function conv32(weights: usize, apart: usize, bias: usize): void {
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step;
	let row = x, w = weights, v = weights + apart;
	let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
	if (bias) {
		a0 = f32x4.add(a0, v128.load(bias));
		a1 = f32x4.add(a1, v128.load(bias, 16));
		a2 = f32x4.add(a2, v128.load(bias, 32));
		a3 = f32x4.add(a3, v128.load(bias, 48));
		b0 = f32x4.add(b0, v128.load(bias, 64));
		b1 = f32x4.add(b1, v128.load(bias, 80));
		b2 = f32x4.add(b2, v128.load(bias, 96));
		b3 = f32x4.add(b3, v128.load(bias, 112));
	}
	if (add) {
		a0 = f32x4.add(a0, v128.load(y));
		a1 = f32x4.add(a1, v128.load(y, 16));
		a2 = f32x4.add(a2, v128.load(y, 32));
		a3 = f32x4.add(a3, v128.load(y, 48));
		b0 = f32x4.add(b0, v128.load(y, 64));
		b1 = f32x4.add(b1, v128.load(y, 80));
		b2 = f32x4.add(b2, v128.load(y, 96));
		b3 = f32x4.add(b3, v128.load(y, 112));
	}
	for (let u = 0; u < rows; u++, row += down) {
		for (let r = 0, run = row; r < count; r++, run += across) {
			let p = run;
			const end = p + bytes;
			do {
				const s = v128.load32_splat(p);
				a0 = f32x4.add(a0, f32x4.mul(s, v128.load(w)));
				a1 = f32x4.add(a1, f32x4.mul(s, v128.load(w, 16)));
				a2 = f32x4.add(a2, f32x4.mul(s, v128.load(w, 32)));
				a3 = f32x4.add(a3, f32x4.mul(s, v128.load(w, 48)));
				b0 = f32x4.add(b0, f32x4.mul(s, v128.load(v)));
				b1 = f32x4.add(b1, f32x4.mul(s, v128.load(v, 16)));
				b2 = f32x4.add(b2, f32x4.mul(s, v128.load(v, 32)));
				b3 = f32x4.add(b3, f32x4.mul(s, v128.load(v, 48)));
				w += 64;
				v += 64;
				p += by;
			} while (p != end);
		}
	}
	if (kept) {
		v128.store(y + kept, a0);
		v128.store(y + kept, a1, 16);
		v128.store(y + kept, a2, 32);
		v128.store(y + kept, a3, 48);
		v128.store(y + kept, b0, 64);
		v128.store(y + kept, b1, 80);
		v128.store(y + kept, b2, 96);
		v128.store(y + kept, b3, 112);
	}
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	v128.store(y, f32x4.pmin(f32x4.pmax(a0, least), greatest));
	v128.store(y, f32x4.pmin(f32x4.pmax(a1, least), greatest), 16);
	v128.store(y, f32x4.pmin(f32x4.pmax(a2, least), greatest), 32);
	v128.store(y, f32x4.pmin(f32x4.pmax(a3, least), greatest), 48);
	v128.store(y, f32x4.pmin(f32x4.pmax(b0, least), greatest), 64);
	v128.store(y, f32x4.pmin(f32x4.pmax(b1, least), greatest), 80);
	v128.store(y, f32x4.pmin(f32x4.pmax(b2, least), greatest), 96);
	v128.store(y, f32x4.pmin(f32x4.pmax(b3, least), greatest), 112);
}
