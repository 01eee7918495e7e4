import type { Parts } from "./site";

/** Which of all parts are listed, in which order, and what the others add up to. */
export interface Page {
	readonly listed: readonly number[];
	readonly rest: number;
}

/** The indices of some numbers, the largest by absolute value first, equal ones in their order; NaN counts as the largest. */
export function byContribution(sums: ArrayLike<number>): Uint32Array {
	const sizes = Float64Array.from(sums, (sum) => (Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.abs(sum)));
	// Two infinities differ by NaN: they count as equal.
	return Uint32Array.from({ length: sums.length }, (_, i) => i).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
}

/** The parts that are asked for, of those with these sums. */
export function pageOf(sums: ArrayLike<number>, { from, count, order }: Parts): Page {
	const ranked = order === "contribution" ? byContribution(sums) : Uint32Array.from({ length: sums.length }, (_, i) => i);
	let rest = 0;
	for (const i of ranked.subarray(0, from)) rest += sums[i]!;
	for (const i of ranked.subarray(from + count)) rest += sums[i]!;
	return { listed: [...ranked.subarray(from, from + count)], rest };
}
