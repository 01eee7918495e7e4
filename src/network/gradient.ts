/**
 * How the gradient of one number came about: what every layer that reads the number sends back to it, by the chain rule. Plain values; the
 * engine fills them in, the panel draws them. Places are those of derivation.ts.
 */
import type { Place } from "./derivation";

/** What one output sends back: its gradient times what it changes by if the number grows by 1. */
export interface GradientTerm {
	readonly output: Place;
	/** ∂loss/∂output. */
	readonly gradient: number;
	/** ∂output/∂number: a kernel's number, a share, 1 of a copy. */
	readonly factor: number;
	/** gradient · factor. */
	readonly product: number;
	/** The weight that the factor is, as a number of a tile of `kernels` (tile.ts). */
	readonly weight?: Place;
}

/** What depends on the layer kind. Numbers are float32 as the engine holds them; sums are of float64. */
export type Back =
	/** Σ products: layers whose outputs are sums, copies, or one of the numbers. Of many terms the largest; `rest` is what the others add up to. */
	| { readonly form: "sum"; readonly terms: readonly GradientTerm[]; readonly total: number; readonly rest: number }
	/** gradient · slope: activation functions; f′(x). */
	| { readonly form: "slope"; readonly output: Place; readonly gradient: number; readonly slope: number }
	/**
	 * weight · gradient / deviation of running statistics, which stay where they are; with the input's own,
	 * (weight · gradient − mean − normalised · product) / deviation, with the means over `count` numbers of weight · gradient and of
	 * weight · gradient · normalised: each number moves the mean and the variance, too.
	 */
	| {
			readonly form: "normalise";
			readonly output: Place;
			readonly gradient: number;
			readonly weight?: number;
			/** √(variance + eps). */
			readonly deviation: number;
			/** (x − mean) / deviation. */
			readonly normalised: number;
			/** 0: running statistics. */
			readonly count: number;
			readonly mean: number;
			readonly product: number;
	  }
	/** share · (gradient − shared) with shared = Σ gradient · share, or its logarithm's: gradient − share · shared with shared = Σ gradient. */
	| {
			readonly form: "softmax";
			readonly log: boolean;
			readonly output: Place;
			readonly gradient: number;
			/** exp(x − max) / Σ. */
			readonly share: number;
			readonly shared: number;
			/** The outputs that `shared` is over, those that matter most first. */
			readonly terms: readonly { readonly output: Place; readonly gradient: number; readonly share: number }[];
			readonly total: number;
	  }
	/** gradient / base^beta − 2 · alpha · beta / size · x · shared, with shared = Σ gradient · x / base^(beta + 1) over the channels whose sums x is in. */
	| {
			readonly form: "localResponse";
			readonly output: Place;
			readonly gradient: number;
			readonly base: number;
			readonly alpha: number;
			readonly beta: number;
			readonly size: number;
			readonly shared: number;
			readonly terms: readonly { readonly output: Place; readonly gradient: number; readonly value: number; readonly base: number }[];
	  };

/** What one layer sends back to the number. */
export type SentBack = Back & {
	/** The layer that reads the number. */
	readonly layer: string;
	/** Which of its inputs the number belongs to. */
	readonly input: number;
	/** What it all comes to. */
	readonly sum: number;
};

export interface GradientDerivation {
	/** The number itself. */
	readonly value: number;
	/** The engine's ∂loss/∂number: all that is sent back to it, added up. */
	readonly gradient: number;
	/** One a layer that reads the number, in the order of layers; none where no layer reads it: the network's output. */
	readonly parts: readonly SentBack[];
}

/** Which number: of a layer's output, or of the network's input (INPUT_KEY). */
export interface GradientQuery extends Place {
	readonly layer: string;
	/** At most so many terms of a part, the largest by absolute product. */
	readonly count: number;
}
