import type { PanelModel, PanelStatus } from "../src/protocol/panel";

export interface Score {
	readonly index: number;
	readonly label: string;
	/** The last layer's number. */
	readonly value: number;
	/** Softmax over all of them; the number itself where the network ends with a Softmax. */
	readonly probability: number;
}

/** exp(x) / Σ exp(x), shifted by the largest so that nothing overflows. */
export function softmax(values: ArrayLike<number>): readonly number[] {
	const list = Array.from(values);
	const most = Math.max(...list);
	const powers = list.map((value) => Math.exp(value - most));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}

/** Class scores, in the order of the labels; undefined where the network does not end in one number per label. */
export function scoresOf(model: PanelModel | undefined, status: Pick<PanelStatus, "output"> | undefined): readonly Score[] | undefined {
	const last = model?.layers.at(-1);
	const labels = model?.labels;
	if (!labels || !last || !status?.output || last.shape?.length !== 1) return undefined;
	const values = new Float32Array(status.output);
	if (values.length !== labels.length || values.length !== last.shape[0]) return undefined;
	const probabilities = last.type === "Softmax" ? Array.from(values) : softmax(values);
	return labels.map((label, index) => ({ index, label, value: values[index] ?? 0, probability: probabilities[index] ?? 0 }));
}

/** The class with the highest score; undefined where scores are not numbers. */
export function prediction(scores: readonly Score[] | undefined): Score | undefined {
	if (!scores || scores.some(({ probability }) => Number.isNaN(probability))) return undefined;
	return scores.reduce<Score | undefined>((best, score) => (!best || score.value > best.value ? score : best), undefined);
}

/** The `count` best, still in the order of the labels. */
export function best(scores: readonly Score[], count: number): readonly Score[] {
	if (scores.length <= count) return scores;
	const kept = new Set([...scores].sort((a, b) => b.value - a.value).slice(0, count));
	return scores.filter((score) => kept.has(score));
}
