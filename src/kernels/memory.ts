@unmanaged
class Zero {
	to: usize;
	bytes: i32;
}

/** Writes `bytes` zeros (a multiple of 4); each part its stretch. */
export function zero(call: usize, part: i32, parts: i32): void {
	const args = changetype<Zero>(call);
	const numbers = args.bytes >> 2;
	const first = <i32>((<i64>numbers * part) / parts);
	const last = <i32>((<i64>numbers * (part + 1)) / parts);
	memory.fill(args.to + (<usize>first << 2), 0, (last - first) << 2);
}
