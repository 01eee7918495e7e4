/**
 * Host ↔ worker. The host owns the text; the worker owns the numbers: weights, activations, datasets. One worker serves one model.
 *
 * A keystroke costs one round trip: `run` compiles the graph (weights carried over wherever their shapes allow), fits the input, computes
 * every layer and answers with the pictures the panel wants. `look` asks for more pictures of what was last computed. Every answer carries
 * the revision it belongs to; the host drops stale ones. Nothing here throws over the channel: failures are {@link EngineFault} values.
 * Buffers are exact ArrayBuffers and are transferred, never views on larger ones (`exact.ts`); weights are shared (`weights.ts`).
 */
import * as v from "valibot";
import { LARGEST } from "../network/attribute";
import { type Graph, INPUT } from "../network/graph";
import { MAX_LAYERS } from "../network/limits";
import type { Text } from "../network/text";
import { whats } from "../network/tile";
import type { TrainRecipe } from "../network/train";
import type { DeriveFunctions } from "./derive";
import type { ExperimentFunctions } from "./experiment";
import type { Frame, Want } from "./frame";
import type { KeptRunFunctions } from "./keptRun";
import { classesSchema, dataNameSchema, type PictureFunctions } from "./pictures";
import type { ReachFunctions } from "./reach";
import { recipeSchema } from "./recipe";
import type { TrainingFunctions } from "./training";
import type { WeightFileFunctions } from "./weightFile";
import type { WeightsKeep } from "./weights";

export const datasetNames = ["mnist", "emoji8"] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Where labelled pictures to look at come from: built-in data, or the test pictures of one's own that were handed over last. */
export const sampleSources = [...datasetNames, "own"] as const;
export type SampleSource = (typeof sampleSources)[number];

/** What is trained with, and what is shown and tested with. */
export const datasetParts = ["train", "test"] as const;
export type DatasetPart = (typeof datasetParts)[number];

/** Which picture goes through the network. */
export type InputChoice =
	| { readonly kind: "sample"; readonly dataset: SampleSource; readonly index: number }
	/** A decoded picture given earlier by `setImage`. */
	| { readonly kind: "image" };

export interface RunRequest {
	readonly revision: number;
	readonly graph: Graph;
	/** The graph ends before a fault of the text: it is there to be looked at, and a run waits for the rest. */
	readonly partial?: boolean | undefined;
	/** Seeds initial weights, together with what and where a layer is. "Re-initialise weights" counts it up. */
	readonly seed: number;
	readonly input: InputChoice;
	readonly wants: readonly Want[];
	/** Most bytes that weights and activations may take. */
	readonly memoryLimit: number;
	/** What the text says about training: its loss is the one whose gradients are shown. Without, a vector at the end means CrossEntropyLoss. */
	readonly recipe?: TrainRecipe | undefined;
	/** For the first run of a worker that follows on another: the weights to go on from. */
	readonly restore?: WeightsKeep | undefined;
}

export interface RunReply {
	readonly ok: true;
	readonly revision: number;
	readonly frame: Frame;
	/** Time of the forward pass alone, in milliseconds. */
	readonly forwardMs: number;
	/** Keys of layers whose weights were kept, whole or in part, and of those freshly initialised. */
	readonly kept: readonly string[];
	readonly initialised: readonly string[];
	/** All weights, for a worker after this one; undefined where they are those of the answer before, or memory cannot be shared. */
	readonly weights: WeightsKeep | undefined;
	/** What of {@link RunRequest.restore} was damaged and left out; one line a layer, for the log. */
	readonly notRestored: readonly string[];
	/** The last layer's numbers, float32, where there are at most 4,096 of them: the class scores. */
	readonly output: ArrayBuffer | undefined;
	/** The sample's label, where the input is a labelled sample. */
	readonly label: string | undefined;
}

/** Why something could not be computed. `text` says what to do. */
export interface EngineFault {
	readonly ok: false;
	readonly revision: number;
	readonly code: "out-of-memory" | "no-input" | "unknown-layer" | "invalid-request" | "stale" | "lost" | "internal";
	readonly text: Text;
	/** The layer at which it happened. */
	readonly layer?: string;
}

/** A rectangle of exact numbers: of a map, a kernel, a partial map or a gradient, as in {@link Want}. */
export interface PatchRequest {
	readonly revision: number;
	readonly layer: string;
	readonly what: Want["what"];
	readonly tile: number;
	readonly output?: number;
	readonly y: number;
	readonly x: number;
	readonly height: number;
	readonly width: number;
}

export interface PatchReply {
	readonly ok: true;
	readonly revision: number;
	/** height × width float32, row by row; NaN outside of the data. */
	readonly values: ArrayBuffer;
}

/** Small pictures for the carousel. */
export interface SampleSheet {
	readonly ok: true;
	readonly dataset: SampleSource;
	readonly from: number;
	readonly count: number;
	readonly total: number;
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
	/** count × height × width × channels bytes. */
	readonly pixels: ArrayBuffer;
	/** One label a picture. */
	readonly labels: readonly string[];
}

