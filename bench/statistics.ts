/** What is told of many samples. */
export interface Statistics {
	readonly median: number;
	readonly p95: number;
	readonly min: number;
	readonly n: number;
}

/**
 * The q-quantile of samples, 0 ≤ q ≤ 1: the smallest sample that at least that share of them does not exceed (nearest rank; no number is
 * made up between two samples). Throws where there are none.
 * Source: Hyndman and Fan, "Sample quantiles in statistical packages" (1996), definition 1.
 */
export function quantile(samples: readonly number[], q: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	const value = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)];
	if (value === undefined) throw new Error("there are no samples");
	return value;
}

/** Median, 95th percentile, smallest and count of samples. Throws where there are none. */
export function statistics(samples: readonly number[]): Statistics {
	return { median: quantile(samples, 0.5), p95: quantile(samples, 0.95), min: quantile(samples, 0), n: samples.length };
}
