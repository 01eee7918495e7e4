import { begin } from "./share";

@unmanaged
class CopyPixels {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	y: usize;
	yPixel: i32;
	yRow: i32;
	yImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	channels: i32;
	add: i32;
}

/** `bytes` of x over y. */
// @ts-ignore: decorator
@inline
function copy(x: usize, y: usize, bytes: i32): void {
	const end = y + bytes;
	for (; y + 16 <= end; y += 16, x += 16) v128.store(y, v128.load(x));
	for (; y < end; y += 4, x += 4) store<f32>(y, load<f32>(x));
}

/** `bytes` of x added to y. */
// @ts-ignore: decorator
@inline
function sum(x: usize, y: usize, bytes: i32): void {
	const end = y + bytes;
	for (; y + 16 <= end; y += 16, x += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
	for (; y < end; y += 4, x += 4) store<f32>(y, load<f32>(y) + load<f32>(x));
}

/** Each part takes rows. Pixels without lanes behind their channels are copied a row at a time. */
export function copyPixels(call: usize, part: i32, parts: i32): void {
	const args = changetype<CopyPixels>(call);
	const rows = args.rows, add = args.add, xPixel = args.xPixel, yPixel = args.yPixel;
	let columns = args.columns;
	let bytes = args.channels << 2;
	if (bytes == xPixel && bytes == yPixel) {
		bytes *= columns;
		columns = 1;
	}
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		let x = args.x + n * args.xImage + i * args.xRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		if (add) for (let j = 0; j < columns; j++, x += xPixel, y += yPixel) sum(x, y, bytes);
		else for (let j = 0; j < columns; j++, x += xPixel, y += yPixel) copy(x, y, bytes);
	}
}
