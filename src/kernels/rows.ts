import { clampTo } from "./clamp";
import { begin } from "./share";

@unmanaged
class Add {
	a: usize;
	aRow: i32;
	aImage: i32;
	b: usize;
	bRow: i32;
	bImage: i32;
	y: usize;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	length: i32;
	clamp: i32;
	low: f32;
	high: f32;
}

@unmanaged
class Multiply {
	a: usize;
	aRow: i32;
	aImage: i32;
	b: usize;
	bRow: i32;
	bImage: i32;
	y: usize;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	length: i32;
	add: i32;
}

/** y = a + b between `low` and `high`. Each part takes rows. */
export function add(call: usize, part: i32, parts: i32): void {
	const args = changetype<Add>(call);
	const rows = args.rows, length = args.length, clamp = args.clamp;
	const low = f32x4.splat(args.low), high = f32x4.splat(args.high);
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		let a = args.a + n * args.aImage + i * args.aRow;
		let b = args.b + n * args.bImage + i * args.bRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		const end = y + (length << 2);
		if (clamp) for (; y < end; y += 16, a += 16, b += 16)
			v128.store(y, clampTo(f32x4.add(v128.load(a), v128.load(b)), low, high));
		else for (; y < end; y += 16, a += 16, b += 16) v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
	}
}

/** y (+)= a · b. Each part takes rows. */
export function multiply(call: usize, part: i32, parts: i32): void {
	const args = changetype<Multiply>(call);
	const rows = args.rows, length = args.length, adds = args.add;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		let a = args.a + n * args.aImage + i * args.aRow;
		let b = args.b + n * args.bImage + i * args.bRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		const end = y + (length << 2);
		if (adds) for (; y < end; y += 16, a += 16, b += 16)
			v128.store(y, f32x4.add(v128.load(y), f32x4.mul(v128.load(a), v128.load(b))));
		else for (; y < end; y += 16, a += 16, b += 16) v128.store(y, f32x4.mul(v128.load(a), v128.load(b)));
	}
}
