import { panel } from "./convWeights";
import { openMatrices, setTile } from "./convWeightsCall";
import { begin } from "./share";
import { copyWindow, GAP } from "./winogradTiles";
import { transformGradient, transformGradientBottom, transformGradientTop } from "./winogradGradient";
import { transformInput, transformInputBottom, transformInputTop } from "./winogradInput";

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
	images: i32;
	rows: i32;
	columns: i32;
	outputs: i32;
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

/**
 * The weights' gradient of a 3 × 3 convolution with stride 1, the adjoint of F(4×4, 3×3): see `winogradConvWeights` in calls.ts. Tiles of 4 × 4 gradients in
 * groups that fit the scratch memory: windows and gradients transformed, then 36 sums of outer products over the group's tiles, which `winogradConvWeightsBack`
 * transforms back. Groups depend on the pictures and `scratchPart` alone. Parts share the 36 places by halves where they are of an even number, and then the inputs,
 * for each stretch of which all gradients are transformed.
 */
export function winogradConvWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<WinogradConvWeights>(call);
	const rows = args.rows, columns = args.columns, outputs = args.outputs, inputs = args.inputs;
	const vectors = (inputs + 3) >> 2;
	// Which half of the places: 0 or 1, −1: all.
	const half = parts & 1 ? -1 : part & 1, stretch = half < 0 ? part : part >> 1, stretches = half < 0 ? parts : parts >> 1;
	const first = begin(vectors, stretch, stretches) << 2, lanes = (begin(vectors, stretch + 1, stretches) << 2) - first;
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
			const v = v0 + t * pixel, m = m0 + t * made;
			if (half < 0) transformInput(x, xRow, xPixel, lanes, v, vApart, scratch);
			else if (half == 0) transformInputTop(x, xRow, xPixel, lanes, v, vApart, scratch);
			else transformInputBottom(x, xRow, xPixel, lanes, v, vApart, scratch);
			if (edge) {
				gPixel = <usize>outputs << 2;
				copyWindow(4, g, args.gRow, args.gPixel, down, right, window, gPixel);
				g = window;
				gRow = 4 * gPixel;
			}
			if (half < 0) transformGradient(g, gRow, gPixel, outputs, m, mApart, scratch);
			else if (half == 0) transformGradientTop(g, gRow, gPixel, outputs, m, mApart, scratch);
			else transformGradientBottom(g, gRow, gPixel, outputs, m, mApart, scratch);
		}
		setTile(1, tiles, start == 0);
		for (let place = half > 0 ? 18 : 0, end = half == 0 ? 18 : 36; place < end; place++) {
			const v = v0 + place * vApart, m = m0 + place * mApart, sums = args.scratchSums + place * sumsApart;
			for (let o = 0; o < outputs; o += 16) {
				const width = min(outputs - o, 16);
				panel(width, v, m + ((<usize>o) << 2), sums + ((<usize>(o * inputs + first * width)) << 2), table, count);
			}
		}
	}
}
