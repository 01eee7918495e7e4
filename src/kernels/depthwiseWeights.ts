import { begin } from "./share";

@unmanaged
class DepthwiseWeights {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	g: usize;
	gPixel: i32;
	gRow: i32;
	gImage: i32;
	gw: usize;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	channels: i32;
	kernelRows: i32;
	kernelStep: i32;
	kernelColumns: i32;
	columnStep: i32;
}

/** Pixels that are summed before the sum is added to gw: the fewer sums meet there, the less is lost. */
const STRETCH: i32 = 192;

// @ts-ignore: decorator
@inline
function more(sum: v128, x: v128, g: v128): v128 {
	return f32x4.add(sum, f32x4.mul(x, g));
}

// @ts-ignore: decorator
@inline
function give(to: usize, even: v128, odd: v128): void {
	v128.store(to, f32x4.add(v128.load(to), f32x4.add(even, odd)));
}

/** Three taps side by side, over some rows: x and g point at the first one's pixel. */
function threeTaps(args: DepthwiseWeights, x: usize, g: usize, rows: i32, to: usize): void {
	const columns = args.columns, xPixel = args.xPixel, gPixel = args.gPixel, right = args.columnStep, tap = args.outputs << 2;
	let a = f32x4.splat(0), b = a, c = a, p = a, q = a, r = a;
	for (let i = 0; i < rows; i++, x += args.xRow, g += args.gRow) {
		let from = x, by = g;
		let j = 0;
		for (; j + 2 <= columns; j += 2, by += 2 * gPixel) {
			let gradient = v128.load(by);
			a = more(a, v128.load(from), gradient);
			b = more(b, v128.load(from + right), gradient);
			c = more(c, v128.load(from + 2 * right), gradient);
			from += xPixel;
			gradient = v128.load(by + gPixel);
			p = more(p, v128.load(from), gradient);
			q = more(q, v128.load(from + right), gradient);
			r = more(r, v128.load(from + 2 * right), gradient);
			from += xPixel;
		}
		if (j < columns) {
			const gradient = v128.load(by);
			a = more(a, v128.load(from), gradient);
			b = more(b, v128.load(from + right), gradient);
			c = more(c, v128.load(from + 2 * right), gradient);
		}
	}
	give(to, a, p);
	give(to + tap, b, q);
	give(to + 2 * tap, c, r);
}

/** Two taps side by side. */
function twoTaps(args: DepthwiseWeights, x: usize, g: usize, rows: i32, to: usize): void {
	const columns = args.columns, xPixel = args.xPixel, gPixel = args.gPixel, right = args.columnStep;
	let a = f32x4.splat(0), b = a, p = a, q = a;
	for (let i = 0; i < rows; i++, x += args.xRow, g += args.gRow) {
		let from = x, by = g;
		let j = 0;
		for (; j + 2 <= columns; j += 2, from += 2 * xPixel, by += 2 * gPixel) {
			let gradient = v128.load(by);
			a = more(a, v128.load(from), gradient);
			b = more(b, v128.load(from + right), gradient);
			gradient = v128.load(by + gPixel);
			p = more(p, v128.load(from + xPixel), gradient);
			q = more(q, v128.load(from + xPixel + right), gradient);
		}
		if (j < columns) {
			const gradient = v128.load(by);
			a = more(a, v128.load(from), gradient);
			b = more(b, v128.load(from + right), gradient);
		}
	}
	give(to, a, p);
	give(to + (args.outputs << 2), b, q);
}

/** One tap, over some rows. */
function oneTap(args: DepthwiseWeights, x: usize, g: usize, rows: i32, to: usize): void {
	const columns = args.columns, xPixel = args.xPixel, gPixel = args.gPixel;
	let a = f32x4.splat(0), p = a;
	for (let i = 0; i < rows; i++, x += args.xRow, g += args.gRow) {
		let from = x, by = g;
		let j = 0;
		for (; j + 2 <= columns; j += 2, from += 2 * xPixel, by += 2 * gPixel) {
			a = more(a, v128.load(from), v128.load(by));
			p = more(p, v128.load(from + xPixel), v128.load(by + gPixel));
		}
		if (j < columns) a = more(a, v128.load(from), v128.load(by));
	}
	give(to, a, p);
}

/** Each part takes channels, by fours. */
export function depthwiseWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<DepthwiseWeights>(call);
	const vectors = args.outputs >> 2, tap = args.outputs << 2;
	const first = begin(vectors, part, parts) << 4, end = begin(vectors, part + 1, parts) << 4;
	const kernelRows = args.kernelRows, kernelColumns = args.kernelColumns, rows = args.rows;
	const taps = kernelRows * kernelColumns;
	for (let t = 0; t < taps; t++) for (let c = first; c < end; c += 16) v128.store(args.gw + t * tap + c, f32x4.splat(0));
	const rowsAtOnce = max(1, STRETCH / args.columns);
	for (let n = 0; n < args.images; n++) {
		for (let i = 0; i < rows; i += rowsAtOnce) {
			const count = min(rowsAtOnce, rows - i);
			const x = args.x + n * args.xImage + i * args.xRow, g = args.g + n * args.gImage + i * args.gRow;
			for (let c = first; c < end; c += 16) {
				let to = args.gw + c;
				for (let u = 0; u < kernelRows; u++) {
					let from = x + u * args.kernelStep + c;
					let v = 0;
					for (; v + 3 <= kernelColumns; v += 3, from += 3 * args.columnStep, to += 3 * tap) threeTaps(args, from, g + c, count, to);
					if (v + 2 <= kernelColumns) {
						twoTaps(args, from, g + c, count, to);
						v += 2;
						from += 2 * args.columnStep;
						to += 2 * tap;
					}
					for (; v < kernelColumns; v++, from += args.columnStep, to += tap) oneTap(args, from, g + c, count, to);
				}
			}
		}
	}
	for (let t = 0; t < taps; t++)
		for (let c = max(first, args.channels << 2); c < end; c += 4) store<f32>(args.gw + t * tap + c, 0);
}
