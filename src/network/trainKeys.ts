import * as v from "valibot";
import { type Attribute, choice, count, flag, index, readAttributes, real } from "./attribute";
import { text } from "./text";
import { builtInData, lossNames, optimizerNames, scheduleNames, type TrainRecipe } from "./train";

type Optimizer = TrainRecipe["optimizer"];

/** The single truth about one key of `train`: schema, checks, hovers, completion and documentation derive from it. */
export interface TrainKey<T> extends Attribute<T> {
	/** PyTorch's default where each optimizer has its own. */
	readonly byOptimizer?: Readonly<Record<Optimizer, number>>;
	/** It does something only with these words of another key. */
	readonly only?: { readonly key: "loss" | "optimizer" | "schedule"; readonly words: readonly string[] };
	/** What each word that may be written means, one sentence each. */
	readonly words?: Readonly<Record<string, string>>;
}

const data: Attribute<string> = {
	schema: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
	expects: text("the name of a built-in data set, or the path of a folder"),
	required: true,
	doc: "The pictures to train with: a built-in data set, or a folder, with one sub-folder of PNG, JPEG or WebP pictures a class (or such sub-folders in train and in test or val), or with the four IDX files of MNIST. A folder outside of the workspace is read once it was chosen by Convscope: Use a Folder as Training Data.",
	read: String,
	usual: builtInData,
};

const schedule: Attribute<TrainRecipe["schedule"]> = {
	...choice(scheduleNames, "How the learning rate changes after each epoch: PyTorch's name of the schedule. Without it the rate stays."),
	default: undefined,
	read: (written) => scheduleNames.find((name) => name === written),
};

const clipNorm: Attribute<number | undefined> = {
	schema: v.pipe(v.number(), v.finite(), v.gtValue(0)),
	expects: text("a number above 0"),
	required: false,
	doc: "The largest length that the gradient of all weights together may have; a longer one is shortened to it. Without it nothing is cut.",
	read: (written) => (written === undefined ? undefined : Number(written)),
	usual: [1, 5, 0.5],
};

const classWeights: Attribute<readonly number[] | undefined> = {
	schema: v.pipe(
		v.array(v.pipe(v.number(), v.finite(), v.minValue(0))),
		v.minLength(1),
		v.maxLength(4096),
		v.someItem((weight) => weight > 0),
	),
	expects: text("a list of numbers of at least 0, one a class, not all of them 0"),
	required: false,
	doc: "How much each class counts in the loss, for data that have few pictures of some: PyTorch's weight of the loss. A class of weight 0 is looked at, but not learnt. Without it all count alike.",
	read: (written) => (Array.isArray(written) ? written.map(Number) : undefined),
};

