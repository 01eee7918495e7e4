/**
 * The numbers of Winograd's transforms, which all have the points 0, ±√½, ±√2 and ∞. They are read from memory, once before a function's loops: numbers
 * that are written into the code V8 makes anew at every use, three instructions each.
 */

/** √½ and √2. */
const NEAR: f32 = 0.7071067811865476;
const FAR: f32 = 1.4142135623730951;
const NUMBERS: usize = memory.data<f32>([0.5, 2, 2.5, NEAR, FAR, 1.0 / 3, 2.0 / 3, 1.0 / 6, (2 * NEAR) / 3, FAR / 6, 0.25, 4]);

// @ts-ignore: decorator
@inline
export function half(): v128 {
	return v128.load32_splat(NUMBERS);
}
// @ts-ignore: decorator
@inline
export function two(): v128 {
	return v128.load32_splat(NUMBERS, 4);
}
/** ½ + 2. */
// @ts-ignore: decorator
@inline
export function middle(): v128 {
	return v128.load32_splat(NUMBERS, 8);
}
// @ts-ignore: decorator
@inline
export function near(): v128 {
	return v128.load32_splat(NUMBERS, 12);
}
// @ts-ignore: decorator
@inline
export function far(): v128 {
	return v128.load32_splat(NUMBERS, 16);
}
// @ts-ignore: decorator
@inline
export function third(): v128 {
	return v128.load32_splat(NUMBERS, 20);
}
// @ts-ignore: decorator
@inline
export function twoThirds(): v128 {
	return v128.load32_splat(NUMBERS, 24);
}
// @ts-ignore: decorator
@inline
export function sixth(): v128 {
	return v128.load32_splat(NUMBERS, 28);
}
/** 2/3 · √½. */
// @ts-ignore: decorator
@inline
export function nearThird(): v128 {
	return v128.load32_splat(NUMBERS, 32);
}
/** 1/6 · √2. */
// @ts-ignore: decorator
@inline
export function farSixth(): v128 {
	return v128.load32_splat(NUMBERS, 36);
}
// @ts-ignore: decorator
@inline
export function quarter(): v128 {
	return v128.load32_splat(NUMBERS, 40);
}
// @ts-ignore: decorator
@inline
export function four(): v128 {
	return v128.load32_splat(NUMBERS, 44);
}
