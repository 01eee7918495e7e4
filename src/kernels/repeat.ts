import { begin } from "./share";

@unmanaged
class RepeatPixels {
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
	outputs: i32;
	scaleRows: i32;
	scaleColumns: i32;
}

@unmanaged
class RepeatPixelsBackward {
	gx: usize;
	gxPixel: i32;
	gxRow: i32;
	gxImage: i32;
	g: usize;
	gPixel: i32;
	gRow: i32;
	gImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	scaleRows: i32;
	scaleColumns: i32;
	add: i32;
}

/** Each part takes rows of x. */
export function repeatPixels(call: usize, part: i32, parts: i32): void {
	const args = changetype<RepeatPixels>(call);
	const rows = args.rows, columns = args.columns, bytes = args.outputs << 2, xPixel = args.xPixel, yPixel = args.yPixel;
	const scaleRows = args.scaleRows, scaleColumns = args.scaleColumns;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		for (let u = 0; u < scaleRows; u++) {
			let x = args.x + n * args.xImage + i * args.xRow;
			let y = args.y + n * args.yImage + (i * scaleRows + u) * args.yRow;
			for (let j = 0; j < columns; j++, x += xPixel) {
				for (let v = 0; v < scaleColumns; v++, y += yPixel) {
					for (let c = 0; c < bytes; c += 16) v128.store(y + c, v128.load(x + c));
				}
			}
		}
	}
}

/** Each part takes rows of gx. */
export function repeatPixelsBackward(call: usize, part: i32, parts: i32): void {
	const args = changetype<RepeatPixelsBackward>(call);
	const rows = args.rows, columns = args.columns, bytes = args.outputs << 2, gPixel = args.gPixel, gRow = args.gRow;
	const scaleRows = args.scaleRows, scaleColumns = args.scaleColumns;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		let gx = args.gx + n * args.gxImage + i * args.gxRow;
		let g = args.g + n * args.gImage + i * scaleRows * gRow;
		for (let j = 0; j < columns; j++, gx += args.gxPixel, g += scaleColumns * gPixel) {
			for (let c = 0; c < bytes; c += 16) {
				let sum = f32x4.splat(0);
				for (let u = 0, row = g + c; u < scaleRows; u++, row += gRow) {
					for (let v = 0, at = row; v < scaleColumns; v++, at += gPixel) sum = f32x4.add(sum, v128.load(at));
				}
				v128.store(gx + c, args.add ? f32x4.add(v128.load(gx + c), sum) : sum);
			}
		}
	}
}
