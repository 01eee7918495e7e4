import { scratch, transformedWeights } from "./fastConvolution";
import { type Field, lanesOf } from "./field";
import type { Geometry } from "./geometry";
import { panelLength, panelPlace, upTo } from "./panels";
import type { Site } from "./site";
import { scratchBytes, sizeOf, tilesOf } from "./winograd";
import { type Call, type Clamp, call, NO_CLAMP, type Work } from "./work";

/** By how much the multiplications must become fewer before it is worth to arrange the input anew. */
const LEAST_GAIN = 2;
const LEAST_CHANNELS = 10;
const LEAST_TILES = 16;
/** Inputs · outputs: transformed weights are 36 times that, 2.4 MB. */
const MOST_WEIGHTS = 128 * 128;

/**
 * Whether a convolution with stride s and k × k kernels, k > s, gains as one with stride 1 and ⌈k/s⌉ × ⌈k/s⌉ kernels over s² times as many channels, by Winograd's
 * algorithm: 36 multiplications for a tile of outputs and each of these channels, instead of k² for each output and channel.
 */
export function gains(
	{ winograd }: Pick<Site, "winograd">,
	{ kernel: [k, across], stride: [s, right], dilation, groups, wide, narrow }: Geometry,
): boolean {
	const small = Math.ceil(k / s);
	if (!winograd || k !== across || s !== right || s === 1 || groups !== 1 || dilation.some((step) => step !== 1)) return false;
	if (small < 2 || small > 5) return false;
	const size = sizeOf(small);
	const [channels = 0] = wide;
	const [outputs = 0, rows = 0, columns = 0] = narrow;
	const tiles = tilesOf({ images: 1, rows, columns }, size);
	const gain = (k * k * rows * columns) / (36 * s * s * tiles);
	const inputs = s * s * channels;
	return gain >= LEAST_GAIN && tiles >= LEAST_TILES && Math.min(inputs, outputs) >= LEAST_CHANNELS && inputs * outputs <= MOST_WEIGHTS;
}

/**
 * `down` of such a convolution: the input's s × s pixels side by side become the channels of one (calls before the convolution), and so do the
 * kernel's, with zeros where s does not divide k. `weights`: the packed ones, of which those that `winograd` reads are made in `refresh`.
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network", CVPR 2016 (its inverse,
 * PixelShuffle).
 */
export function bySpaceToDepth(
	site: Site,
	{ kernel: [k], stride: [s], before, wide: [channels = 0], narrow: [outputs = 0, rows = 0, columns = 0] }: Geometry,
	{ x, y, weights, bias, clamp, name }: { x: Field; y: Field; weights: number; bias: number; clamp?: Clamp; name: string },
	refresh: Work[],
): Call[] {
	const { heap, memory } = site;
	const small = Math.ceil(k / s);
	const inputs = s * s * channels;
	const across = columns - 1 + small;
	const down = rows - 1 + small;
	const pixel = 4 * lanesOf(inputs);
	const [row, image] = [pixel * across, pixel * across * down];
	const arranged = memory.own(`${x.images}×${down}×${across}×${inputs} of ${k} by ${s}`, image * x.images + 64).pointer;
	const start = x.pointer - before[0] * x.row - before[1] * x.pixel;
	// Of the window's rows and columns that are read, those with each remainder of s.
	const read = [(rows - 1) * s + k, (columns - 1) * s + k] as const;
	const copy = (a: number, b: number, first: number, count: number, pixels: number): Call =>
		call("copyPixels", {
			...{ x: start + a * x.row + (first * s + b) * x.pixel, xPixel: s * x.pixel, xRow: s * x.row, xImage: x.image },
			...{ y: arranged + first * pixel + 4 * (a * s + b) * channels, yPixel: pixel, yRow: row, yImage: image },
			...{ images: x.images, rows: Math.ceil((read[0] - a) / s), columns: count, channels: pixels * channels, add: 0 },
		});
	const whole = Math.floor(read[1] / s);
	const rest = read[1] % s;
	const copies = upTo(s).flatMap((a) => {
		if (x.lanes !== channels) return upTo(s).map((b) => copy(a, b, 0, Math.ceil((read[1] - b) / s), 1));
		const rows = [copy(a, 0, 0, whole, s)];
		return rest > 0 ? [...rows, copy(a, 0, whole, 1, rest)] : rows;
	});

	const count = panelLength(outputs, small * small * inputs);
	const dense = memory.own("weights by depth", 4 * count).pointer;
	const table = memory.own("weights by depth from", 4 * count).pointer;
	heap.ints(table, count).set(tableOf(k, s, channels, outputs));
	refresh.push(call("gather", { from: weights, to: dense, table, count }));
	const lanes = lanesOf(outputs);
	const transformed = transformedWeights(site, name, { weights: dense, outputs: lanes, inputs, kernel: small }, refresh);
	return [
		...copies,
		call("winograd", {
			...{ x: arranged, xPixel: pixel, xRow: row, xImage: image },
			...{ y: y.pointer, yPixel: y.pixel, yRow: y.row, yImage: y.image },
			...{ weights: transformed, bias, images: x.images, rows, columns, outputs: lanes, inputs },
			...{ add: 0, ...(clamp ?? NO_CLAMP), kept: 0 },
			...{ ...scratch(site, scratchBytes(inputs, lanes)), plain: 0, size: sizeOf(small) },
		}),
	];
}

/** For each weight of the small kernels the place among the packed ones that it is copied from; −1 for zeros. */
function tableOf(k: number, s: number, channels: number, outputs: number): Int32Array {
	const small = Math.ceil(k / s);
	const [taps, inputs] = [k * k * channels, s * s * channels];
	const table = new Int32Array(panelLength(outputs, small * small * inputs)).fill(-1);
	for (let o = 0; o < outputs; o++)
		for (let u = 0; u < k; u++)
			for (let v = 0; v < k; v++)
				for (let c = 0; c < channels; c++) {
					const tap = Math.floor(u / s) * small + Math.floor(v / s);
					const channel = ((u % s) * s + (v % s)) * channels + c;
					table[panelPlace(outputs, small * small * inputs, o, tap * inputs + channel)] = panelPlace(
						outputs,
						taps,
						o,
						(u * k + v) * channels + c,
					);
				}
	return table;
}
