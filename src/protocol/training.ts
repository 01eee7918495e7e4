/**
 * Training, between host and worker and between host and panel. The worker trains in slices between its messages and never waits for anybody:
 * the host asks for news as fast as the panel draws (one question in flight), and gets what has happened since.
 */
import * as v from "valibot";
import type { Graph } from "../network/graph";
import type { Text } from "../network/text";
import { builtInData, type TrainRecipe } from "../network/train";
import { type EngineFault, graphSchema, wantsSchema } from "./engine";
import type { Frame, Want } from "./frame";
import { recipeSchema } from "./recipe";
import type { WeightsKeep } from "./weights";

/** idle: nothing was trained yet, or it was reset. stopped: by an edit that cannot be trained through, or by numbers that broke. */
export type TrainingPhase = "idle" | "loading" | "running" | "paused" | "done" | "stopped";

/** Means over the steps since the last point. */
export interface TrainingPoint {
	/** Steps made when it was taken; points are in the order of steps, a few hundred a run at most (neighbours are joined when there are more). */
	readonly step: number;
	readonly loss: number;
	/** Share of right answers, 0…1; undefined where targets are values. */
	readonly accuracy: number | undefined;
	/** Learning rate of the last step. */
	readonly lr: number;
}

/** How the test pictures are done, after each epoch and at the start. */
export interface TestPoint {
	readonly step: number;
	/** Epochs that were complete. */
	readonly epoch: number;
	readonly loss: number;
	readonly accuracy: number | undefined;
	/** What the pictures are of, as the recipe names it; a run may change over to others. */
	readonly data?: string | undefined;
}

/** Size of a layer's gradients in the last step: L2 norms of ∂loss/∂output (of the batch) and of ∂loss/∂weight. */
export interface GradientNorm {
	readonly layer: string;
	readonly output: number;
	readonly weight: number | undefined;
}

/** How the test pictures of each class (row) were taken (column), row by row. */
export interface Confusion {
	/** Steps after which they were looked at. */
	readonly step: number;
	readonly classes: readonly string[];
	readonly counts: readonly number[];
}

/** Which test pictures are wanted, those with the highest loss first. */
export interface TestedRequest {
	/** Those of one cell of the confusion matrix: what they are, and what they were taken for. All, where it is not said. */
	readonly cell?: { readonly actual: number; readonly taken: number } | undefined;
	readonly from: number;
	readonly count: number;
}

/** How one test picture was done. */
export interface TestedPicture {
	/** Its number in the test part, as in an input choice. */
	readonly index: number;
	readonly actual: string;
	readonly taken: string;
	readonly right: boolean;
	readonly loss: number;
}

/** Test pictures as they were done when they were last looked at, or at the snapshot that is shown. */
export interface TestedSheet {
	readonly ok: true;
	readonly step: number;
	readonly from: number;
	/** How many there are, of that cell or in all. */
	readonly total: number;
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
	/** One after the other, height × width × channels bytes each. */
	readonly pixels: ArrayBuffer;
	readonly pictures: readonly TestedPicture[];
}

/** Weights as they were, which the scrubber goes back to. */
export interface SnapshotMark {
	readonly step: number;
	readonly bytes: number;
}

/** What has become of a run. */
export interface TrainingNews {
	readonly ok: true;
	/** Counts runs (reset begins a new one); curves of another run are thrown away. */
	readonly run: number;
	readonly phase: TrainingPhase;
	readonly step: number;
	/** Steps of one epoch, and of the whole run. */
	readonly stepsPerEpoch: number;
	readonly steps: number;
	/** Epochs that are complete. */
	readonly epoch: number;
	/** Pictures a second of the last second; 0 while nothing runs. */
	readonly samplesPerSecond: number;
	/** Training time so far, in milliseconds. */
	readonly elapsedMs: number;
	/** All points when `from` was 0 or of another run, else those behind step `from`. */
	readonly train: readonly TrainingPoint[];
	readonly test: readonly TestPoint[];
	readonly norms: readonly GradientNorm[];
	readonly confusion: Confusion | undefined;
	readonly snapshots: readonly SnapshotMark[];
	/** The snapshot that is shown instead of the newest weights, where one is. */
	readonly shown: number | undefined;
	/** Why it stopped, or what a person should know: the loss broke at layer …, the labels do not fit … */
	readonly notice:
		| {
				readonly severity: "error" | "warning" | "info";
				readonly text: Text;
				readonly layer?: string;
				/** Numbers broke: only a snapshot from before leads on. */
				readonly broken?: boolean;
		  }
		| undefined;
	/** Tiles as wanted, computed with the newest weights (or those of the snapshot shown); undefined where nothing has changed since. */
	readonly frame: Frame | undefined;
	/** The last layer's numbers for the input that is shown (float32), as in a run's reply; comes with `frame`, where they are few. */
	readonly output?: ArrayBuffer | undefined;
	/** All weights, for a worker after this one, as in a run's reply. */
	readonly weights?: WeightsKeep | undefined;
}

