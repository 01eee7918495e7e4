import { panel } from "./convWeights";
import { openMatrices, setTile } from "./convWeightsCall";
import { begin } from "./share";
import { copyWindow, GAP } from "./winogradTiles";
import { transformGradient, transformInput } from "./winogradTransforms";
import { transformBack } from "./winogradWeights";

@unmanaged
class WinogradConvWeights {
	x: usize;
	xPixel: usize;
	xRow: usize;
	xImage: usize;
	g: usize;
	gPixel: usize;
	gRow: usize;
	gImage: usize;
	gw: usize;
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
	channels: i32;
	inputs: i32;
	scratchSums: usize;
	scratch: usize;
	scratchPart: i32;
}

/** Behind a part's vectors aside. */
const TABLE: usize = 640;

/** Bytes from one tile to the next: an odd number of the cache's lines where it could be a large power of two. */
// @ts-ignore: decorator
@inline
function stride(lanes: i32): usize {
	return (<usize>lanes << 2) | 64;
}

/** Gᵀ s G of the sums of inputs `first` to `last` and every output, to gw; zeros for lanes that are no outputs. */
function finish(args: WinogradConvWeights, first: i32, last: i32, aside: usize): void {
	const outputs = args.outputs, inputs = args.inputs;
	const apart = ((<usize>(outputs * inputs)) << 2) + GAP;
	for (let o = 0; o < outputs; o += 16) {
		const lanes = min(outputs - o, 16), pixel = <usize>lanes << 2;
		const real = <usize>min(args.channels - o, lanes) << 2;
		const from = args.scratchSums + ((<usize>(o * inputs)) << 2), to = args.gw + ((<usize>(o * inputs * 9)) << 2);
		for (let c = first; c < last; c++) {
			for (let lane: usize = 0; lane < pixel; lane += 16) transformBack(from + c * pixel + lane, apart, to + c * pixel + lane, inputs * pixel, aside);
			if (real == pixel) continue;
			for (let tap = 0; tap < 9; tap++) memory.fill(to + (tap * inputs + c) * pixel + real, 0, pixel - real);
		}
	}
}

/**
 * The weights' gradient of a 3 × 3 convolution with stride 1, the adjoint of F(4×4, 3×3): see `winogradConvWeights` in calls.ts. Tiles of 4 × 4 gradients in
 * groups that fit the scratch memory: windows and gradients transformed, then 36 sums of outer products over the group's tiles; at the end these transformed back.
 * Groups depend on the pictures and `scratchPart` alone. Each part takes a stretch of the inputs, and transforms all gradients for itself.
 */
export function winogradConvWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<WinogradConvWeights>(call);
	const rows = args.rows, columns = args.columns, outputs = args.outputs, inputs = args.inputs;
	const vectors = (inputs + 3) >> 2;
	const first = begin(vectors, part, parts) << 2, lanes = (begin(vectors, part + 1, parts) << 2) - first;
	if (lanes == 0) return;
	const count = min(lanes, inputs - first);
	const scratch = args.scratch + part * args.scratchPart;
	const table = scratch + TABLE;
	for (let c = 0; c < count; c++) store<i32>(table + ((<usize>c) << 2), c << 2);
	const pixel = stride(vectors << 2), made = stride(outputs);
	const window = table + (<usize>vectors << 4), v0 = window + max(36 * (<usize>vectors << 4), 16 * (<usize>outputs << 2));
	const most = (args.scratchPart - <i32>(v0 - scratch + 72 * GAP)) / <i32>(36 * (pixel + made));
	const vApart = most * pixel + GAP, mApart = most * made + GAP;
	const m0 = v0 + 36 * vApart;
	const sumsApart = ((<usize>(outputs * inputs)) << 2) + GAP;
	const across = (columns + 3) >> 2, perImage = ((rows + 3) >> 2) * across, all = args.images * perImage;
	openMatrices(pixel, made);
	for (let start = 0; start < all; start += most) {
		const tiles = min(most, all - start);
		for (let t = 0; t < tiles; t++) {
			const n = (start + t) / perImage, inside = start + t - n * perImage;
			const i = inside / across << 2, j = inside % across << 2;
			let x = args.x + n * args.xImage + i * args.xRow + j * args.xPixel + ((<usize>first) << 2);
			let xRow = args.xRow, xPixel = args.xPixel;
			let g = args.g + n * args.gImage + i * args.gRow + j * args.gPixel;
			let gRow = args.gRow, gPixel = args.gPixel;
			const down = rows - i, right = columns - j, edge = down < 4 || right < 4;
			if (edge) {
				xPixel = <usize>lanes << 2;
				copyWindow(6, x, args.xRow, args.xPixel, down + 2, right + 2, window, xPixel);
				x = window;
				xRow = 6 * xPixel;
			}
			transformInput(x, xRow, xPixel, lanes, v0 + t * pixel, vApart, scratch);
			if (edge) {
				gPixel = <usize>outputs << 2;
				copyWindow(4, g, args.gRow, args.gPixel, down, right, window, gPixel);
				g = window;
				gRow = 4 * gPixel;
			}
			transformGradient(g, gRow, gPixel, outputs, m0 + t * made, mApart, scratch);
		}
		setTile(1, tiles, start == 0);
		for (let place = 0; place < 36; place++) {
			const v = v0 + place * vApart, m = m0 + place * mApart, sums = args.scratchSums + place * sumsApart;
			for (let o = 0; o < outputs; o += 16) {
				const width = min(outputs - o, 16);
				panel(width, v, m + ((<usize>o) << 2), sums + ((<usize>(o * inputs + first * width)) << 2), table, count);
			}
		}
	}
	finish(args, first, first + count, scratch);
}
