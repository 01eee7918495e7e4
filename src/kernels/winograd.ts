import { product } from "./product";
import { begin } from "./share";
import { winogradPlain } from "./winogradPlain";
import { countAt, GAP, openTiles, order, startAt, tileIn, tileOut, WINDOW, Winograd } from "./winogradTiles";

/**
 * Convolution 3 × 3 with stride 1 by F(4×4, 3×3): see `winograd` in calls.ts. Tiles of 4 × 4 outputs in groups that fit the scratch memory: their windows
 * transformed, 36 products of matrices, their outputs transformed. A tile's numbers do not depend on its group.
 * Each part takes a stretch of the tiles.
 */
export function winograd(call: usize, part: i32, parts: i32): void {
	const args = changetype<Winograd>(call);
	if (args.plain) {
		winogradPlain(args, part, parts);
		return;
	}
	const outputs = args.outputs, inputs = args.inputs;
	const pixel = <usize>((inputs + 3) & ~3) << 2, made = <usize>outputs << 2;
	const scratch = args.scratch + part * args.scratchPart;
	const v = scratch + WINDOW + 36 * pixel;
	const most = (args.scratchPart - <i32>(WINDOW + 36 * pixel + 72 * GAP)) / <i32>(36 * (pixel + made) + 4);
	const vApart = most * pixel + GAP, mApart = most * made + GAP;
	const m = v + 36 * vApart, table = m + 36 * mApart;
	const tiles = openTiles(args);
	const last = begin(tiles, part + 1, parts);
	for (let first = begin(tiles, part, parts); first < last; first += most) {
		const count = min(most, last - first);
		order(args, first, count, table);
		for (let t = 0; t < count; t++) tileIn(args, load<i32>(table + 4 * t), v + t * pixel, vApart, scratch);
		for (let place = 0; place < 36; place++) {
			const start = startAt(place), wanted = countAt(place, count);
			const from = v + place * vApart + start * pixel, to = m + place * mApart + start * made;
			let w = args.weights + place * (inputs * made + GAP);
			for (let o: usize = 0; o < made; o += 64) {
				const bytes = min(made - o, 64);
				product(<i32>(bytes >> 2), from, pixel, w, to + o, made, wanted, <usize>inputs << 2, false);
				w += inputs * bytes;
			}
		}
		for (let t = 0; t < count; t++) tileOut(args, load<i32>(table + 4 * t), m + t * made, mApart, 0, made, scratch);
	}
}
