import { defineOp, onlyInput, type Parameters } from "../op";
import { dimensions, type Tensor } from "../tensor";
import { applyLine, moments } from "./normalise";

/**
 * y = (x − mean)/√(var + eps)·weight + bias, mean and biased variance of each group of channels of each picture; x and y N×C×… .
 * Source: torch.nn.GroupNorm documentation. With as many groups as channels it is InstanceNorm2d.
 */
export function groupNorm(x: Tensor, y: Tensor, { weight, bias }: Parameters, groups: number, eps: number): void {
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

export const GroupNorm = defineOp<{ readonly num_groups: number; readonly eps: number }>({
	type: "GroupNorm",
	forward: (step) => groupNorm(onlyInput(step), step.output, step.parameters, step.attributes.num_groups, step.attributes.eps),
});
