import { text } from "../../network/text";
import { EngineError } from "../fault";
import { defineOp, needed, onlyInput, type Parameters } from "../op";
import { type AnyTensor, dimensions, type Numbers } from "../tensor";
import { addGradient, applyLine, gradientSums, moments, type Stretches } from "./normalise";

/** How a batch is normalised. */
export interface BatchNorm {
	readonly eps: number;
	/** Whether the batch's own statistics are used, and not the running ones. */
	readonly ofBatch: boolean;
	/** How much of the batch's statistics goes into the running ones; undefined leaves those alone. */
	readonly momentum: number | undefined;
}

/** What a batch norm's way back adds to; undefined where nobody needs it. */
export interface NormGradients {
	readonly gx: AnyTensor | undefined;
	readonly gw: AnyTensor | undefined;
	readonly gb: AnyTensor | undefined;
}

/**
 * y = (x − mean)/√(var + eps)·weight + bias for each channel, over the batch and all pixels; x and y N×C×… . The variance that
 * normalises is the biased one (divided by the count m), the one that is kept is the unbiased one (m − 1):
 * running = (1 − momentum)·running + momentum·batch. Source: torch.nn.BatchNorm2d documentation.
 */
export function batchNorm(x: AnyTensor, y: AnyTensor, parameters: Parameters<Numbers>, { eps, ofBatch, momentum }: BatchNorm): void {
	const { weight, bias, running_mean, running_var } = parameters;
	const [batch, channels, height, width] = dimensions(x);
	const count = batch * height * width;
	for (let channel = 0; channel < channels; channel++) {
		const stretches = channelOf(x, channel);
		const { mean, variance } = statistics(x, stretches, channel, parameters, ofBatch);
		const scale = (weight ? weight.data[channel]! : 1) / Math.sqrt(variance + eps);
		applyLine(x.data, y.data, stretches, mean, scale, bias ? bias.data[channel]! : 0);
		if (momentum === undefined || !running_mean || !running_var) continue;
		keep(running_mean, channel, mean, momentum);
		keep(running_var, channel, (variance * count) / (count - 1), momentum);
	}
}

/**
 * With x̂ = (x − mean)·r, r = 1/√(var + eps): ∂bias = Σ ∂y, ∂weight = Σ ∂y·x̂. Of the batch's own statistics mean and variance move with
 * x: ∂x = weight·r·(∂y − Σ ∂y/m − x̂·Σ ∂y·x̂/m); of the running ones they do not: ∂x = weight·r·∂y.
 * Source: Ioffe, Szegedy, "Batch Normalization", 2015, section 3.
 */
export function batchNormBackward(
	x: AnyTensor,
	gy: AnyTensor,
	{ gx, gw, gb }: NormGradients,
	parameters: Parameters<Numbers>,
	{ eps, ofBatch }: Pick<BatchNorm, "eps" | "ofBatch">,
): void {
	const [batch, channels, height, width] = dimensions(x);
	const count = batch * height * width;
	const moving = ofBatch || !parameters.running_mean || !parameters.running_var;
	for (let channel = 0; channel < channels; channel++) {
		const stretches = channelOf(x, channel);
		const { mean, variance } = statistics(x, stretches, channel, parameters, ofBatch);
		const { sum, product } = gradientSums(x.data, gy.data, stretches, mean);
		const r = 1 / Math.sqrt(variance + eps);
		if (gw) gw.data[channel]! += product * r;
		if (gb) gb.data[channel]! += sum;
		const scale = (parameters.weight ? parameters.weight.data[channel]! : 1) * r;
		const [a, b] = moving ? [(scale * sum) / count, (scale * r * r * product) / count] : [0, 0];
		if (gx) addGradient(x.data, gy.data, gx.data, stretches, { mean, scale, a, b });
	}
}

/** Where the numbers of a channel lie in N×C×… . */
export function channelOf(x: AnyTensor, channel: number): Stretches {
	const [batch, channels, height, width] = dimensions(x);
	return { first: channel * height * width, length: height * width, step: channels * height * width, runs: batch };
}

/** The statistics that normalise a channel: the batch's own, or the running ones where there are any. */
function statistics(
	x: AnyTensor,
	stretches: Stretches,
	channel: number,
	{ running_mean, running_var }: Parameters<Numbers>,
	ofBatch: boolean,
): { readonly mean: number; readonly variance: number } {
	if (ofBatch || !running_mean || !running_var) return moments(x.data, stretches);
	return { mean: running_mean.data[channel]!, variance: running_var.data[channel]! };
}

/** running = (1 − momentum)·running + momentum·value. */
export function keep(running: AnyTensor, channel: number, value: number, momentum: number): void {
	running.data[channel] = (1 - momentum) * running.data[channel]! + momentum * value;
}

/** Throws where a channel has a single number to train on: it has no variance. PyTorch refuses it, too. */
export function refuseOne(type: string, count: number): void {
	if (count > 1) return;
	throw new EngineError("invalid-request", text("{type} cannot be trained with only one number a channel.", { type }));
}

/** Counts one more batch, and gives its weight 1/count, which makes the running statistics the plain average of all batches. */
function averaging(parameters: Parameters<Numbers>): number {
	const { data } = needed(parameters.num_batches_tracked, "num_batches_tracked");
	data[0]! += 1;
	return 1 / data[0]!;
}

interface Values {
	readonly eps: number;
	/** null: the plain average of all batches so far. */
	readonly momentum: number | null;
	readonly track_running_stats: boolean;
}

export const BatchNorm2d = defineOp<Values>({
	type: "BatchNorm2d",
	forward({ attributes: { eps, momentum, track_running_stats: tracked }, training, parameters, ...step }) {
		const x = onlyInput(step);
		const [batch, , height, width] = dimensions(x);
		if (training) refuseOne("BatchNorm2d", batch * height * width);
		const kept = training && tracked ? (momentum ?? averaging(parameters)) : undefined;
		batchNorm(x, step.output, parameters, { eps, ofBatch: training || !tracked, momentum: kept });
	},
	backward({ attributes: { eps, track_running_stats: tracked }, training, parameters, ...step }, gradients) {
		const { output: gy, inputs, parameters: learned } = gradients;
		const wanted = { gx: inputs[0], gw: learned.weight, gb: learned.bias };
		batchNormBackward(onlyInput(step), gy, wanted, parameters, { eps, ofBatch: training || !tracked });
	},
});
