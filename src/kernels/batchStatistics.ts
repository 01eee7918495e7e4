import { begin } from "./share";
import { BLOCK, firstTwo, four, lastTwo } from "./wide";

@unmanaged
class BatchStatistics {
	x: usize;
	xPixel: i32;
	xRow: i32;
	xImage: i32;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	mean: usize;
	variance: usize;
	weight: usize;
	bias: usize;
	scale: usize;
	shift: usize;
	runningMean: usize;
	runningVariance: usize;
	eps: f32;
	momentum: f32;
}

/** x, or the square of its distance from the mean. */
// @ts-ignore: decorator
@inline
function term(squares: bool, x: usize, mean: v128): v128 {
	if (!squares) return v128.load(x);
	const distance = f32x4.sub(v128.load(x), mean);
	return f32x4.mul(distance, distance);
}

/** The average of 4 channels, or of the squares of their distances from the numbers at `mean`. */
// @ts-ignore: decorator
@inline
function averageOf4(squares: bool, args: BatchStatistics, channels: usize, to: usize): void {
	const columns = args.columns, pixel = args.xPixel;
	const mean = squares ? v128.load(args.mean + channels) : f32x4.splat(0);
	let first = f64x2.splat(0), last = f64x2.splat(0);
	for (let n = 0; n < args.images; n++) {
		for (let i = 0; i < args.rows; i++) {
			let x = args.x + n * args.xImage + i * args.xRow + channels;
			for (let j = 0; j < columns; j += BLOCK) {
				let sum = f32x4.splat(0);
				for (const end = x + min(BLOCK, columns - j) * pixel; x < end; x += pixel) sum = f32x4.add(sum, term(squares, x, mean));
				first = f64x2.add(first, firstTwo(sum));
				last = f64x2.add(last, lastTwo(sum));
			}
		}
	}
	const count = f64x2.splat(<f64>args.images * <f64>args.rows * <f64>columns);
	v128.store(to + channels, four(f64x2.div(first, count), f64x2.div(last, count)));
}

/** The same of 16 channels, summed in the same order. */
// @ts-ignore: decorator
@inline
function averageOf16(squares: bool, args: BatchStatistics, channels: usize, to: usize): void {
	const columns = args.columns, pixel = args.xPixel;
	const zero = f32x4.splat(0);
	const meanA = squares ? v128.load(args.mean + channels) : zero, meanB = squares ? v128.load(args.mean + channels, 16) : zero;
	const meanC = squares ? v128.load(args.mean + channels, 32) : zero, meanD = squares ? v128.load(args.mean + channels, 48) : zero;
	let firstA = f64x2.splat(0), lastA = f64x2.splat(0), firstB = f64x2.splat(0), lastB = f64x2.splat(0);
	let firstC = f64x2.splat(0), lastC = f64x2.splat(0), firstD = f64x2.splat(0), lastD = f64x2.splat(0);
	for (let n = 0; n < args.images; n++) {
		for (let i = 0; i < args.rows; i++) {
			let x = args.x + n * args.xImage + i * args.xRow + channels;
			for (let j = 0; j < columns; j += BLOCK) {
				let a = zero, b = zero, c = zero, d = zero;
				for (const end = x + min(BLOCK, columns - j) * pixel; x < end; x += pixel) {
					a = f32x4.add(a, term(squares, x, meanA));
					b = f32x4.add(b, term(squares, x + 16, meanB));
					c = f32x4.add(c, term(squares, x + 32, meanC));
					d = f32x4.add(d, term(squares, x + 48, meanD));
				}
				firstA = f64x2.add(firstA, firstTwo(a));
				lastA = f64x2.add(lastA, lastTwo(a));
				firstB = f64x2.add(firstB, firstTwo(b));
				lastB = f64x2.add(lastB, lastTwo(b));
				firstC = f64x2.add(firstC, firstTwo(c));
				lastC = f64x2.add(lastC, lastTwo(c));
				firstD = f64x2.add(firstD, firstTwo(d));
				lastD = f64x2.add(lastD, lastTwo(d));
			}
		}
	}
	const count = f64x2.splat(<f64>args.images * <f64>args.rows * <f64>columns);
	v128.store(to + channels, four(f64x2.div(firstA, count), f64x2.div(lastA, count)));
	v128.store(to + channels, four(f64x2.div(firstB, count), f64x2.div(lastB, count)), 16);
	v128.store(to + channels, four(f64x2.div(firstC, count), f64x2.div(lastC, count)), 32);
	v128.store(to + channels, four(f64x2.div(firstD, count), f64x2.div(lastD, count)), 48);
}

/** r ← (1 − momentum) · r + momentum · value. */
// @ts-ignore: decorator
@inline
function follow(running: usize, value: f64, momentum: f64): void {
	store<f32>(running, <f32>((1 - momentum) * <f64>load<f32>(running) + momentum * value));
}

/** Each part takes channels, by fours. */
export function batchStatistics(call: usize, part: i32, parts: i32): void {
	const args = changetype<BatchStatistics>(call);
	const from = <usize>begin(args.outputs >> 2, part, parts) << 4, end = <usize>begin(args.outputs >> 2, part + 1, parts) << 4;
	let at = from;
	for (; at + 64 <= end; at += 64) {
		averageOf16(false, args, at, args.mean);
		averageOf16(true, args, at, args.variance);
	}
	for (; at < end; at += 16) {
		averageOf4(false, args, at, args.mean);
		averageOf4(true, args, at, args.variance);
	}
	const count = <f64>args.images * <f64>args.rows * <f64>args.columns;
	const momentum = <f64>args.momentum;
	for (at = from; at < end; at += 4) {
		const mean = <f64>load<f32>(args.mean + at), variance = <f64>load<f32>(args.variance + at);
		const weight = args.weight ? <f64>load<f32>(args.weight + at) : 1, bias = args.bias ? <f64>load<f32>(args.bias + at) : 0;
		const scale = weight / Math.sqrt(variance + <f64>args.eps);
		store<f32>(args.scale + at, <f32>scale);
		store<f32>(args.shift + at, <f32>(bias - mean * scale));
		if (args.runningMean) follow(args.runningMean + at, mean, momentum);
		if (args.runningVariance) follow(args.runningVariance + at, (variance * count) / (count - 1), momentum);
	}
}
