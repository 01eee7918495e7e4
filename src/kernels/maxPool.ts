import { larger } from "./clamp";
import { begin, endInside, firstInside } from "./share";

@unmanaged
class MaxPool {
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
	dilationRows: i32;
	dilationColumns: i32;
	top: i32;
	left: i32;
}

/** One pixel of y from the `rows` × `columns` window at x, its places `down` and `right` bytes apart. */
function largest(x: usize, down: i32, right: i32, rows: i32, columns: i32, y: usize, lanes: i32): void {
	const none = f32x4.splat(-Infinity);
	const end = y + (lanes << 2);
	for (; y + 64 <= end; y += 64, x += 64) {
		let a = none, b = none, c = none, d = none;
		for (let u = 0, row = x; u < rows; u++, row += down) {
			for (let v = 0, at = row; v < columns; v++, at += right) {
				a = larger(a, v128.load(at));
				b = larger(b, v128.load(at, 16));
				c = larger(c, v128.load(at, 32));
				d = larger(d, v128.load(at, 48));
			}
		}
		v128.store(y, a);
		v128.store(y, b, 16);
		v128.store(y, c, 32);
		v128.store(y, d, 48);
	}
	for (; y < end; y += 16, x += 16) {
		let a = none;
		for (let u = 0, row = x; u < rows; u++, row += down) {
			for (let v = 0, at = row; v < columns; v++, at += right) a = larger(a, v128.load(at));
		}
		v128.store(y, a);
	}
}

/** The same for 2 × 2. */
// @ts-ignore: decorator
@inline
function largestOfFour(x: usize, down: i32, right: i32, y: usize, lanes: i32): void {
	const end = y + (lanes << 2);
	for (; y < end; y += 16, x += 16) {
		const upper = larger(v128.load(x), v128.load(x + right));
		v128.store(y, larger(upper, larger(v128.load(x + down), v128.load(x + down + right))));
	}
}

/** Each part takes a stretch of y's rows. */
export function maxPool(call: usize, part: i32, parts: i32): void {
	const args = changetype<MaxPool>(call);
	const rows = args.rows, columns = args.columns, lanes = args.outputs;
	const kernelRows = args.kernelRows, kernelColumns = args.kernelColumns;
	const dilationColumns = args.dilationColumns, strideColumns = args.strideColumns;
	const width = args.width, left = args.left;
	const xPixel = args.xPixel, yPixel = args.yPixel;
	const down = args.xRow * args.dilationRows, right = xPixel * dilationColumns;
	const lines = args.images * rows;
	const last = begin(lines, part + 1, parts);
	for (let line = begin(lines, part, parts); line < last; line++) {
		const n = line / rows, i = line - n * rows;
		const rowStart = i * args.strideRows - args.top;
		const u = firstInside(rowStart, args.dilationRows);
		const high = endInside(rowStart, kernelRows, args.dilationRows, args.height) - u;
		const x = args.x + n * args.xImage + (rowStart + u * args.dilationRows) * args.xRow;
		let y = args.y + n * args.yImage + i * args.yRow;
		for (let j = 0; j < columns; j++, y += yPixel) {
			const start = j * strideColumns - left;
			const v = firstInside(start, dilationColumns);
			const wide = endInside(start, kernelColumns, dilationColumns, width) - v;
			const at = x + (start + v * dilationColumns) * xPixel;
			if (high == 2 && wide == 2) largestOfFour(at, down, right, y, lanes);
			else largest(at, down, right, high, wide, y, lanes);
		}
	}
}
