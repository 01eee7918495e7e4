/** How the loss of the picture that is shown came about, class by class. Plain values; the engine fills them in, the panel draws them. */
import type { Place } from "./derivation";

/** One number of the network's output: a class. */
export interface LossClass {
	readonly index: number;
	/** Where it stands in the last layer's output. */
	readonly place: Place;
	readonly score: number;
	/** What should come out, or how much the class counts: see {@link LossForm}. */
	readonly target: number;
	/** The engine's ∂loss/∂score. */
	readonly gradient: number;
}

/** What depends on the loss. Sums are of float64. */
export type LossForm =
	/**
	 * loss = Σ target · (log(sum) − (score − max)), that is −log p of the label where nothing is smoothed; ∂loss/∂score = factor · p − target with
	 * p = exp(score − max) / sum. Targets: the label's 1, smoothed over all classes, times class weights over the label's weight; factor: their sum.
	 * Where the label's weight is 0 the picture does not count, and all of them are 0.
	 */
	| { readonly form: "crossEntropy"; readonly max: number; readonly sum: number; readonly factor: number }
	/** loss = Σ target · −score: scores are logarithms of probabilities. ∂loss/∂score = −target, which is 1 at the label (0 where its weight is 0). */
	| { readonly form: "logarithm" }
	/** loss = Σ (score − target)² / count, target 1 at the label and 0 elsewhere; ∂loss/∂score = 2 · (score − target) / count. */
	| { readonly form: "squares" };

export type LossDerivation = LossForm & {
	/** PyTorch's name. */
	readonly type: string;
	/** The picture's class. */
	readonly label: number;
	/** The engine's own loss. */
	readonly value: number;
	/** The label's class, the one that was asked for, and of the others those with the largest scores; in their order. */
	readonly classes: readonly LossClass[];
	/** How many classes there are in all, and what those that are not listed add to the loss. */
	readonly total: number;
	readonly rest: number;
	/** How much of the target is spread over all classes (label smoothing), and whether classes count differently. */
	readonly smoothing: number;
	readonly weighted: boolean;
};

/** Which number of the last layer must be listed, and how many at most. */
export interface LossQuery extends Place {
	readonly count: number;
}
