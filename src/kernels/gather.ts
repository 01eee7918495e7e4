import { begin } from "./share";

@unmanaged
class Gather {
	from: usize;
	to: usize;
	table: usize;
	count: i32;
}

/** to[i] = from[table[i]], or 0 where the table says less than 0. */
export function gather(call: usize, part: i32, parts: i32): void {
	const args = changetype<Gather>(call);
	const from = args.from;
	const end = (<usize>begin(args.count, part + 1, parts)) << 2;
	const to = args.to, table = args.table;
	for (let i = (<usize>begin(args.count, part, parts)) << 2; i < end; i += 4) {
		const place = load<i32>(table + i);
		store<f32>(to + i, place < 0 ? 0 : load<f32>(from + ((<usize>place) << 2)));
	}
}