/** Every key of `train`, in the order in which documentation and completion list them. */
export const trainKeys: { readonly [K in keyof TrainRecipe]: TrainKey<TrainRecipe[K]> } = {
	data: {
		...data,
		words: {
			mnist: "5,000 handwritten digits, 28×28 pixels in grey.",
			emoji8: "Pictures of emoji in 8 classes, 32×32 pixels in colour.",
		},
	},
	test_split: {
		...real(
			0.2,
			"Which share of each class of a folder of pictures is kept to test with, from 0 to 0.9. One with train and test is parted already.",
			{ min: 0, max: 0.9 },
		),
		usual: [0.2, 0.1, 0.3],
	},
	split_seed: index("Which pictures of a folder are kept to test with is drawn by this number; the same one keeps the same pictures.", {
		default: 0,
		usual: [0, 1, 2],
	}),
	loss: {
		...choice(lossNames, "What training makes small: PyTorch's name of the loss."),
		words: {
			CrossEntropyLoss:
				"For classes: minus the logarithm of the probability of the right class. It takes scores and applies log-softmax itself.",
			NLLLoss: "For classes, behind a LogSoftmax: minus the log-probability of the right class.",
			MSELoss: "The mean of the squared differences between the outputs and 1 for the right class, 0 for the others.",
		},
	},
	label_smoothing: {
		...real(0, "How much of the target is spread over all classes alike, from 0 to 1.", { min: 0, max: 1 }),
		usual: [0, 0.1],
		only: { key: "loss", words: ["CrossEntropyLoss"] },
	},
	class_weights: { ...classWeights, only: { key: "loss", words: ["CrossEntropyLoss", "NLLLoss"] } },
	optimizer: {
		...choice(optimizerNames, "How the weights are changed after each batch: PyTorch's name of the optimizer."),
		words: {
			SGD: "Stochastic gradient descent: a step against the gradient, with momentum if wanted.",
			Adam: "A step size for each weight, from running means of its gradient and of the gradient's square.",
			AdamW: "Adam whose weight decay shrinks the weights directly instead of through the gradient.",
			RMSprop: "Divides each weight's step by a running mean of how large its gradient was.",
		},
	},
	lr: {
		...real(0.001, "Learning rate: how far each step moves the weights.", { min: 0 }),
		usual: [0.001, 0.01, 0.1, 0.0003, 0.0001],
		byOptimizer: { SGD: 0.001, Adam: 0.001, AdamW: 0.001, RMSprop: 0.01 },
	},
	momentum: {
		...real(0, "How much of the last step is kept in the next one.", { min: 0 }),
		usual: [0.9, 0.95, 0.5, 0],
		only: { key: "optimizer", words: ["SGD", "RMSprop"] },
	},
	nesterov: {
		...flag(false, "Whether momentum looks ahead: the gradient counts as if the step had been made (Nesterov)."),
		only: { key: "optimizer", words: ["SGD"] },
	},
	weight_decay: {
		...real(0, "How strongly weights are pulled towards 0.", { min: 0 }),
		usual: [0, 0.0001, 0.0005, 0.001, 0.01],
		byOptimizer: { SGD: 0, Adam: 0, AdamW: 0.01, RMSprop: 0 },
	},
	schedule: {
		...schedule,
		words: {
			StepLR: "Multiplies the rate by gamma every step_size epochs.",
			CosineAnnealingLR: "Takes the rate down to 0 along half a cosine, over all epochs.",
			LinearLR: "Warm-up: starts at a third of the rate and reaches it after 5 epochs.",
		},
	},
	step_size: {
		...count("How many epochs lie between two changes of the rate.", { usual: [10, 5, 30] }),
		required: false,
		only: { key: "schedule", words: ["StepLR"] },
	},
	gamma: {
		...real(0.1, "What the rate is multiplied by at each change.", { min: 0 }),
		usual: [0.1, 0.5, 0.9],
		only: { key: "schedule", words: ["StepLR"] },
	},
	clip_norm: clipNorm,
	batch_size: count("How many pictures are looked at before the weights are changed.", { default: 32, usual: [32, 64, 128, 16, 8] }),
	epochs: count("How many times all pictures are gone through.", { default: 10, usual: [10, 3, 5, 20, 50] }),
	seed: index("Start of the random numbers; the same seed gives the same training.", { default: 0, usual: [0, 7, 42] }),
};

export const isTrainKey = (name: string): name is keyof TrainRecipe => Object.hasOwn(trainKeys, name);

/** What a key is where it is not written; `undefined` where it must be written or is switched off. */
export function trainDefault(name: keyof TrainRecipe, optimizer: Optimizer): unknown {
	const key: TrainKey<unknown> = trainKeys[name];
	return key.byOptimizer?.[optimizer] ?? key.default;
}

/** Larger learning rates than this are a mistake: the loss grows instead of falling. */
export const largestRate = (optimizer: Optimizer): number => (optimizer === "SGD" ? 1 : 0.1);

/** The recipe of written values, each of which has passed its schema; `data` must be there, and `step_size` for a StepLR. */
export function readRecipe(written: Readonly<Record<string, unknown>>): TrainRecipe {
	const optimizer = trainKeys.optimizer.read(written.optimizer ?? trainKeys.optimizer.default);
	const filled: Record<string, unknown> = { step_size: 1, ...written };
	for (const name of ["lr", "weight_decay"] as const) filled[name] ??= trainDefault(name, optimizer);
	return readAttributes(trainKeys, filled);
}
