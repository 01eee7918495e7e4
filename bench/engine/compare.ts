/** Relative to the largest expected number. Winograd F(4×4) and other orders of summation stay well below; a wrong layer does not. */
export const TOLERANCE = { forward: 1e-4, training: 1e-4 } as const;

/**
 * The largest difference of two outputs, as a share of the largest expected magnitude. Infinite where the lengths differ, where anything is
 * NaN, or where nothing but zeros is expected: such an output shows nothing.
 */
export function difference(expected: Float32Array, found: Float32Array): number {
	if (expected.length !== found.length) return Number.POSITIVE_INFINITY;
	let [scale, largest] = [0, 0];
	for (const [i, value] of expected.entries()) {
		scale = Math.max(scale, Math.abs(value));
		const apart = Math.abs(value - (found[i] ?? Number.NaN));
		if (Number.isNaN(apart)) return Number.POSITIVE_INFINITY;
		largest = Math.max(largest, apart);
	}
	const share = largest / scale;
	return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
}
