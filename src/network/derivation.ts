/**
 * How one number of a layer's output came about, with every number that went into it: what the pixel zoom prints. Plain values; the engine
 * fills them in, the panel draws them.
 *
 * Places are those of tiles (tile.ts): a map is a tile; a vector is one tile of height 1; a matrix is one tile.
 */

/** One number of a tile. */
export interface Place {
	readonly tile: number;
	readonly y: number;
	readonly x: number;
}

/** One number of one of the layer's inputs. */
export interface Source extends Place {
	/** Which of the layer's inputs. */
	readonly input: number;
	readonly value: number;
}

/**
 * What a layer reads of one input tile for one output number: rows × columns numbers, row by row. Rows and columns outside of the tile are
 * the border; their numbers are what the layer reads there (0; −∞ for MaxPool2d). What a ConvTranspose2d reads is listed in the map's order, and
 * meets the kernel's rows and columns backwards, a stride apart; nothing is read (no rows) where no input is stamped.
 */
export interface Window {
	readonly input: number;
	readonly tile: number;
	/** Row of each line of `values` in the tile. */
	readonly rows: readonly number[];
	readonly columns: readonly number[];
	readonly values: readonly number[];
	/** What each value is multiplied with, where the layer multiplies. */
	readonly kernel?: {
		/** Of each line of `values`: the row of the kernel. */
		readonly rows: readonly number[];
		readonly columns: readonly number[];
		readonly values: readonly number[];
		/** Where the slice stands in PyTorch's weight: [output, input of the group], transposed [input, output of the group]; absent where nothing is learnt (Upsample). */
		readonly index?: readonly number[];
		/** The same as a tile of `kernels` (tile.ts). */
		readonly tile?: number;
	};
	/** Σ values · kernel values, or Σ values. */
	readonly sum: number;
}

/** A number times a weight: what one feature adds to an output of a Linear. */
export interface Term extends Source {
	readonly weight: number;
	readonly product: number;
	/** Where the feature stood before it was flattened: a layer's key (or INPUT_KEY) and the place in its maps. */
	readonly origin?: Place & { readonly layer: string };
}

/** What depends on the layer kind. Numbers are float32 as the engine holds them; sums are of float64. */
export type Form =
	/** value = Σ windows' sums + rest + bias: Conv2d, ConvTranspose2d, Upsample. Of many windows, those asked for; `rest` is what the others add up to. */
	| { readonly form: "windows"; readonly windows: readonly Window[]; readonly total: number; readonly rest: number; readonly bias?: number }
	/** value = Σ products + rest + bias: Linear. */
	| { readonly form: "terms"; readonly terms: readonly Term[]; readonly total: number; readonly rest: number; readonly bias?: number }
	/** value = the largest of the window; `winner` indexes `window.values`; −1 where a dilated window steps over all of the map. */
	| { readonly form: "max"; readonly window: Window; readonly winner: number }
	/** value = window.sum / divisor. The window holds the border that it reaches, whether the divisor counts it or not. */
	| { readonly form: "mean"; readonly window: Window; readonly divisor: number }
	/** value = f(from.value): activation functions. `xs`, `ys`: the curve around it. PReLU has its slope. */
	| {
			readonly form: "curve";
			readonly from: Source;
			readonly xs: readonly number[];
			readonly ys: readonly number[];
			readonly slope?: number;
	  }
	/** value = (from.value − mean) / √(variance + eps) · weight + bias, over `count` numbers. */
	| {
			readonly form: "normalise";
			readonly from: Source;
			readonly mean: number;
			readonly variance: number;
			readonly eps: number;
			/** How many numbers mean and variance are of; 0: running statistics. */
			readonly count: number;
			readonly weight?: number;
			readonly bias?: number;
	  }
	/** value = from.value / (k + alpha / size · Σ neighbours²)^beta: LocalResponseNorm. */
	| {
			readonly form: "localResponse";
			readonly from: Source;
			readonly neighbours: readonly Source[];
			readonly size: number;
			readonly alpha: number;
			readonly beta: number;
			readonly k: number;
	  }
	/** value = exp(from − max) / sum, or its logarithm. `others`: those asked for of the `total` numbers that it is compared with, itself among them; by contribution the largest come first. */
	| {
			readonly form: "softmax";
			readonly log: boolean;
			readonly from: Source;
			readonly others: readonly Source[];
			readonly total: number;
			readonly max: number;
			readonly sum: number;
	  }
	/** value = from's; without one it is a border's 0. Flatten, ZeroPad2d, PixelShuffle, Identity, Dropout, Concat, Upsample (nearest). */
	| { readonly form: "copy"; readonly from: Source | undefined }
	/** value = the terms' sum or product: Add, Multiply. */
	| { readonly form: "combine"; readonly operator: "+" | "×"; readonly terms: readonly Source[] };

export type Derivation = Form & {
	/** The engine's own number. */
	readonly value: number;
	/** ∂loss/∂value, where gradients are held. */
	readonly gradient?: number;
};

/** Which number of which layer, and which of its parts. */
export interface DerivationQuery extends Place {
	readonly layer: string;
	/** Parts (windows, terms) `from … from + count − 1`, of all in order or of those that contribute most (by absolute sum). */
	readonly from: number;
	readonly count: number;
	readonly order: "channel" | "contribution";
	/** Whether gradients are wanted, too. */
	readonly gradient: boolean;
}

/** Which kernel weight's gradient: the number (y, x) of a tile of `kernels` (tile.ts). */
export interface WeightQuery extends Place {
	readonly layer: string;
	/** At most so many terms, the largest by absolute product. */
	readonly count: number;
}

/** ∂loss/∂weight = Σ over positions of the input there · ∂loss/∂output there. An input beside its map is a 0 of the border. */
export interface WeightDerivation {
	readonly weight: number;
	readonly gradient: number;
	readonly terms: readonly {
		readonly input: Place;
		readonly output: Place;
		readonly value: number;
		readonly gradient: number;
		readonly product: number;
	}[];
	/** How many positions there are in all, and what those that are not listed add up to. */
	readonly total: number;
	readonly rest: number;
}

/** Numbers of a tile that something depends on, or that depend on something: one byte each, row by row, 1 where it does. */
export interface Reach {
	readonly height: number;
	readonly width: number;
	readonly mask: ArrayBuffer;
}
