import { add, high, kept, kernelRows, kernelStep, length, low, runs, runStep, step, x, y } from "./convCall";

/**
 * One pixel × 16 outputs, for a linear layer of one picture: there the weights' way from memory is the limit. The sums are those of conv16.
 * (Two panels at once need more registers than there are: V8 loads all of a turn's weights before it multiplies.)
 */
export function convOne(weights: usize, bias: usize): void {
	const rows = kernelRows, down = kernelStep, count = runs, across = runStep, bytes = length, by = step;
	let row = x, w = weights;
	let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
	if (bias) {
		a0 = f32x4.add(a0, v128.load(bias));
		a1 = f32x4.add(a1, v128.load(bias, 16));
		a2 = f32x4.add(a2, v128.load(bias, 32));
		a3 = f32x4.add(a3, v128.load(bias, 48));
	}
	if (add) {
		a0 = f32x4.add(a0, v128.load(y));
		a1 = f32x4.add(a1, v128.load(y, 16));
		a2 = f32x4.add(a2, v128.load(y, 32));
		a3 = f32x4.add(a3, v128.load(y, 48));
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
				w += 64;
				p += by;
			} while (p != end);
		}
	}
	if (kept) {
		v128.store(y + kept, a0);
		v128.store(y + kept, a1, 16);
		v128.store(y + kept, a2, 32);
		v128.store(y + kept, a3, 48);
	}
	const least = f32x4.splat(low), greatest = f32x4.splat(high);
	v128.store(y, f32x4.pmin(f32x4.pmax(a0, least), greatest));
	v128.store(y, f32x4.pmin(f32x4.pmax(a1, least), greatest), 16);
	v128.store(y, f32x4.pmin(f32x4.pmax(a2, least), greatest), 32);
	v128.store(y, f32x4.pmin(f32x4.pmax(a3, least), greatest), 48);
}
