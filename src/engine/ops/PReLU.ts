import { defineOp, needed, onlyInput } from "../op";
import { type AnyTensor, dimensions } from "../tensor";
import { addSums } from "./addSums";

/** y = x for x > 0, w·x else; w has one number for all or one a channel. x and y N×C×…. Source: torch.nn.PReLU documentation. */
export function prelu(x: AnyTensor, w: AnyTensor, y: AnyTensor): void {
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	for (let map = 0; map < batch * channels; map++) {
		const slope = w.data[w.data.length === 1 ? 0 : map % channels]!;
		for (let i = map * size; i < (map + 1) * size; i++) y.data[i] = x.data[i]! > 0 ? x.data[i]! : slope * x.data[i]!;
	}
}

/** ∂x += ∂y for x > 0, w·∂y else; ∂w += Σ ∂y·x over the numbers that w was multiplied with, those not above 0. */
export function preluBackward(x: AnyTensor, w: AnyTensor, gy: AnyTensor, gx: AnyTensor | undefined, gw: AnyTensor | undefined): void {
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	const sums = new Float64Array(w.data.length);
	for (let map = 0; map < batch * channels; map++) {
		const k = w.data.length === 1 ? 0 : map % channels;
		const slope = w.data[k]!;
		let sum = 0;
		for (let i = map * size; i < (map + 1) * size; i++) {
			const above = x.data[i]! > 0;
			if (gx) gx.data[i]! += above ? gy.data[i]! : slope * gy.data[i]!;
			if (!above) sum += gy.data[i]! * x.data[i]!;
		}
		sums[k]! += sum;
	}
	if (gw) addSums(gw.data, sums);
}

export const PReLU = defineOp({
	type: "PReLU",
	forward: (step) => prelu(onlyInput(step), needed(step.parameters.weight, "weight"), step.output),
	backward(step, { output: gy, inputs: [gx], parameters: { weight: gw } }) {
		preluBackward(onlyInput(step), needed(step.parameters.weight, "weight"), gy, gx, gw);
	},
});
