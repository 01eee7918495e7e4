import type { Numbers } from "../tensor";

/** What normalisations share: means, variances, and the line that they apply to every number. */

/** Where a set of numbers lies: `runs` stretches of `length`, `step` apart, from `first` on. */
export interface Stretches {
	readonly first: number;
	readonly length: number;
	readonly step: number;
	readonly runs: number;
}

/** Mean and biased variance (divided by the count) in two passes, so that nothing cancels. */
export function moments(x: Numbers, { first, length, step, runs }: Stretches): { readonly mean: number; readonly variance: number } {
	const count = length * runs;
	let sum = 0;
	for (let run = 0; run < runs; run++) for (let i = 0; i < length; i++) sum += x[first + run * step + i]!;
	const mean = sum / count;
	let squares = 0;
	for (let run = 0; run < runs; run++) for (let i = 0; i < length; i++) squares += (x[first + run * step + i]! - mean) ** 2;
	return { mean, variance: squares / count };
}

/** What the way back of a normalisation needs of the same stretches of x and ∂y: Σ ∂y and Σ ∂y·(x − mean). */
export function gradientSums(
	x: Numbers,
	gy: Numbers,
	{ first, length, step, runs }: Stretches,
	mean: number,
): { readonly sum: number; readonly product: number } {
	let [sum, product] = [0, 0];
	for (let run = 0; run < runs; run++) {
		for (let i = first + run * step; i < first + run * step + length; i++) {
			sum += gy[i]!;
			product += gy[i]! * (x[i]! - mean);
		}
	}
	return { sum, product };
}

/** ∂x += ∂y·scale − a − (x − mean)·b over the same stretches of x, ∂y and ∂x. */
export function addGradient(
	x: Numbers,
	gy: Numbers,
	gx: Numbers,
	{ first, length, step, runs }: Stretches,
	{ mean, scale, a, b }: Readonly<Record<"mean" | "scale" | "a" | "b", number>>,
): void {
	for (let run = 0; run < runs; run++) {
		for (let i = first + run * step; i < first + run * step + length; i++) gx[i]! += gy[i]! * scale - a - (x[i]! - mean) * b;
	}
}

/** y = (x − mean)·scale + shift over the same stretches of x and y. */
export function applyLine(
	x: Numbers,
	y: Numbers,
	{ first, length, step, runs }: Stretches,
	mean: number,
	scale: number,
	shift: number,
): void {
	for (let run = 0; run < runs; run++) {
		for (let i = first + run * step; i < first + run * step + length; i++) y[i] = (x[i]! - mean) * scale + shift;
	}
}
