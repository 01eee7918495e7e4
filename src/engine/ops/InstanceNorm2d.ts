import { defineOp, onlyInput } from "../op";
import { dimensions } from "../tensor";
import { batchNorm, keep, trainingMomentum } from "./BatchNorm2d";
import { groupNorm } from "./GroupNorm";
import { moments } from "./normalise";

interface Values {
	readonly eps: number;
	readonly momentum: number | null;
	readonly track_running_stats: boolean;
}

/**
 * Mean and variance of each channel of each picture. With track_running_stats, training keeps their averages over the pictures and
 * afterwards those are used instead. Source: torch.nn.InstanceNorm2d documentation.
 */
export const InstanceNorm2d = defineOp<Values>({
	type: "InstanceNorm2d",
	forward(step) {
		const x = onlyInput(step);
		const { eps, momentum, track_running_stats: tracked } = step.attributes;
		const [batch, channels, height, width] = dimensions(x);
		if (tracked && !step.training) {
			batchNorm(x, step.output, step.parameters, { eps, ofBatch: false, momentum: undefined });
			return;
		}
		groupNorm(x, step.output, step.parameters, channels, eps);
		const { running_mean, running_var } = step.parameters;
		if (!tracked || !running_mean || !running_var) return;
		const kept = trainingMomentum(momentum, "InstanceNorm2d");
		const size = height * width;
		for (let channel = 0; channel < channels; channel++) {
			let [meanSum, varianceSum] = [0, 0];
			for (let n = 0; n < batch; n++) {
				const { mean, variance } = moments(x.data, { first: (n * channels + channel) * size, length: size, step: 0, runs: 1 });
				meanSum += mean;
				varianceSum += (variance * size) / (size - 1);
			}
			keep(running_mean, channel, meanSum / batch, kept);
			keep(running_var, channel, varianceSum / batch, kept);
		}
	},
});
