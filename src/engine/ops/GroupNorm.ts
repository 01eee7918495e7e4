import { defineOp, onlyInput, type Parameters } from "../op";
import { type AnyTensor, dimensions, type Numbers } from "../tensor";
import { addSums } from "./addSums";
import type { NormGradients } from "./BatchNorm2d";
import { addGradient, applyLine, gradientSums, moments } from "./normalise";

/**
 * y = (x − mean)/√(var + eps)·weight + bias, mean and biased variance of each group of channels of each picture; x and y N×C×… .
 * Source: torch.nn.GroupNorm documentation. With as many groups as channels it is InstanceNorm2d.
 */
export function groupNorm(x: AnyTensor, y: AnyTensor, { weight, bias }: Parameters<Numbers>, groups: number, eps: number): void {
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	const perGroup = channels / groups;
	for (let i = 0; i < batch * groups; i++) {
		const first = i * perGroup * size;
		const { mean, variance } = moments(x.data, { first, length: perGroup * size, step: 0, runs: 1 });
		const spread = Math.sqrt(variance + eps);
		for (let k = 0; k < perGroup; k++) {
			const channel = (i % groups) * perGroup + k;
			const map = { first: first + k * size, length: size, step: 0, runs: 1 };
			applyLine(x.data, y.data, map, mean, (weight ? weight.data[channel]! : 1) / spread, bias ? bias.data[channel]! : 0);
		}
	}
}

/**
 * As of BatchNorm2d, over the m numbers of a group. With x̂ = (x − mean)·r, r = 1/√(var + eps): ∂bias_c = Σ ∂y, ∂weight_c = Σ ∂y·x̂,
 * ∂x = r·(weight_c·∂y − Σ weight·∂y/m − x̂·Σ weight·∂y·x̂/m), the last two sums over the whole group.
 * Source: Wu, He, "Group Normalization", 2018; Ioffe, Szegedy, "Batch Normalization", 2015, section 3.
 */
export function groupNormBackward(
	x: AnyTensor,
	gy: AnyTensor,
	{ gx, gw, gb }: NormGradients,
	weight: AnyTensor | undefined,
	groups: number,
	eps: number,
): void {
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	const perGroup = channels / groups;
	const count = perGroup * size;
	const [weightSums, biasSums] = [new Float64Array(channels), new Float64Array(channels)];
	const factor = (channel: number) => (weight ? weight.data[channel]! : 1);
	for (let i = 0; i < batch * groups; i++) {
		const first = i * count;
		const firstChannel = (i % groups) * perGroup;
		const map = (k: number) => ({ first: first + k * size, length: size, step: 0, runs: 1 });
		const { mean, variance } = moments(x.data, { first, length: count, step: 0, runs: 1 });
		const r = 1 / Math.sqrt(variance + eps);
		let [groupSum, groupProduct] = [0, 0];
		for (let k = 0; k < perGroup; k++) {
			const channel = firstChannel + k;
			const { sum, product } = gradientSums(x.data, gy.data, map(k), mean);
			weightSums[channel]! += product * r;
			biasSums[channel]! += sum;
			groupSum += factor(channel) * sum;
			groupProduct += factor(channel) * product;
		}
		const [a, b] = [(r * groupSum) / count, (r ** 3 * groupProduct) / count];
		for (let k = 0; gx && k < perGroup; k++) {
			addGradient(x.data, gy.data, gx.data, map(k), { mean, scale: factor(firstChannel + k) * r, a, b });
		}
	}
	if (gw) addSums(gw.data, weightSums);
	if (gb) addSums(gb.data, biasSums);
}

export const GroupNorm = defineOp<{ readonly num_groups: number; readonly eps: number }>({
	type: "GroupNorm",
	forward: (step) => groupNorm(onlyInput(step), step.output, step.parameters, step.attributes.num_groups, step.attributes.eps),
	backward(step, { output: gy, inputs: [gx], parameters: { weight: gw, bias: gb } }) {
		const { num_groups, eps } = step.attributes;
		groupNormBackward(onlyInput(step), gy, { gx, gw, gb }, step.parameters.weight, num_groups, eps);
	},
});
