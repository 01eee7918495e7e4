/** What normalisations share: means, variances, and the line that they apply to every number. */

/** Where a set of numbers lies: `runs` stretches of `length`, `step` apart, from `first` on. */
export interface Stretches {
	readonly first: number;
	readonly length: number;
	readonly step: number;
	readonly runs: number;
}

/** Mean and biased variance (divided by the count) in two passes, so that nothing cancels. */
export function moments(x: Float32Array, { first, length, step, runs }: Stretches): { readonly mean: number; readonly variance: number } {
	const count = length * runs;
	let sum = 0;
	for (let run = 0; run < runs; run++) for (let i = 0; i < length; i++) sum += x[first + run * step + i]!;
	const mean = sum / count;
	let squares = 0;
	for (let run = 0; run < runs; run++) for (let i = 0; i < length; i++) squares += (x[first + run * step + i]! - mean) ** 2;
	return { mean, variance: squares / count };
}

/** y = (x − mean)·scale + shift over the same stretches of x and y. */
export function applyLine(
	x: Float32Array,
	y: Float32Array,
	{ first, length, step, runs }: Stretches,
	mean: number,
	scale: number,
	shift: number,
): void {
	for (let run = 0; run < runs; run++) {
		for (let i = first + run * step; i < first + run * step + length; i++) y[i] = (x[i]! - mean) * scale + shift;
	}
}
