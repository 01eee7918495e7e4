import { product } from "./product";
import { begin } from "./share";
import { countAt, GAP, openTiles, order, startAt, tileIn, tileOut, WINDOW, Winograd } from "./winogradTiles";
import { NEAR, transformNear } from "./winogradWeights";

/** Inputs whose weights are transformed at once: 144 KiB of them for 16 outputs stay in the second-level cache. NEAR is made for as many. */
const TURN: i32 = 64;

/**
 * `winograd` from weights that are not transformed: each panel's are as they are needed, some inputs at a time, into the scratch memory. Where there are few tiles,
 * reading transformed weights, four times as many, would take as long. Sums are taken in the same order, so the results are the same bits.
 * Each part takes a stretch of the panels.
 */
export function winogradPlain(args: Winograd, part: i32, parts: i32): void {
	const outputs = args.outputs, inputs = args.inputs;
	const pixel = <usize>((inputs + 3) & ~3) << 2;
	const scratch = args.scratch + part * args.scratchPart;
	const turn = min(inputs, TURN);
	const w = scratch + WINDOW + 36 * pixel, v = w + 36 * NEAR;
	const most = (args.scratchPart - <i32>(v - scratch + 72 * GAP)) / <i32>(36 * (pixel + 64) + 4);
	const vApart = most * pixel + GAP, mApart = (<usize>most << 6) + GAP;
	const m = v + 36 * vApart, table = m + 36 * mApart;
	const panels = (outputs + 15) >> 4, panelEnd = begin(panels, part + 1, parts), panelStart = begin(panels, part, parts);
	if (panelStart == panelEnd) return;
	const tiles = openTiles(args);
	for (let first = 0; first < tiles; first += most) {
		const count = min(most, tiles - first);
		order(args, first, count, table);
		for (let t = 0; t < count; t++) tileIn(args, load<i32>(table + 4 * t), v + t * pixel, vApart, scratch);
		for (let panel = panelStart; panel < panelEnd; panel++) {
			const o = panel << 4, lanes = min(outputs - o, 16);
			const bytes = <usize>lanes << 2, apart = inputs * bytes;
			for (let c = 0; c < inputs; c += turn) {
				const length = min(turn, inputs - c);
				transformNear(args.weights + ((<usize>(o * inputs * 9)) << 2) + c * bytes, apart, w, length * bytes);
				for (let place = 0; place < 36; place++) {
					const start = startAt(place), wanted = countAt(place, count);
					const x = v + place * vApart + start * pixel + (<usize>c << 2), y = m + place * mApart + (<usize>start << 6);
					product(lanes, x, pixel, w + place * NEAR, y, 64, wanted, <usize>length << 2, c > 0);
				}
			}
			for (let t = 0; t < count; t++) tileOut(args, load<i32>(table + 4 * t), m + (<usize>t << 6), mApart, <usize>o << 2, bytes, scratch);
		}
	}
}
