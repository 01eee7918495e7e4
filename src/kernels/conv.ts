import { conv12 } from "./conv12";
import { conv16 } from "./conv16";
import { conv4 } from "./conv4";
import { conv8 } from "./conv8";
import { Conv, open, seek } from "./convCall";
import { convOne } from "./convOne";
import { begin } from "./share";

/** Bytes of input that panels take in turns, so that it comes from the second-level cache. */
const TILE: i32 = 192 << 10;

/** Pixels `pixel` to `pixelEnd` of panels `panel` to `panelEnd`. */
export function block(args: Conv, pixel: i32, pixelEnd: i32, panel: i32, panelEnd: i32): void {
	const lanes = args.outputs;
	const taps = args.kernelRows * args.runs * args.runLength;
	const pixels = pixelEnd - pixel;
	const end = min(panelEnd << 4, lanes);
	for (let o = panel << 4; o < end; o += 16) {
		seek(pixel, <usize>o << 2);
		const weights = args.weights + ((<usize>o * taps) << 2);
		const bias = args.bias ? args.bias + (<usize>o << 2) : 0;
		switch (min(lanes - o, 16)) {
			case 16:
				if (pixels == 1) convOne(weights, bias);
				else conv16(weights, bias, pixels);
				break;
			case 12: conv12(weights, bias, pixels); break;
			case 8: conv8(weights, bias, pixels); break;
			default: conv4(weights, bias, pixels);
		}
	}
}

/**
 * Convolution, and whatever else is sums over runs of numbers: see `conv` in calls.ts. Every result is bias (+ y) + its products one after
 * the other in the order of the taps, whichever pixels and panels are computed together; so parts, batches and tiles give the same bits.
 * A sum that starts from +0 is never −0, which is why pmax and pmin do as max and min.
 *
 * Each part takes a stretch of the pixels, or of the panels when there is more to read of weights than of numbers.
 */
export function conv(call: usize, part: i32, parts: i32): void {
	const args = changetype<Conv>(call);
	open(args);
	const pixels = args.images * args.rows * args.columns, panels = (args.outputs + 15) >> 4;
	const taps = args.kernelRows * args.runs * args.runLength;
	let pixel = 0, pixelEnd = pixels, panel = 0, panelEnd = panels;
	if (parts > 1) {
		const read = pixels * min(<i32>args.xPixel, taps << 2);
		if (pixels < 4 * parts || (panels >= 4 * parts && (<i64>taps * args.outputs) << 2 > read)) {
			panel = begin(panels, part, parts);
			panelEnd = begin(panels, part + 1, parts);
		} else {
			pixel = begin((pixels + 3) >> 2, part, parts) << 2;
			pixelEnd = min(begin((pixels + 3) >> 2, part + 1, parts) << 2, pixels);
		}
	}
	const tile = panelEnd - panel > 1 && taps * args.outputs << 2 <= TILE ? max(TILE / max(<i32>args.xPixel, 1), 64) : pixels;
	for (; pixel < pixelEnd; pixel += tile) block(args, pixel, min(pixel + tile, pixelEnd), panel, panelEnd);
}
