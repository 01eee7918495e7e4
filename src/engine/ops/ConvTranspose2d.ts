import type { Pair } from "../../network/shape";
import { defineOp, needed, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { conv2d } from "./Conv2d";
import type { Convolution, ConvolutionGradients } from "./correlate";
import { stamp, stampMaps } from "./stamp";
import { biasGradient, weightGradient } from "./weightGradient";

/**
 * y[n,o, i·s − top + u·d, j·s − left + v·d] += w[c,o,u,v] · x[n,c,i,j], and b[o] once; c over the channels of o's group: see
 * {@link stampMaps}. x N×C×H×W, w C×(O/groups)×kh×kw, b O or none, y N×O×OH×OW (whose size holds output_padding). `pads` is what is cut
 * off. Source: torch.nn.ConvTranspose2d documentation.
 */
export function convTranspose2d(x: AnyTensor, w: AnyTensor, b: AnyTensor | undefined, y: AnyTensor, convolution: Convolution): void {
	stampMaps(x, w, b, y, convolution, false);
}

/**
 * Each input number met its kernel's numbers at the places of a window of y, so the way back is the convolution:
 * ∂x[n,c,i,j] = Σ_o Σ_u Σ_v w[c,o,u,v] · ∂y[n, o, i·s − top + u·d, j·s − left + v·d],
 * ∂w[c,o,u,v] = Σ_n Σ_i Σ_j x[n,c,i,j] · ∂y[n, o, i·s − top + u·d, j·s − left + v·d], ∂b[o] = Σ ∂y[·,o,·,·].
 * Source: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.
 */
export function convTranspose2dBackward(
	x: AnyTensor,
	w: AnyTensor,
	gy: AnyTensor,
	{ gx, gw, gb }: ConvolutionGradients,
	convolution: Convolution,
): void {
	if (gx) conv2d(gy, w, undefined, gx, convolution, true);
	if (gw) weightGradient(gy, x, gw, convolution);
	if (gb) biasGradient(gy, gb);
}

export interface TransposedValues {
	readonly stride: Pair;
	readonly padding: Pair;
	readonly dilation: Pair;
	readonly groups: number;
}

/** A ConvTranspose2d layer's attributes as its kernel wants them. */
export const transposedOf = ({ stride, padding: [down, across], dilation, groups }: TransposedValues): Convolution => ({
	stride,
	dilation,
	groups,
	pads: [down, across, down, across],
});

export const ConvTranspose2d = defineOp<TransposedValues>({
	type: "ConvTranspose2d",
	forward(step) {
		const { weight, bias } = step.parameters;
		convTranspose2d(onlyInput(step), needed(weight, "weight"), bias, step.output, transposedOf(step.attributes));
	},
	backward(step, { output: gy, inputs: [gx], parameters: { weight: gw, bias: gb } }) {
		const w = needed(step.parameters.weight, "weight");
		convTranspose2dBackward(onlyInput(step), w, gy, { gx, gw, gb }, transposedOf(step.attributes));
	},
	// One map of float64.
	scratch: (_, __, [, , height = 1, width = 1]) => 2 * height * width,
	partials({ attributes, inputs: [input], output: y, parameters: { weight } }, output) {
		const [, channels, height, width] = dimensions(y);
		if (!input || !weight || output >= channels) return undefined;
		const convolution = transposedOf(attributes);
		const count = (input.shape[1] ?? 1) / convolution.groups;
		const outPerGroup = channels / convolution.groups;
		const first = Math.floor(output / outPerGroup) * count;
		return {
			count,
			compute(i, into) {
				const sums = new Float64Array(height * width);
				stamp(input, first + i, weight, (first + i) * outPerGroup + (output % outPerGroup), sums, [height, width], convolution);
				into.set(sums);
			},
		};
	},
});
