import { convWindow } from "../../network/layers/Conv2d";
import type { Pair } from "../../network/shape";
import { defineOp, needed, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";

/** Zeros around a map: [top, left, bottom, right]. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

/** How a kernel lies on its input. */
export interface Convolution {
	readonly stride: Pair;
	readonly dilation: Pair;
	readonly groups: number;
	readonly pads: Pads;
}

/**
 * y[n,o,i,j] = b[o] + Σ_c Σ_u Σ_v w[o,c,u,v] · x[n, c, i·s − top + u·d, j·s − left + v·d], c over the channels of o's group.
 * x N×C×H×W, w O×(C/groups)×kh×kw, b O or none, y N×O×OH×OW. Sums are kept in float64 and rounded once.
 * Source: torch.nn.Conv2d documentation.
 */
export function conv2d(x: Tensor, w: Tensor, b: Tensor | undefined, y: Tensor, convolution: Convolution): void {
	const { groups } = convolution;
	const [batch, channels] = dimensions(x);
	const [, outChannels, outHeight, outWidth] = dimensions(y);
	const [, perGroup, kernelHeight, kernelWidth] = dimensions(w);
	const outPerGroup = outChannels / groups;
	const taps = perGroup * kernelHeight * kernelWidth;
	for (let n = 0; n < batch; n++) {
		for (let group = 0; group < groups; group++) {
			const padded = padMaps(x, n * channels + group * perGroup, perGroup, convolution.pads);
			const places = tapPlaces(perGroup, kernelHeight, kernelWidth, convolution.dilation, padded);
			for (let o = group * outPerGroup; o < (group + 1) * outPerGroup; o++) {
				const out = (n * outChannels + o) * outHeight * outWidth;
				correlate(padded, places, w.data, o * taps, b ? b.data[o]! : 0, y.data, out, outHeight, outWidth, convolution.stride);
			}
		}
	}
}

/** Maps of one picture with their border of zeros around them, so that no window ever has to look whether it is inside. */
export interface PaddedMaps {
	readonly data: Float32Array;
	readonly height: number;
	readonly width: number;
}

/** `count` maps of x (N×C×H×W, counted through N·C) from map `first` on, zeros added. Negative pads cut off. */
export function padMaps(x: Tensor, first: number, count: number, [top, left, bottom, right]: Pads): PaddedMaps {
	const [, , height, width] = dimensions(x);
	const size = height * width;
	if (!top && !left && !bottom && !right) return { data: x.data.subarray(first * size, (first + count) * size), height, width };
	const paddedHeight = height + top + bottom;
	const paddedWidth = width + left + right;
	const data = new Float32Array(count * paddedHeight * paddedWidth);
	const skipped = Math.max(0, -left);
	const copied = width - skipped - Math.max(0, -right);
	for (let map = 0; map < count; map++) {
		for (let row = Math.max(0, -top); row < height - Math.max(0, -bottom); row++) {
			const from = (first + map) * size + row * width + skipped;
			data.set(x.data.subarray(from, from + copied), (map * paddedHeight + row + top) * paddedWidth + Math.max(0, left));
		}
	}
	return { data, height: paddedHeight, width: paddedWidth };
}

/** Where each kernel number's input number lies, seen from the window's first: one an input channel, row and column of the kernel. */
export function tapPlaces(channels: number, height: number, width: number, dilation: Pair, padded: PaddedMaps): Int32Array {
	const places = new Int32Array(channels * height * width);
	let tap = 0;
	for (let channel = 0; channel < channels; channel++) {
		for (let row = 0; row < height; row++) {
			for (let column = 0; column < width; column++) {
				places[tap++] = (channel * padded.height + row * dilation[0]) * padded.width + column * dilation[1];
			}
		}
	}
	return places;
}

let sums = new Float64Array(0);

/**
 * One output map: every number is the bias plus the sum of all taps, weight · input. Done row by row, four taps at a time: the inner loop
 * then runs along memory for all of them, which is what the processor does fastest.
 */
export function correlate(
	padded: PaddedMaps,
	places: Int32Array,
	weights: Float32Array,
	firstWeight: number,
	bias: number,
	out: Float32Array,
	firstOut: number,
	outHeight: number,
	outWidth: number,
	[strideY, strideX]: Pair,
): void {
	const x = padded.data;
	const taps = places.length;
	if (sums.length < outWidth) sums = new Float64Array(outWidth);
	const row = sums;
	for (let i = 0; i < outHeight; i++) {
		const origin = i * strideY * padded.width;
		row.fill(bias, 0, outWidth);
		let tap = 0;
		for (; tap + 3 < taps; tap += 4) {
			const [w0, w1, w2, w3] = [
				weights[firstWeight + tap]!,
				weights[firstWeight + tap + 1]!,
				weights[firstWeight + tap + 2]!,
				weights[firstWeight + tap + 3]!,
			];
			let p0 = origin + places[tap]!;
			let p1 = origin + places[tap + 1]!;
			let p2 = origin + places[tap + 2]!;
			let p3 = origin + places[tap + 3]!;
			for (let j = 0; j < outWidth; j++) {
				row[j]! += w0 * x[p0]! + w1 * x[p1]! + w2 * x[p2]! + w3 * x[p3]!;
				p0 += strideX;
				p1 += strideX;
				p2 += strideX;
				p3 += strideX;
			}
		}
		for (; tap < taps; tap++) {
			const weight = weights[firstWeight + tap]!;
			let p = origin + places[tap]!;
			for (let j = 0; j < outWidth; j++) {
				row[j]! += weight * x[p]!;
				p += strideX;
			}
		}
		const to = firstOut + i * outWidth;
		for (let j = 0; j < outWidth; j++) out[to + j] = row[j]!;
	}
}

type Values = Parameters<typeof convWindow>[0] & { readonly groups: number };

/** A Conv2d layer's attributes as its kernel wants them. */
export function convolutionOf(attributes: Values): Convolution {
	const { stride, dilation, before, after } = convWindow(attributes);
	return { stride, dilation, groups: attributes.groups, pads: [before[0], before[1], after[0], after[1]] };
}

export const Conv2d = defineOp<Values>({
	type: "Conv2d",
	forward(step) {
		const { weight, bias } = step.parameters;
		conv2d(onlyInput(step), needed(weight, "weight"), bias, step.output, convolutionOf(step.attributes));
	},
	partials({ attributes, inputs: [input], output: y, parameters }, output) {
		const [, channels, height, width] = dimensions(y);
		const { weight } = parameters;
		if (!input || !weight || output >= channels) return undefined;
		const { stride, dilation, groups, pads } = convolutionOf(attributes);
		const [, perGroup, kernelHeight, kernelWidth] = dimensions(weight);
		const first = Math.floor(output / (channels / groups)) * perGroup;
		return {
			count: perGroup,
			compute(i, into) {
				const padded = padMaps(input, first + i, 1, pads);
				const places = tapPlaces(1, kernelHeight, kernelWidth, dilation, padded);
				const kernel = (output * perGroup + i) * kernelHeight * kernelWidth;
				correlate(padded, places, weight.data, kernel, 0, into, 0, height, width, stride);
			},
		};
	},
	scratch(attributes, [input = []]) {
		const [, channels = 0, height = 0, width = 0] = input;
		const [top, left, bottom, right] = convolutionOf(attributes).pads;
		return (channels / attributes.groups) * (height + top + bottom) * (width + left + right);
	},
});
