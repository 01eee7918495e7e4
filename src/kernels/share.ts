/** The first of `count` things that part `part` of `parts` takes; it ends where the next part begins. */
// @ts-ignore: decorator
@inline
export function begin(count: i32, part: i32, parts: i32): i32 {
	return <i32>((<i64>count * part) / parts);
}

/** The first place of a window that is not before the map: `start` is where the window begins, perhaps below 0. */
// @ts-ignore: decorator
@inline
export function firstInside(start: i32, dilation: i32): i32 {
	return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

/** The place of a window behind its last one on the map. */
// @ts-ignore: decorator
@inline
export function endInside(start: i32, kernel: i32, dilation: i32, size: i32): i32 {
	return start >= size ? 0 : min(kernel, (size - start + dilation - 1) / dilation);
}
