import { begin } from "./share";
import { BLOCK, firstTwo, four, lastTwo } from "./wide";

@unmanaged
class BatchBackward {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
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
	channels: i32;
	mean: usize;
	variance: usize;
	weight: usize;
	gWeight: usize;
	gBias: usize;
	eps: f32;
	training: i32;
	add: i32;
}

/** Pixels that one set of constants serves at least, where there are as many. */
const STRETCH: i32 = 64;

/** 1/√(variance + eps) of two channels, in float64. */
// @ts-ignore: decorator
@inline
function spread(variances: v128, eps: f32): v128 {
	return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(variances, f64x2.splat(<f64>eps))));
}

/** Σ g and Σ g·x̂ of 4 channels, to gBias and gWeight. */
function sumsOf4(args: BatchBackward, channels: usize): void {
	const columns = args.columns, xPixel = args.xPixel, gPixel = args.gPixel;
	const mean = v128.load(args.mean + channels);
	let first = f64x2.splat(0), last = f64x2.splat(0), productFirst = f64x2.splat(0), productLast = f64x2.splat(0);
	for (let n = 0; n < args.images; n++) {
		for (let i = 0; i < args.rows; i++) {
			let x = args.x + n * args.xImage + i * args.xRow + channels;
			let g = args.g + n * args.gImage + i * args.gRow + channels;
			for (let j = 0; j < columns; j += BLOCK) {
				let sum = f32x4.splat(0), product = f32x4.splat(0);
				for (const end = x + min(BLOCK, columns - j) * xPixel; x < end; x += xPixel, g += gPixel) {
					const gradient = v128.load(g);
					sum = f32x4.add(sum, gradient);
					product = f32x4.add(product, f32x4.mul(gradient, f32x4.sub(v128.load(x), mean)));
				}
				first = f64x2.add(first, firstTwo(sum));
				last = f64x2.add(last, lastTwo(sum));
				productFirst = f64x2.add(productFirst, firstTwo(product));
				productLast = f64x2.add(productLast, lastTwo(product));
			}
		}
	}
	finish(args, channels, first, last, productFirst, productLast);
}

/** The same of 8 channels, summed in the same order. */
function sumsOf8(args: BatchBackward, channels: usize): void {
	const columns = args.columns, xPixel = args.xPixel, gPixel = args.gPixel;
	const meanA = v128.load(args.mean + channels), meanB = v128.load(args.mean + channels, 16);
	let firstA = f64x2.splat(0), lastA = f64x2.splat(0), productFirstA = f64x2.splat(0), productLastA = f64x2.splat(0);
	let firstB = f64x2.splat(0), lastB = f64x2.splat(0), productFirstB = f64x2.splat(0), productLastB = f64x2.splat(0);
	for (let n = 0; n < args.images; n++) {
		for (let i = 0; i < args.rows; i++) {
			let x = args.x + n * args.xImage + i * args.xRow + channels;
			let g = args.g + n * args.gImage + i * args.gRow + channels;
			for (let j = 0; j < columns; j += BLOCK) {
				let sumA = f32x4.splat(0), productA = f32x4.splat(0), sumB = f32x4.splat(0), productB = f32x4.splat(0);
				for (const end = x + min(BLOCK, columns - j) * xPixel; x < end; x += xPixel, g += gPixel) {
					const a = v128.load(g), b = v128.load(g, 16);
					sumA = f32x4.add(sumA, a);
					productA = f32x4.add(productA, f32x4.mul(a, f32x4.sub(v128.load(x), meanA)));
					sumB = f32x4.add(sumB, b);
					productB = f32x4.add(productB, f32x4.mul(b, f32x4.sub(v128.load(x, 16), meanB)));
				}
				firstA = f64x2.add(firstA, firstTwo(sumA));
				lastA = f64x2.add(lastA, lastTwo(sumA));
				productFirstA = f64x2.add(productFirstA, firstTwo(productA));
				productLastA = f64x2.add(productLastA, lastTwo(productA));
				firstB = f64x2.add(firstB, firstTwo(sumB));
				lastB = f64x2.add(lastB, lastTwo(sumB));
				productFirstB = f64x2.add(productFirstB, firstTwo(productB));
				productLastB = f64x2.add(productLastB, lastTwo(productB));
			}
		}
	}
	finish(args, channels, firstA, lastA, productFirstA, productLastA);
	finish(args, channels + 16, firstB, lastB, productFirstB, productLastB);
}

