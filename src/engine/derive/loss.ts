import type { LossClass, LossDerivation, LossForm, LossQuery } from "../../network/lossDerivation";
import type { Model } from "../model";
import { meanLoss } from "../train/differentiate";
import { layoutOf } from "../train/losses/classes";
import type { Criterion } from "../train/losses/loss";
import { gridOf, holds, indexOf, placeOf } from "./grid";

/** What a loss makes of the scores: its form, and for each class its target and what it adds to the loss. */
interface Taken {
	readonly form: LossForm;
	target(c: number): number;
	adds(c: number): number;
}

/** See `crossEntropyLoss`: q over what the mean divides by, which is the label's weight; all 0 where that is 0, and the picture does not count. */
function crossEntropy(scores: Float32Array, label: number, { settings = {} }: Criterion): Taken {
	const { weight, labelSmoothing: smoothing = 0 } = settings;
	const max = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
	const sum = scores.reduce((all, score) => all + Math.exp(score - max), 0);
	const divisor = weight?.[label] ?? 1;
	const shared = (c: number) => (1 - smoothing) * (c === label ? 1 : 0) + smoothing / scores.length;
	const target = (c: number) => (divisor === 0 ? 0 : ((weight?.[c] ?? 1) * shared(c)) / divisor);
	const factor = scores.reduce((all, _, c) => all + target(c), 0);
	const adds = (c: number) => (target(c) === 0 ? 0 : target(c) * (Math.log(sum) - (scores[c]! - max)));
	return { form: { form: "crossEntropy", max, sum, factor }, target, adds };
}

function logarithm(scores: Float32Array, label: number, { settings = {} }: Criterion): Taken {
	const target = (c: number) => (c === label && settings.weight?.[label] !== 0 ? 1 : 0);
	return { form: { form: "logarithm" }, target, adds: (c) => (target(c) === 0 ? 0 : -scores[c]!) };
}

function squares(scores: Float32Array, label: number): Taken {
	const target = (c: number) => (c === label ? 1 : 0);
	return { form: { form: "squares" }, target, adds: (c) => (scores[c]! - target(c)) ** 2 / scores.length };
}

const forms: Readonly<Record<string, (scores: Float32Array, label: number, criterion: Criterion) => Taken>> = {
	CrossEntropyLoss: crossEntropy,
	NLLLoss: logarithm,
	MSELoss: squares,
};

/**
 * How the loss of one picture, whose class is `label`, came about from the numbers that the network gives for it. Undefined where the last
 * layer has no such number, or the loss is none over classes. Throws a RangeError where the label does not fit the network's output.
 */
export function deriveLoss(
	model: Model,
	criterion: Criterion,
	label: number,
	{ tile, y, x, count }: LossQuery,
): LossDerivation | undefined {
	const { output } = model;
	const grid = gridOf(output);
	const asked = { tile, y, x };
	const take = forms[criterion.type];
	if (!take || !holds(grid, asked)) return undefined;
	const labels = Int32Array.of(label);
	const { value, gradient } = meanLoss(model, criterion, labels);
	const scores = output.data;
	const { classes: total } = layoutOf(output);
	const { form, target, adds } = take(scores, label, criterion);
	const ranked = Array.from({ length: total }, (_, c) => c).sort((a, b) => scores[b]! - scores[a]! || a - b);
	const listed = new Set([label, indexOf(grid, asked)]);
	for (const c of ranked) if (listed.size < count) listed.add(c);
	let rest = 0;
	for (const c of ranked) if (!listed.has(c)) rest += adds(c);
	const classes = [...listed]
		.sort((a, b) => a - b)
		.map(
			(index): LossClass => ({
				index,
				place: placeOf(grid, index),
				score: scores[index]!,
				target: target(index),
				gradient: gradient[index]!,
			}),
		);
	const { weight, labelSmoothing: smoothing = 0 } = criterion.settings ?? {};
	return { ...form, type: criterion.type, label, value, classes, total, rest, smoothing, weighted: weight !== undefined };
}
