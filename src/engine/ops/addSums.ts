import type { Numbers } from "../tensor";

/** gradient[at + i] += sums[i]. Sums are kept in float64 and rounded here, once. */
export function addSums(gradient: Numbers, sums: Float64Array, at = 0): void {
	for (let i = 0; i < sums.length; i++) gradient[at + i]! += sums[i]!;
}
