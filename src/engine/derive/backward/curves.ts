import { needed, onlyInput } from "../../op";
import { dimensions } from "../../tensor";
import { curveTypes } from "../curves";
import { defineSender, sameOutput } from "./site";

/** f′(x) by the layer's own kernel in float64: what it makes of a gradient of 1. */
export const activations = defineSender({
	types: curveTypes,
	back(site) {
		const { layer, index, attributes } = site;
		const input = onlyInput(layer);
		const one = (value: number) => ({ shape: [1, 1], data: Float64Array.of(value) });
		const slopes = layer.parameters.weight; // PReLU's: one for all, or one a channel
		const [, channels, height, width] = dimensions(input);
		const channel = Math.floor(index / (height * width)) % channels;
		const parameters = slopes ? { weight: one(needed(slopes, "weight").data[slopes.data.length === 1 ? 0 : channel]!) } : {};
		const slope = one(0);
		const step = { attributes, inputs: [one(input.data[index]!)], output: one(0), parameters, training: false, seed: 0 };
		layer.plan.op.backward(step, { output: one(1), inputs: [slope], parameters: {} });
		const { output, gradient } = sameOutput(site);
		const factor = slope.data[0]!;
		return { form: "slope", output, gradient, slope: factor, sum: gradient * factor };
	},
});
