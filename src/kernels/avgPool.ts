import { begin } from "./share";

@unmanaged
class AvgPool {
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
	height: i32;
	width: i32;
	kernelRows: i32;
	kernelColumns: i32;
	strideRows: i32;
	strideColumns: i32;
	top: i32;
	left: i32;
	bottom: i32;
	right: i32;
	countPad: i32;
	divisor: f32;
}

@unmanaged
class AvgPoolBackward {
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
	height: i32;
	width: i32;
	kernelRows: i32;
	kernelColumns: i32;
	strideRows: i32;
	strideColumns: i32;
	top: i32;
	left: i32;
	bottom: i32;
	right: i32;
	countPad: i32;
	divisor: f32;
}

/** How many places of a window lie on an axis of `size` numbers; with `pad`, also those of the padding before and after. */
// @ts-ignore: decorator
@inline
function counted(start: i32, kernel: i32, size: i32, after: i32, pad: i32): i32 {
	if (pad) return min(start + kernel, size + after) - start;
	return max(0, min(start + kernel, size) - max(start, 0));
}

/** One pixel of y from the `rows` × `columns` window at x: sums of rows are summed, so that large windows lose little. */
function mean(x: usize, down: i32, right: i32, rows: i32, columns: i32, y: usize, lanes: i32, divisor: f32): void {
	const by = f32x4.splat(divisor), zero = f32x4.splat(0);
	const end = y + (lanes << 2);
	for (; y + 64 <= end; y += 64, x += 64) {
		let a = zero, b = zero, c = zero, d = zero;
		for (let u = 0, row = x; u < rows; u++, row += down) {
			let p = zero, q = zero, r = zero, s = zero;
			for (let v = 0, at = row; v < columns; v++, at += right) {
				p = f32x4.add(p, v128.load(at));
				q = f32x4.add(q, v128.load(at, 16));
				r = f32x4.add(r, v128.load(at, 32));
				s = f32x4.add(s, v128.load(at, 48));
			}
			a = f32x4.add(a, p);
			b = f32x4.add(b, q);
			c = f32x4.add(c, r);
			d = f32x4.add(d, s);
		}
		v128.store(y, f32x4.div(a, by));
		v128.store(y, f32x4.div(b, by), 16);
		v128.store(y, f32x4.div(c, by), 32);
		v128.store(y, f32x4.div(d, by), 48);
	}
	for (; y < end; y += 16, x += 16) {
		let a = zero;
		for (let u = 0, row = x; u < rows; u++, row += down) {
			let p = zero;
			for (let v = 0, at = row; v < columns; v++, at += right) p = f32x4.add(p, v128.load(at));
			a = f32x4.add(a, p);
		}
		v128.store(y, f32x4.div(a, by));
	}
}

/** Each part takes a stretch of y's rows. */
export function avgPool(call: usize, part: i32, parts: i32): void {
	const args = changetype<AvgPool>(call);
	const rows = args.rows, lanes = args.outputs, height = args.height, width = args.width;
	const kernelRows = args.kernelRows, kernelColumns = args.kernelColumns, xPixel = args.xPixel;
	const last = begin(args.images * rows, part + 1, parts);
	for (let line = begin(args.images * rows, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const top = i * args.strideRows - args.top;
		const high = counted(top, kernelRows, height, 0, 0), highCounted = counted(top, kernelRows, height, args.bottom, args.countPad);
		const x = args.x + n * args.xImage + max(top, 0) * args.xRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		for (let j = 0; j < args.columns; j++, y += args.yPixel) {
			const left = j * args.strideColumns - args.left;
			const wide = counted(left, kernelColumns, width, 0, 0);
			const count = highCounted * counted(left, kernelColumns, width, args.right, args.countPad);
			const divisor = args.divisor != 0 ? args.divisor : <f32>count;
			mean(x + max(left, 0) * xPixel, args.xRow, xPixel, high, wide, y, lanes, divisor);
		}
	}
}

/** Rows `row` to `rowEnd` of picture `n`, channels from byte `first` to byte `end` of each pixel. */
function give(args: AvgPoolBackward, n: i32, row: i32, rowEnd: i32, first: i32, end: i32): void {
	const height = args.height, width = args.width, kernelRows = args.kernelRows, kernelColumns = args.kernelColumns;
	const gxPixel = args.gxPixel, gxRow = args.gxRow;
	for (let i = row; i < rowEnd; i++) {
		const top = i * args.strideRows - args.top;
		const high = counted(top, kernelRows, height, 0, 0), highCounted = counted(top, kernelRows, height, args.bottom, args.countPad);
		let g = args.g + n * args.gImage + i * args.gRow;
		for (let j = 0; j < args.columns; j++, g += args.gPixel) {
			const left = j * args.strideColumns - args.left;
			const wide = counted(left, kernelColumns, width, 0, 0);
			const count = highCounted * counted(left, kernelColumns, width, args.right, args.countPad);
			const divisor = f32x4.splat(args.divisor != 0 ? args.divisor : <f32>count);
			const gx = args.gx + n * args.gxImage + max(top, 0) * gxRow + max(left, 0) * gxPixel;
			for (let c = first; c < end; c += 16) {
				const share = f32x4.div(v128.load(g + c), divisor);
				for (let u = 0, line = gx + c; u < high; u++, line += gxRow) {
					for (let v = 0, to = line; v < wide; v++, to += gxPixel) v128.store(to, f32x4.add(v128.load(to), share));
				}
			}
		}
	}
}

/** Shared out as `maxPoolBackward`. */
export function avgPoolBackward(call: usize, part: i32, parts: i32): void {
	const args = changetype<AvgPoolBackward>(call);
	const images = args.images, rows = args.rows;
	if (images >= parts) {
		const last = begin(images, part + 1, parts);
		for (let n = begin(images, part, parts); n < last; n++) give(args, n, 0, rows, 0, args.outputs << 2);
	} else if (args.strideRows >= args.kernelRows) {
		for (let n = 0; n < images; n++) give(args, n, begin(rows, part, parts), begin(rows, part + 1, parts), 0, args.outputs << 2);
	} else {
		const vectors = args.outputs >> 2;
		for (let n = 0; n < images; n++) give(args, n, 0, rows, begin(vectors, part, parts) << 4, begin(vectors, part + 1, parts) << 4);
	}
}
