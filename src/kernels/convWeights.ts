import { ConvWeights, gImage, gPixel, gRow, height, images, openWeights, setTile, width, xImage, xPixel, xRow } from "./convWeightsCall";
import { weights12 } from "./convWeights12";
import { weights16 } from "./convWeights16";
import { weights4 } from "./convWeights4";
import { weights8 } from "./convWeights8";
import { begin } from "./share";

/** Pixels of a tile: what one tap and one panel read of it should stay in the first-level cache, whose lines are far apart. */
const TILE: i32 = 64;

/** The taps at `table` of a panel of that many lanes, over the tile whose first input and gradient are at x and g. */
export function panel(lanes: i32, x: usize, g: usize, gw: usize, table: usize, count: i32): void {
	switch (lanes) {
		case 16: weights16(x, g, gw, table, count); break;
		case 12: weights12(x, g, gw, table, count); break;
		case 8: weights8(x, g, gw, table, count); break;
		default: weights4(x, g, gw, table, count);
	}
}

/** Every share of the tile whose first input and gradient are at x and g: units `unit` to `unitEnd` of `size` taps, `perPanel` units a panel. */
function tile(args: ConvWeights, x: usize, g: usize, unit: i32, unitEnd: i32, size: i32, perPanel: i32): void {
	const taps = args.taps, outputs = args.outputs, offsets = args.offsets;
	while (unit < unitEnd) {
		const index = unit / perPanel;
		const first = (unit - index * perPanel) * size;
		unit = min(unitEnd, (index + 1) * perPanel);
		const count = min(taps, (unit - index * perPanel) * size) - first;
		const o = index << 4, lanes = min(outputs - o, 16);
		const from = g + ((<usize>o) << 2), table = offsets + ((<usize>first) << 2);
		panel(lanes, x, from, args.gw + ((<usize>(o * taps + first * lanes)) << 2), table, count);
	}
}

/** Zeros in the last panel's lanes that are no outputs, from tap `tap` to `tapEnd`. */
function clearPadding(args: ConvWeights, tap: i32, tapEnd: i32): void {
	const o = (args.outputs - 1) & ~15, lanes = args.outputs - o;
	const real = args.channels - o;
	if (real >= lanes) return;
	const gw = args.gw + ((<usize>(o * args.taps)) << 2);
	for (; tap < tapEnd; tap++) memory.fill(gw + ((<usize>(tap * lanes + real)) << 2), 0, (lanes - real) << 2);
}

/**
 * The weights' gradient of a convolution: see `convWeights` in calls.ts. Tile after tile of a few rows, each weight's sum over the tile is added to gw;
 * tiles depend on the pictures alone. Each part takes a stretch of the weights, so that nothing is left to be added up.
 */
export function convWeights(call: usize, part: i32, parts: i32): void {
	const args = changetype<ConvWeights>(call);
	openWeights(args);
	const taps = args.taps, panels = (args.outputs + 15) >> 4;
	const size = (args.outputs & 15) == 4 ? 12 : 4;
	const perPanel = (taps + size - 1) / size;
	const unit = begin(panels * perPanel, part, parts), unitEnd = begin(panels * perPanel, part + 1, parts);
	if (unit == unitEnd) return;
	const across = min(width, TILE), down = max(1, TILE / across);
	let fresh = true;
	for (let n = 0; n < images; n++) {
		for (let i = 0; i < height; i += down) {
			for (let j = 0; j < width; j += across) {
				setTile(min(down, height - i), min(across, width - j), fresh);
				fresh = false;
				const x = args.x + n * xImage + i * xRow + j * xPixel;
				tile(args, x, args.g + n * gImage + i * gRow + j * gPixel, unit, unitEnd, size, perPanel);
			}
		}
	}
	const last = (panels - 1) * perPanel;
	if (unitEnd > last) clearPadding(args, max(unit - last, 0) * size, min((unitEnd - last) * size, taps));
}
