import { begin, endInside, firstInside } from "./share";

@unmanaged
class MaxPoolBackward {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	y: usize;
	yPixel: i32;
	yRow: i32;
	yImage: i32;
	g: usize;
	gPixel: i32;
	gRow: i32;
	gImage: i32;
	gx: usize;
	gxPixel: i32;
	gxRow: i32;
	gxImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	height: i32;
	width: i32;
	kernelRows: i32;
	kernelColumns: i32;
	strideRows: i32;
	strideColumns: i32;
	dilationRows: i32;
	dilationColumns: i32;
	top: i32;
	left: i32;
}

/**
 * gx += g at the first place of x that is y, or the first NaN, for four channels of one window of `rows` × `columns` places.
 * `down`, `right`: bytes between places of x; `gxDown`, `gxRight`: of gx.
 */
// @ts-ignore: decorator
@inline
function giveFour(x: usize, down: i32, right: i32, rows: i32, columns: i32, y: v128, g: v128, gx: usize, gxDown: i32, gxRight: i32): void {
	let open = i32x4.splat(-1);
	for (let u = 0; u < rows; u++, x += down, gx += gxDown) {
		for (let v = 0, from = x, to = gx; v < columns; v++, from += right, to += gxRight) {
			const number = v128.load(from);
			const hit = v128.and(open, v128.or(f32x4.eq(number, y), f32x4.ne(number, number)));
			open = v128.andnot(open, hit);
			v128.store(to, f32x4.add(v128.load(to), v128.and(g, hit)));
		}
	}
}

/** Rows `row` to `rowEnd` of picture `n`, channels from byte `first` to byte `end` of each pixel. */
function give(args: MaxPoolBackward, n: i32, row: i32, rowEnd: i32, first: usize, end: usize): void {
	const columns = args.columns, kernelColumns = args.kernelColumns, dilation = args.dilationColumns;
	const strideColumns = args.strideColumns, width = args.width, left = args.left;
	const xPixel = args.xPixel, yPixel = args.yPixel, gPixel = args.gPixel, gxPixel = args.gxPixel;
	const down = args.xRow * args.dilationRows, right = xPixel * dilation;
	const gxDown = args.gxRow * args.dilationRows, gxRight = gxPixel * dilation;
	for (let i = row; i < rowEnd; i++) {
		const rowStart = i * args.strideRows - args.top;
		const u = firstInside(rowStart, args.dilationRows);
		const high = endInside(rowStart, args.kernelRows, args.dilationRows, args.height) - u;
		const x = args.x + n * args.xImage + (rowStart + u * args.dilationRows) * args.xRow;
		const gx = args.gx + n * args.gxImage + (rowStart + u * args.dilationRows) * args.gxRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		let g = args.g + n * args.gImage + i * args.gRow;
		for (let j = 0; j < columns; j++, y += yPixel, g += gPixel) {
			const start = j * strideColumns - left;
			const v = firstInside(start, dilation);
			const wide = endInside(start, kernelColumns, dilation, width) - v;
			const place = start + v * dilation;
			const from = x + place * xPixel, to = gx + place * gxPixel;
			if (high == 2 && wide == 2)
				for (let c = first; c < end; c += 16)
					giveFour(from + c, down, right, 2, 2, v128.load(y + c), v128.load(g + c), to + c, gxDown, gxRight);
			else
				for (let c = first; c < end; c += 16)
					giveFour(from + c, down, right, high, wide, v128.load(y + c), v128.load(g + c), to + c, gxDown, gxRight);
		}
	}
}

/**
 * Each part takes pictures; with fewer pictures than parts, rows, or where windows overlap from row to row, channels: each number of gx
 * belongs to one part, and its sum runs over windows in row-major order.
 */
export function maxPoolBackward(call: usize, part: i32, parts: i32): void {
	const args = changetype<MaxPoolBackward>(call);
	const images = args.images, rows = args.rows;
	if (images >= parts) {
		const last = begin(images, part + 1, parts);
		for (let n = begin(images, part, parts); n < last; n++) give(args, n, 0, rows, 0, <usize>args.outputs << 2);
	} else if (args.strideRows > (args.kernelRows - 1) * args.dilationRows) {
		for (let n = 0; n < images; n++) give(args, n, begin(rows, part, parts), begin(rows, part + 1, parts), 0, <usize>args.outputs << 2);
	} else {
		const vectors = args.outputs >> 2;
		const first = <usize>begin(vectors, part, parts) << 4, end = <usize>begin(vectors, part + 1, parts) << 4;
		for (let n = 0; n < images; n++) give(args, n, 0, rows, first, end);
	}
}
