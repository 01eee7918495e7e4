import { convWindow } from "../../network/layers/Conv2d";
import type { Pair } from "../../network/shape";
import { defineOp, needed, onlyInput } from "../op";
import { dimensions, type Tensor } from "../tensor";
import { correlate, type Pads, padMaps, tapPlaces } from "./correlate";

/** How kernels lie on their input. */
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
export function conv2d(x: Tensor, w: Tensor, b: Tensor | undefined, y: Tensor, { stride, dilation, groups, pads }: Convolution): void {
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
			const maps = { weights: w.data, firstWeight: first * places.length, bias: b?.data, firstBias: first, out: y.data, firstOut };
			correlate(padded, places, { ...maps, count, height, width }, stride);
		}
	}
}

type Values = Parameters<typeof convWindow>[0] & { readonly groups: number };

/** A Conv2d layer's attributes as its kernel wants them. */
function convolutionOf(attributes: Values): Convolution {
	const { stride, dilation, before, after } = convWindow(attributes);
	return { stride, dilation, groups: attributes.groups, pads: [before[0], before[1], after[0], after[1]] };
}

export const Conv2d = defineOp<Values>({
	type: "Conv2d",
	forward(step) {
		const { weight, bias } = step.parameters;
		conv2d(onlyInput(step), needed(weight, "weight"), bias, step.output, convolutionOf(step.attributes));
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
