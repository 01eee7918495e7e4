/**
 * Checks results that a case gives among its attributes and not as tensors. Throws an Error that names the first number which is off by
 * more than tolerance · max(1, |expected|), or, with `relative`, by more than tolerance · |expected|.
 */
export function agree(name: string, actual: readonly number[], expected: readonly number[], tolerance: number, relative = false): void {
	if (actual.length !== expected.length) throw new Error(`${name} has ${actual.length} numbers, not ${expected.length}`);
	for (const [i, b] of expected.entries()) {
		const a = actual[i] ?? Number.NaN;
		const allowed = tolerance * (relative ? Math.abs(b) : Math.max(1, Math.abs(b)));
		if (!(Math.abs(a - b) <= allowed)) throw new Error(`${name} at ${i} is ${a}, not ${b} (tolerance ${allowed})`);
	}
}
