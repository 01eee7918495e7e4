import type { Shape } from "./shape";

/** What `train` in a model file says, with PyTorch's names and defaults. The engine trains by it, the panel edits it in the text. */

export const lossNames = ["CrossEntropyLoss", "NLLLoss", "MSELoss"] as const;
export const optimizerNames = ["SGD", "Adam", "AdamW", "RMSprop"] as const;
export const scheduleNames = ["StepLR", "CosineAnnealingLR", "LinearLR"] as const;
/** Data sets that come with the extension. */
export const builtInData = ["mnist", "emoji8"] as const;

/** A training run, every default filled in. */
export interface TrainRecipe {
	/** One of {@link builtInData}, or a path beside the model file. */
	readonly data: string;
	/** Of a folder of pictures: the share of each class that is kept to test with, and what it is drawn by. */
	readonly test_split: number;
	readonly split_seed: number;
	readonly loss: (typeof lossNames)[number];
	readonly label_smoothing: number;
	/** CrossEntropyLoss and NLLLoss: how much each class counts; undefined: all alike. */
	readonly class_weights: readonly number[] | undefined;
	readonly optimizer: (typeof optimizerNames)[number];
	readonly lr: number;
	/** SGD and RMSprop. */
	readonly momentum: number;
	/** SGD. */
	readonly nesterov: boolean;
	readonly weight_decay: number;
	/** How the rate changes after each epoch; undefined: it stays. */
	readonly schedule: (typeof scheduleNames)[number] | undefined;
	/** StepLR: epochs between two steps, and the factor of each. */
	readonly step_size: number;
	readonly gamma: number;
	/** Largest length of the whole gradient; undefined: not clipped. */
	readonly clip_norm: number | undefined;
	readonly batch_size: number;
	readonly epochs: number;
	readonly seed: number;
}

/** Settings that may be changed while a run goes on, without starting it anew. */
export const liveSettings = ["lr", "momentum", "weight_decay", "batch_size", "epochs"] as const satisfies readonly (keyof TrainRecipe)[];

/** What is known of a built-in data set without reading it. */
export interface DataFacts {
	/** Of one picture, C×H×W. */
	readonly shape: Shape;
	readonly classes: number;
	/** Pictures to train with; undefined where that part is not counted here. */
	readonly train: number | undefined;
	/** Pictures to test with. */
	readonly test: number;
}

const facts: Readonly<Record<(typeof builtInData)[number], DataFacts>> = {
	mnist: { shape: [1, 28, 28], classes: 10, train: 4000, test: 1000 },
	emoji8: { shape: [3, 32, 32], classes: 8, train: 800, test: 308 },
};

/** What is known of these data; undefined where they are not built in. */
export const dataFacts = (data: string): DataFacts | undefined => {
	const name = builtInData.find((known) => known === data);
	return name && facts[name];
};
