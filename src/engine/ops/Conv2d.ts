import { convWindow } from "../../network/layers/Conv2d";
import { defineOp, needed, onlyInput } from "../op";
import { type AnyTensor, dimensions, type Numbers, zerosLike } from "../tensor";
import { type Convolution, type ConvolutionGradients, correlate, padMaps, tapPlaces } from "./correlate";
import { stampMaps } from "./stamp";
import { biasGradient, weightGradient } from "./weightGradient";

/**
 * y[n,o,i,j] = b[o] + Σ_c Σ_u Σ_v w[o,c,u,v] · x[n, c, i·s − top + u·d, j·s − left + v·d], c over the channels of o's group.
 * x N×C×H×W, w O×(C/groups)×kh×kw, b O or none, y N×O×OH×OW. Sums are kept in float64 and rounded once.
 * With `add` they are added to y, else they replace it. Source: torch.nn.Conv2d documentation.
 */
export function conv2d(
	x: AnyTensor,
	w: AnyTensor,
	b: AnyTensor | undefined,
	y: AnyTensor,
	{ stride, dilation, groups, pads }: Convolution,
	add = false,
): void {
	const [batch, channels] = dimensions(x);
	const [, outChannels, height, width] = dimensions(y);
	const [, perGroup, kernelHeight, kernelWidth] = dimensions(w);
	const count = outChannels / groups;
	for (let n = 0; n < batch; n++) {
		for (let group = 0; group < groups; group++) {
			const padded = padMaps(x, n * channels + group * perGroup, perGroup, pads);
			const places = tapPlaces(perGroup, kernelHeight, kernelWidth, dilation, padded);
			const first = group * count;
			const firstOut = (n * outChannels + first) * height * width;
			const maps = { weights: w.data, firstWeight: first * places.length, bias: b?.data, firstBias: first, out: y.data, firstOut, add };
			correlate(padded, places, { ...maps, count, height, width }, stride);
		}
	}
}

/**
 * Every product of the forward sum, seen from its other factors:
 * ∂x[n, c, i·s − top + u·d, j·s − left + v·d] += w[o,c,u,v] · ∂y[n,o,i,j] over all o, u, v, i, j that meet there,
 * ∂w[o,c,u,v] = Σ_n Σ_i Σ_j ∂y[n,o,i,j] · x[n, c, i·s − top + u·d, j·s − left + v·d], ∂b[o] = Σ ∂y[·,o,·,·].
 * Source: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.
 */
export function conv2dBackward(
	x: AnyTensor,
	w: AnyTensor,
	gy: AnyTensor,
	{ gx, gw, gb }: ConvolutionGradients,
	convolution: Convolution,
): void {
	const [down, across] = convolution.stride;
	if (gx && down === 1 && across === 1) correlateBack(w, gy, gx, convolution);
	else if (gx) stampMaps(gy, w, undefined, gx, convolution, true);
	if (gw) weightGradient(x, gy, gw, convolution);
	if (gb) biasGradient(gy, gb);
}

/**
 * With stride 1 the input's gradient is itself a convolution, of ∂y with each kernel turned by 180°: ∂x[c,i,j] = Σ_o Σ_u Σ_v
 * w[o,c,u,v] · ∂y[o, i + top − u·d, j + left − v·d]. ∂y gets a border of d·(k − 1) − top zeros, and behind as many as x's size needs.
 */
function correlateBack(w: AnyTensor, gy: AnyTensor, gx: AnyTensor, { dilation, groups, pads }: Convolution): void {
	const [batch, channels, height, width] = dimensions(gx);
	const [, outChannels, outHeight, outWidth] = dimensions(gy);
	const [, perGroup, kernelHeight, kernelWidth] = dimensions(w);
	const count = outChannels / groups;
	const [extentY, extentX] = [dilation[0] * (kernelHeight - 1), dilation[1] * (kernelWidth - 1)];
	const border = [extentY - pads[0], extentX - pads[1], height - outHeight + pads[0], width - outWidth + pads[1]] as const;
	const weights = turned(w, groups);
	for (let n = 0; n < batch; n++) {
		for (let group = 0; group < groups; group++) {
			const padded = padMaps(gy, n * outChannels + group * count, count, border);
			const places = tapPlaces(count, kernelHeight, kernelWidth, dilation, padded);
			const first = group * perGroup;
			const maps = { weights, firstWeight: first * places.length, bias: undefined, firstBias: 0, out: gx.data, add: true };
			const firstOut = (n * channels + first) * height * width;
			correlate(padded, places, { ...maps, firstOut, count: perGroup, height, width }, [1, 1]);
		}
	}
}

/** Kernels O×(C/groups)×kh×kw as C×(O/groups)×kh×kw, each turned by 180°. */
function turned(w: AnyTensor, groups: number): Numbers {
	const [outChannels, perGroup, kernelHeight, kernelWidth] = dimensions(w);
	const size = kernelHeight * kernelWidth;
	const count = outChannels / groups;
	const result = zerosLike(w.data);
	for (let o = 0; o < outChannels; o++) {
		const group = Math.floor(o / count);
		for (let c = 0; c < perGroup; c++) {
			const from = (o * perGroup + c) * size;
			const to = ((group * perGroup + c) * count + (o % count)) * size;
			for (let k = 0; k < size; k++) result[to + k] = w.data[from + size - 1 - k]!;
		}
	}
	return result;
}

export type ConvolutionValues = Parameters<typeof convWindow>[0] & { readonly groups: number };

/** A Conv2d layer's attributes as its kernel wants them. */
export function convolutionOf(attributes: ConvolutionValues): Convolution {
	const { stride, dilation, before, after } = convWindow(attributes);
	return { stride, dilation, groups: attributes.groups, pads: [before[0], before[1], after[0], after[1]] };
}

export const Conv2d = defineOp<ConvolutionValues>({
	type: "Conv2d",
	forward(step) {
		const { weight, bias } = step.parameters;
		conv2d(onlyInput(step), needed(weight, "weight"), bias, step.output, convolutionOf(step.attributes));
	},
	backward(step, { output: gy, inputs: [gx], parameters: { weight: gw, bias: gb } }) {
		conv2dBackward(onlyInput(step), needed(step.parameters.weight, "weight"), gy, { gx, gw, gb }, convolutionOf(step.attributes));
	},
	scratch(attributes, [input = []]) {
		const [, channels = 0, height = 0, width = 0] = input;
		const [top, left, bottom, right] = convolutionOf(attributes).pads;
		return (channels / attributes.groups) * (height + top + bottom) * (width + left + right);
	},
	partials({ attributes, inputs: [input], output: y, parameters: { weight } }, output) {
		const [, channels, height, width] = dimensions(y);
		if (!input || !weight || output >= channels) return undefined;
		const { stride, dilation, groups, pads } = convolutionOf(attributes);
		const [, perGroup, kernelHeight, kernelWidth] = dimensions(weight);
		const firstChannel = Math.floor(output / (channels / groups)) * perGroup;
		return {
			count: perGroup,
			compute(i, into) {
				const padded = padMaps(input, firstChannel + i, 1, pads);
				const places = tapPlaces(1, kernelHeight, kernelWidth, dilation, padded);
				const firstWeight = (output * perGroup + i) * places.length;
				const share = { weights: weight.data, firstWeight, bias: undefined, firstBias: 0, out: into, firstOut: 0 };
				correlate(padded, places, { ...share, count: 1, height, width }, stride);
			},
		};
	},
});
