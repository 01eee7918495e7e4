/** Sums in float64 of what was summed in float32 over this many pixels. */
export const BLOCK: i32 = 16;

/** The first two of four numbers, in float64. */
// @ts-ignore: decorator
@inline
export function firstTwo(numbers: v128): v128 {
	return f64x2.promote_low_f32x4(numbers);
}

/** The last two of four numbers, in float64. */
// @ts-ignore: decorator
@inline
export function lastTwo(numbers: v128): v128 {
	return f64x2.promote_low_f32x4(v128.shuffle<i64>(numbers, numbers, 1, 1));
}

/** Two and two numbers of float64 as four of float32. */
// @ts-ignore: decorator
@inline
export function four(first: v128, last: v128): v128 {
	return v128.shuffle<i64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(last), 0, 2);
}