// @ts-ignore: decorator
@inline
function finish(args: BatchBackward, channels: usize, first: v128, last: v128, productFirst: v128, productLast: v128): void {
	const variance = v128.load(args.variance + channels);
	v128.store(args.gBias + channels, four(first, last));
	const weightFirst = f64x2.mul(productFirst, spread(firstTwo(variance), args.eps));
	v128.store(args.gWeight + channels, four(weightFirst, f64x2.mul(productLast, spread(lastTwo(variance), args.eps))));
}

/** gx of 4 channels and some rows of a picture: (g − (gBias + x̂ · gWeight)/count) · weight/√(variance + eps), or in eval mode only g · weight/√… */
// @ts-ignore: decorator
@inline
function giveRows(training: bool, add: bool, args: BatchBackward, n: i32, row: i32, rowEnd: i32, channels: usize): void {
	const xPixel = args.xPixel, gPixel = args.gPixel, gxPixel = args.gxPixel;
	const count = f32x4.splat(<f32>args.images * <f32>args.rows * <f32>args.columns);
	const mean = v128.load(args.mean + channels), variance = v128.load(args.variance + channels);
	const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(args.eps))));
	const scale = args.weight ? f32x4.mul(v128.load(args.weight + channels), inverse) : inverse;
	const shared = f32x4.div(v128.load(args.gBias + channels), count);
	const share = f32x4.div(f32x4.mul(v128.load(args.gWeight + channels), inverse), count);
	for (let i = row; i < rowEnd; i++) {
		let x = args.x + n * args.xImage + i * args.xRow + channels;
		let g = args.g + n * args.gImage + i * args.gRow + channels;
		let gx = args.gx + n * args.gxImage + i * args.gxRow + channels;
		for (const end = gx + args.columns * gxPixel; gx < end; gx += gxPixel, g += gPixel, x += xPixel) {
			let gradient = v128.load(g);
			if (training) gradient = f32x4.sub(f32x4.sub(gradient, shared), f32x4.mul(f32x4.sub(v128.load(x), mean), share));
			gradient = f32x4.mul(gradient, scale);
			v128.store(gx, add ? f32x4.add(v128.load(gx), gradient) : gradient);
		}
	}
}

/** Each part takes channels, by fours: sums first, then the gradient of x, a stretch of rows at a time. */
export function batchBackward(call: usize, part: i32, parts: i32): void {
	const args = changetype<BatchBackward>(call);
	const from = <usize>begin(args.outputs >> 2, part, parts) << 4, end = <usize>begin(args.outputs >> 2, part + 1, parts) << 4;
	let at = from;
	for (; at + 32 <= end; at += 32) sumsOf8(args, at);
	for (; at < end; at += 16) sumsOf4(args, at);
	if (args.gx) {
		const rows = args.rows, add = args.add, training = args.training;
		const rowsAtOnce = max(1, STRETCH / args.columns);
		for (let n = 0; n < args.images; n++) {
			for (let i = 0; i < rows; i += rowsAtOnce) {
				const rowEnd = min(rows, i + rowsAtOnce);
				for (at = from; at < end; at += 16) {
					if (training) {
						if (add) giveRows(true, true, args, n, i, rowEnd, at);
						else giveRows(true, false, args, n, i, rowEnd, at);
					} else if (add) giveRows(false, true, args, n, i, rowEnd, at);
					else giveRows(false, false, args, n, i, rowEnd, at);
				}
			}
		}
	}
	for (at = max(from, <usize>args.channels << 2); at < end; at += 4) {
		store<f32>(args.gWeight + at, 0);
		store<f32>(args.gBias + at, 0);
	}
}
