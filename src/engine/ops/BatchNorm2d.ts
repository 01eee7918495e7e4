import { text } from "../../network/text";
import { EngineError } from "../fault";
import { defineOp, onlyInput, type Parameters } from "../op";
import { dimensions, type Tensor } from "../tensor";
import { applyLine, moments } from "./normalise";

/** How much of a batch goes into the running statistics; undefined leaves them alone. */
export interface BatchNorm {
	readonly eps: number;
	/** Whether the batch's own statistics are used, and not the running ones. */
	readonly ofBatch: boolean;
	readonly momentum: number | undefined;
}

/**
 * y = (x − mean)/√(var + eps)·weight + bias for each channel, over the batch and all pixels; x and y N×C×… . The variance that
 * normalises is the biased one (divided by the count m), the one that is kept is the unbiased one (m − 1):
 * running = (1 − momentum)·running + momentum·batch. Source: torch.nn.BatchNorm2d documentation.
 */
export function batchNorm(x: Tensor, y: Tensor, { weight, bias, running_mean, running_var }: Parameters, settings: BatchNorm): void {
	const { eps, ofBatch, momentum } = settings;
	const [batch, channels, height, width] = dimensions(x);
	const length = height * width;
	for (let channel = 0; channel < channels; channel++) {
		const stretches = { first: channel * length, length, step: channels * length, runs: batch };
		const useBatch = ofBatch || !running_mean || !running_var;
		const { mean, variance } = useBatch
			? moments(x.data, stretches)
			: { mean: running_mean.data[channel]!, variance: running_var.data[channel]! };
		const scale = (weight ? weight.data[channel]! : 1) / Math.sqrt(variance + eps);
		applyLine(x.data, y.data, stretches, mean, scale, bias ? bias.data[channel]! : 0);
		if (ofBatch && momentum !== undefined && running_mean && running_var) {
			const count = batch * length;
			keep(running_mean, channel, mean, momentum);
			keep(running_var, channel, (variance * count) / (count - 1), momentum);
		}
	}
}

/** running = (1 − momentum)·running + momentum·value. */
export function keep(running: Tensor, channel: number, value: number, momentum: number): void {
	running.data[channel] = (1 - momentum) * running.data[channel]! + momentum * value;
}

/** The momentum to train with. Throws where it is null: the plain average needs a count of batches, which no layer keeps yet. */
export function trainingMomentum(momentum: number | null, type: string): number {
	if (momentum === null) throw new EngineError("invalid-request", text("{type} cannot be trained with momentum null.", { type }));
	return momentum;
}

interface Values {
	readonly eps: number;
	readonly momentum: number | null;
	readonly track_running_stats: boolean;
}

export const BatchNorm2d = defineOp<Values>({
	type: "BatchNorm2d",
	forward(step) {
		const { eps, momentum, track_running_stats: tracked } = step.attributes;
		const ofBatch = step.training || !tracked;
		const kept = step.training && tracked ? trainingMomentum(momentum, "BatchNorm2d") : undefined;
		batchNorm(onlyInput(step), step.output, step.parameters, { eps, ofBatch, momentum: kept });
	},
});
