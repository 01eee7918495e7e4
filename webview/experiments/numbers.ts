import type { Equivariance, Planes } from "../../src/network/experiment";

/** float32 sums in another order differ by about this share of their size. */
const ROUNDING = 1e-5;

export const numbersOf = (values: ArrayBuffer | undefined): Float32Array => new Float32Array(values ?? new ArrayBuffer(0));

/** The largest absolute value of some planes: what their colours share, so that one colour is one number in all of them. */
export function extentOfPlanes(planes: readonly (Planes | undefined)[]): number {
	let most = 0;
	for (const plane of planes) {
		for (const value of numbersOf(plane?.values)) if (Number.isFinite(value) && Math.abs(value) > most) most = Math.abs(value);
	}
	return most;
}

/** What maps that moved along differ by, as a share of their size; rounding counts as nothing. */
export function errorOf({ difference, size }: Equivariance): number {
	return difference <= ROUNDING * size ? 0 : difference / size;
}