/**
 * What computes. `threads` counts those that may be used; `reason` says why the fast kernels are not. `wide`: whether the opt-in wide ones are;
 * `whyNotWide` says why they are not where they were wanted.
 */
export interface About {
	readonly ok: true;
	readonly backend: string;
	readonly threads: number;
	readonly reason?: string;
	readonly wide?: boolean;
	readonly whyNotWide?: string | undefined;
}

/** What the worker answers. */
export interface EngineFunctions
	extends TrainingFunctions,
		WeightFileFunctions,
		KeptRunFunctions,
		DeriveFunctions,
		ReachFunctions,
		ExperimentFunctions,
		PictureFunctions {
	run(request: RunRequest): RunReply | EngineFault;
	look(request: { readonly revision: number; readonly wants: readonly Want[] }): { readonly ok: true; readonly frame: Frame } | EngineFault;
	patch(request: PatchRequest): PatchReply | EngineFault;
	/** Hands over one part of a dataset, as IDX files, gzipped or not. Input choices and samples are of the test part. */
	setDataset(request: {
		/** A built-in name, or as the text calls the data. */
		readonly name: string;
		/** test unless said otherwise. */
		readonly part?: DatasetPart | undefined;
		readonly images: ArrayBuffer;
		readonly labels: ArrayBuffer;
		/** Names of the classes; undefined: they are numbers, as many as the labels need. */
		readonly classes?: readonly string[] | undefined;
	}): Promise<{ readonly ok: true; readonly total: number } | EngineFault>;
	samples(request: { readonly dataset: SampleSource; readonly from: number; readonly count: number }): SampleSheet | EngineFault;
	/** A decoded picture, RGBA, 4 · width · height bytes. It is fitted to the network's input at every run. */
	setImage(request: { readonly width: number; readonly height: number; readonly rgba: ArrayBuffer }): { readonly ok: true } | EngineFault;
	/** Answers at once when the worker is idle; the supervisor's sign of life. */
	ping(): true;
	/** What computes, for the log. */
	about(): About;
}

const nat = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const text = (max = 512) => v.pipe(v.string(), v.maxLength(max));

export const wantSchema = v.object({
	layer: text(),
	what: v.picklist(whats),
	from: nat(1e9),
	count: nat(4096),
	maxSide: v.pipe(nat(4096), v.minValue(1)),
	output: v.optional(nat(1e9)),
});

/** The length is checked before any item is looked at: items of a list of 200,000 would keep the host's thread for half a minute. */
export const wantsSchema = v.pipe(v.array(v.unknown()), v.maxLength(1024), v.array(wantSchema));

export const inputChoiceSchema = v.variant("kind", [
	v.object({ kind: v.literal("sample"), dataset: v.picklist(sampleSources), index: nat(1e6) }),
	v.object({ kind: v.literal("image") }),
]);

export const graphSchema = v.object({
	input: v.pipe(v.array(v.pipe(nat(LARGEST), v.minValue(1))), v.minLength(1), v.maxLength(3)),
	nodes: v.pipe(
		v.array(
			v.object({
				key: text(4096),
				type: text(),
				inputs: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(INPUT))), v.minLength(1)),
				attributes: v.record(v.string(), v.unknown()),
				shape: v.pipe(v.array(v.pipe(nat(LARGEST), v.minValue(1))), v.minLength(1), v.maxLength(3)),
			}),
		),
		v.maxLength(MAX_LAYERS),
	),
});

export const runSchema = v.object({
	revision: nat(Number.MAX_SAFE_INTEGER),
	graph: graphSchema,
	partial: v.optional(v.boolean()),
	seed: v.pipe(v.number(), v.integer()),
	input: inputChoiceSchema,
	wants: wantsSchema,
	memoryLimit: v.pipe(v.number(), v.minValue(0)),
	recipe: v.optional(recipeSchema),
	restore: v.optional(v.unknown()), // read layer by layer: what is damaged is left out, and the rest goes on
});

export const lookSchema = v.object({ revision: nat(Number.MAX_SAFE_INTEGER), wants: wantsSchema });

export const samplesSchema = v.object({ dataset: v.picklist(sampleSources), from: nat(1e6), count: nat(4096) });

export const datasetSchema = v.object({
	name: dataNameSchema,
	part: v.optional(v.picklist(datasetParts)),
	images: v.instance(ArrayBuffer),
	labels: v.instance(ArrayBuffer),
	classes: v.optional(classesSchema),
});

export const patchSchema = v.object({
	revision: nat(Number.MAX_SAFE_INTEGER),
	layer: text(),
	what: v.picklist(whats),
	tile: nat(1e9),
	output: v.optional(nat(1e9)),
	y: v.pipe(v.number(), v.integer()),
	x: v.pipe(v.number(), v.integer()),
	height: v.pipe(nat(256), v.minValue(1)),
	width: v.pipe(nat(256), v.minValue(1)),
});