export interface TrainRequest {
	/** As in a run request: the graph's revision. */
	readonly revision: number;
	readonly graph: Graph;
	readonly seed: number;
	readonly recipe: TrainRecipe;
	readonly memoryLimit: number;
	/** Most bytes of snapshots. */
	readonly snapshotLimit: number;
	/** How many steps to make before pausing; undefined: all. */
	readonly steps?: number | undefined;
}

export interface NewsRequest {
	readonly revision: number;
	/** The last step whose point is known already, of that run. */
	readonly run: number;
	readonly from: number;
	readonly wants: readonly Want[];
}

/** What the worker answers about training. Starting while it is paused goes on; a changed recipe or graph is taken over between two steps. */
export interface TrainingFunctions {
	train(request: TrainRequest): TrainingNews | EngineFault;
	pauseTraining(): TrainingNews | EngineFault;
	/** Somebody types or moves the caret: for a moment nothing is trained, so that the editor's own answers come first. */
	standAside(): { readonly ok: true };
	/** Forgets the run, its curves and snapshots; weights are initialised anew. */
	resetTraining(): TrainingNews | EngineFault;
	trainingNews(request: NewsRequest): TrainingNews | EngineFault;
	/** Shows the network as it was at a snapshot (the one nearest before `step`); undefined: as it is now. Pauses. */
	showSnapshot(request: { readonly step: number | undefined }): TrainingNews | EngineFault;
	/** Makes the snapshot that is shown the present: what came after it is forgotten. */
	continueFrom(request: { readonly step: number }): TrainingNews | EngineFault;
	/** How single test pictures were done. */
	tested(request: TestedRequest): TestedSheet | EngineFault;
}

/** What the panel shows; numbers as in {@link TrainingNews}. */
export interface PanelTraining extends Omit<TrainingNews, "ok" | "frame" | "output" | "weights"> {
	/** What the text says, defaults filled in; undefined where there is no `train`, or it is at fault. */
	readonly recipe: TrainRecipe | undefined;
	/** Why training cannot start, where it cannot. */
	readonly blocked: Text | undefined;
	/** The text says nothing of training yet, and could. */
	readonly addable: boolean;
	/** When the run began, ISO 8601. */
	readonly began?: string | undefined;
	/** How many pictures of one's own have been read of how many, while they are. */
	readonly reading?: { readonly done: number; readonly total: number } | undefined;
	/** A run that was kept, which can be gone on from as long as no other has begun. */
	readonly kept?: { readonly step: number; readonly when: string | undefined } | undefined;
}

const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
export const trainSchema = v.object({
	revision: count(Number.MAX_SAFE_INTEGER),
	graph: graphSchema,
	seed: v.pipe(v.number(), v.integer()),
	recipe: recipeSchema,
	memoryLimit: v.pipe(v.number(), v.minValue(0)),
	snapshotLimit: v.pipe(v.number(), v.minValue(0)),
	steps: v.optional(v.pipe(count(1e9), v.minValue(1))),
});

export const snapshotSchema = v.object({ step: v.optional(count(Number.MAX_SAFE_INTEGER)) });

export const forkSchema = v.object({ step: count(Number.MAX_SAFE_INTEGER) });

const place = count(255);
export const testedSchema = v.object({
	cell: v.optional(v.object({ actual: place, taken: place })),
	from: count(1e6),
	count: v.pipe(count(64), v.minValue(1)),
});

export const newsSchema = v.object({
	revision: count(Number.MAX_SAFE_INTEGER),
	run: count(Number.MAX_SAFE_INTEGER),
	from: count(Number.MAX_SAFE_INTEGER),
	wants: wantsSchema,
});

/** What the panel may ask of training (resume and discard: the run that was kept before the window was reloaded): buttons, and settings that are written into the text. */
export const trainActionSchema = v.picklist(["start", "pause", "step", "reset", "resume", "discard"]);
export type TrainAction = v.InferOutput<typeof trainActionSchema>;
/** Those that are about the run as it is. */
export type RunAction = Exclude<TrainAction, "resume" | "discard">;

export const isBuiltIn = (data: string): data is (typeof builtInData)[number] => (builtInData as readonly string[]).includes(data);
