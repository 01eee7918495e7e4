import { defineOp, onlyInput, type Parameters } from "../op";
import { type AnyTensor, dimensions, type Numbers } from "../tensor";
import { batchNorm, batchNormBackward, keep, refuseOne } from "./BatchNorm2d";
import { groupNorm, groupNormBackward } from "./GroupNorm";
import { moments } from "./normalise";

interface Values {
	readonly eps: number;
	readonly momentum: number | null;
	readonly track_running_stats: boolean;
}

/** Averages of the pictures' means and unbiased variances go into the running ones. */
function keepAverages(x: AnyTensor, { running_mean, running_var }: Parameters<Numbers>, momentum: number): void {
	if (!running_mean || !running_var) return;
	const [batch, channels, height, width] = dimensions(x);
	const size = height * width;
	for (let channel = 0; channel < channels; channel++) {
		let [meanSum, varianceSum] = [0, 0];
		for (let n = 0; n < batch; n++) {
			const { mean, variance } = moments(x.data, { first: (n * channels + channel) * size, length: size, step: 0, runs: 1 });
			meanSum += mean;
			varianceSum += (variance * size) / (size - 1);
		}
		keep(running_mean, channel, meanSum / batch, momentum);
		keep(running_var, channel, varianceSum / batch, momentum);
	}
}

/**
 * Mean and variance of each channel of each picture: GroupNorm with as many groups as channels. With track_running_stats, training keeps
 * their averages over the pictures and afterwards those are used instead, as in BatchNorm2d; momentum null keeps nothing, as in PyTorch
 * (torch/nn/modules/instancenorm.py takes it for 0). Source: torch.nn.InstanceNorm2d documentation.
 */
export const InstanceNorm2d = defineOp<Values>({
	type: "InstanceNorm2d",
	forward({ attributes: { eps, momentum, track_running_stats: tracked }, training, parameters, ...step }) {
		const x = onlyInput(step);
		const [, channels, height, width] = dimensions(x);
		if (training) refuseOne("InstanceNorm2d", height * width);
		if (tracked && !training) batchNorm(x, step.output, parameters, { eps, ofBatch: false, momentum: undefined });
		else groupNorm(x, step.output, parameters, channels, eps);
		if (tracked && training) keepAverages(x, parameters, momentum ?? 0);
	},
	backward({ attributes: { eps, track_running_stats: tracked }, training, parameters, ...step }, gradients) {
		const { output: gy, inputs, parameters: learned } = gradients;
		const x = onlyInput(step);
		const wanted = { gx: inputs[0], gw: learned.weight, gb: learned.bias };
		if (tracked && !training) batchNormBackward(x, gy, wanted, parameters, { eps, ofBatch: false });
		else groupNormBackward(x, gy, wanted, parameters.weight, dimensions(x)[1], eps);
	},
});
