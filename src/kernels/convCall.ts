@unmanaged
export class Conv {
	x: usize;
	xPixel: usize;
	xRow: usize;
	xImage: usize;
	y: usize;
	yPixel: usize;
	yRow: usize;
	yImage: usize;
	weights: usize;
	bias: usize;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	kernelRows: i32;
	kernelStep: usize;
	runs: i32;
	runStep: usize;
	runLength: i32;
	add: i32;
	clamp: i32;
	low: f32;
	high: f32;
	kept: usize;
	offsets: usize;
}

/**
 * What the panel kernels work on now. Each thread has its own instance of the module, and so its own of these.
 *
 * The taps: `kernelRows` stretches `kernelStep` bytes apart, each of `runs` runs `runStep` apart, each of numbers `step` apart up to `length` bytes.
 * A run of one number would be a loop of one turn; there the runs are the numbers.
 */
export let kernelRows: i32 = 0;
export let kernelStep: usize = 0;
export let runs: i32 = 0;
export let runStep: usize = 0;
export let step: usize = 0;
export let length: usize = 0;
/** Where each tap lies from a pixel's first, for kernels whose rows are short: one list to go through instead of rows of runs. 0: there is none. */
export let offsets: usize = 0;
export let offsetsEnd: usize = 0;
/** Bytes between pixels. */
export let xPixel: usize = 0;
export let yPixel: usize = 0;
/** Where the next pixel's input and output begin, and how many pixels of its row are left, itself included. */
export let x: usize = 0;
export let y: usize = 0;
export let left: i32 = 0;
/** Whether sums start from what y holds, not from 0. */
export let add: i32 = 0;
export let low: f32 = 0;
export let high: f32 = 0;
/** Bytes from a number of y to where it is kept before it is clamped; 0 if it is not. */
export let kept: usize = 0;

let rowX: usize = 0;
let rowY: usize = 0;
let row: i32 = 0;
let image: i32 = 0;
let call: usize = 0;

/** Takes a call's taps and epilogue. */
export function open(args: Conv): void {
	call = changetype<usize>(args);
	kernelRows = args.runLength > 0 ? args.kernelRows : 0;
	kernelStep = args.kernelStep;
	if (args.runLength == 1) {
		runs = min(args.runs, 1);
		runStep = 0;
		step = args.runStep;
		length = step * args.runs;
	} else {
		runs = args.runs;
		runStep = args.runStep;
		step = 4;
		length = <usize>args.runLength << 2;
	}
	offsets = args.offsets;
	offsetsEnd = offsets + ((args.kernelRows * args.runs * args.runLength) << 2);
	xPixel = args.xPixel;
	yPixel = args.yPixel;
	add = args.add;
	low = args.clamp ? args.low : -Infinity;
	high = args.clamp ? args.high : Infinity;
	kept = args.kept ? args.kept - args.y : 0;
}

/** Goes to a pixel, counted over rows and images; outputs from byte `output` of each pixel. */
export function seek(pixel: i32, output: usize): void {
	const args = changetype<Conv>(call);
	const columns = args.columns, rows = args.rows;
	const line = pixel / columns, j = pixel - line * columns;
	image = line / rows;
	row = line - image * rows;
	rowX = args.x + image * args.xImage + row * args.xRow;
	rowY = args.y + image * args.yImage + row * args.yRow + output;
	x = rowX + j * xPixel;
	y = rowY + j * yPixel;
	left = columns - j;
}

function nextRow(): void {
	const args = changetype<Conv>(call);
	rowX += args.xRow;
	rowY += args.yRow;
	if (++row == args.rows) {
		const rows = <usize>row;
		row = 0;
		rowX += args.xImage - rows * args.xRow;
		rowY += args.yImage - rows * args.yRow;
	}
	x = rowX;
	y = rowY;
	left = args.columns;
}

/** Goes on by one pixel. */
// @ts-ignore: decorator
@inline
export function next(): void {
	if (--left) {
		x += xPixel;
		y += yPixel;
	} else nextRow();
}

/** Goes on by `count` pixels of this row, when there are more than that. */
// @ts-ignore: decorator
@inline
export function skip(count: i32): void {
	x += count * xPixel;
	y += count * yPixel;
	left -= count;
}
