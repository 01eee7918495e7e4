/**
 * x between `low` and `high`; NaN stays NaN. `pmax` and `pmin` are one instruction each where `max` and `min` are eight, and give
 * their first argument where it is NaN.
 */
// @ts-ignore: decorator
@inline
export function clampTo(x: v128, low: v128, high: v128): v128 {
	return f32x4.pmin(f32x4.pmax(x, low), high);
}

/** The larger of each; NaN where either is: `pmax` itself keeps a NaN of x. */
// @ts-ignore: decorator
@inline
export function larger(best: v128, x: v128): v128 {
	return v128.or(f32x4.pmax(x, best), f32x4.ne(best, best));
}
