import { type Broken, type Division, type Model, noted, type Pieces, type StepPart, type StepResult, Trainer, whole } from "../../engine";
import type { TrainRecipe } from "../../network/train";
import type { GradientNorm } from "../../protocol/training";
import { Curve, TestCurve } from "./curve";
import { Epochs } from "./epochs";
import { Evaluation } from "./evaluation";
import type { Examples } from "./examples";
import type { RunState } from "./keeping";
import { normsOf } from "./norms";
import { changeSettings, settingsOf } from "./recipe";
import { capture, goBack, type Snapshot, Snapshots } from "./snapshots";
import type { Tested } from "./tested";

/** What came of a piece of work: a part of something, a step, a batch of test pictures, nothing because there is no more to do, or numbers that broke. */
export type Outcome =
	| { readonly kind: "part" }
	| { readonly kind: "step"; readonly pictures: number }
	| { readonly kind: "test" | "norms" }
	| { readonly kind: "paused" | "done" }
	| { readonly kind: "broken"; readonly broken: Broken };

/** The pictures of a run. */
export interface RunData {
	readonly train: Examples;
	readonly test: Examples | undefined;
}

/** What is being made, and what its next piece belongs to. */
type Work = Pieces<Outcome, StepPart | "test" | "norms">;

/** Snapshots an epoch, as long as memory lasts. */
const SNAPSHOTS_PER_EPOCH = 10;

/**
 * One training run, piece by piece: it knows no time and waits for nobody, so that the same text, data and seed give the same numbers however
 * its pieces are spread.
 */
export class Run {
	readonly curve = new Curve();
	readonly tests = new TestCurve();
	readonly snapshots = new Snapshots();
	readonly trainer: Trainer;
	readonly #division: Division;
	/** How the test pictures were done last. */
	tested: Tested | undefined;
	/** The loss of the present weights is no number. */
	broken = false;
	/** Steps after which to pause. */
	target = Number.POSITIVE_INFINITY;
	readonly #epochs = new Epochs();
	#recipe: TrainRecipe;
	#data: RunData;
	#evaluation: Evaluation | undefined;
	/** What is half-made. */
	#work: Work | undefined;
	#part: StepPart | "test" | "norms" | undefined;
	/** The last step, while the model still holds its gradients. */
	#last: StepResult | undefined;
	#norms: readonly GradientNorm[] = [];
	/** Whether somebody wants to know the sizes of newer gradients. */
	#asked = false;

	/** The model must be compiled for training. `most`: how steps and batches of test pictures are divided. */
	constructor(model: Model, recipe: TrainRecipe, data: RunData, { snapshotLimit, most }: Division & { readonly snapshotLimit: number }) {
		this.#division = { most };
		this.#recipe = recipe;
		this.#data = data;
		this.trainer = new Trainer(model, settingsOf(recipe), recipe.seed);
		this.snapshots.limit = snapshotLimit;
		this.snapshots.clear(Math.floor(this.stepsPerEpoch / SNAPSHOTS_PER_EPOCH));
		this.#capture();
		this.#test();
	}

	get recipe(): TrainRecipe {
		return this.#recipe;
	}

	get step(): number {
		return this.trainer.steps;
	}

	/** Epochs that are complete. */
	get epoch(): number {
		return this.#epochs.place.epoch;
	}

	get stepsPerEpoch(): number {
		return Math.ceil(this.#data.train.dataset.count / this.#recipe.batch_size);
	}

	/** Steps of the whole run, as it looks now. */
	get steps(): number {
		const { epochs, batch_size } = this.#recipe;
		return this.step + this.#epochs.left(epochs, this.#data.train.dataset.count, batch_size);
	}

	/** Sizes of gradients in the last step; of an earlier one where a step that is half-made has overwritten the last one's. */
	get norms(): readonly GradientNorm[] {
		if (this.#last && this.#part !== "norms") whole(this.#measure(this.#last));
		return this.#norms;
	}

	/** Those that were measured last. */
	get lastNorms(): readonly GradientNorm[] {
		return this.#norms;
	}

	/** Sizes are to be measured as soon as a step is complete, before the next one. */
	askNorms(): void {
		this.#asked = true;
	}

	/** Whether some weights have made a step that others have not: then nothing but the next pieces may look at the model. */
	get updating(): boolean {
		return this.#part === "update";
	}

	/** Whether gradients are being measured. */
	get measuring(): boolean {
		return this.#part === "norms";
	}

	/** Lets go of what is half-made: it will be made again from its beginning. Not while it is `updating`. */
	drop(): void {
		this.#work = undefined;
		this.#part = undefined;
	}

	/** The recipe or the data are others from the next step on. Of other data, the epoch begins anew. */
	change(recipe: TrainRecipe, data: RunData): void {
		changeSettings(this.trainer, this.#recipe, recipe);
		const same = JSON.stringify(recipe) === JSON.stringify(this.#recipe) && data.test === this.#data.test;
		if (!same || data.train !== this.#data.train) this.drop();
		if (data.train.dataset !== this.#data.train.dataset) this.#epochs.place = { epoch: this.epoch, at: 0 };
		this.#recipe = recipe;
		this.#data = data;
		if (this.#evaluation && !same) this.#test();
	}

	/** The model was compiled for another network. */
	networkChanged(): void {
		this.drop();
		this.#last = undefined;
		if (this.#evaluation) this.#test();
	}

	/** Makes the next piece of work. Throws what the engine throws; what was half-made is given up then. */
	unit(): Outcome {
		const work = this.#work ?? this.#next();
		this.drop(); // stays so if it throws
		const { done, value } = work.next();
		if (done) return value;
		this.#work = work;
		this.#part = value;
		return { kind: "part" };
	}

	*#next(): Work {
		if (this.#asked && this.#last) return yield* noted(this.#measure(this.#last), "norms" as const);
		if (this.#evaluation) return yield* noted(this.#evaluate(this.#evaluation), "test" as const);
		if (this.epoch >= this.#recipe.epochs) {
			if (this.snapshots.at(this.step)?.step !== this.step) this.#capture();
			return { kind: "done" };
		}
		return this.step >= this.target ? { kind: "paused" } : yield* this.#step();
	}

	/** Everything as it was at a snapshot; what came after it is forgotten. */
	goBack(snapshot: Snapshot): void {
		goBack(this.trainer, snapshot);
		this.#epochs.place = snapshot.place;
		this.tested = snapshot.tested;
		this.broken = false;
		this.drop();
		this.#evaluation = undefined;
		this.#last = undefined;
		this.#norms = [];
		this.curve.cut(snapshot.step);
		this.tests.cut(snapshot.step);
		this.snapshots.cut(snapshot.step);
	}

	/** As it is now, to be kept. */
	state(elapsedMs: number): RunState {
		this.trainer.model.sync();
		const snapshot = capture(this.trainer, this.#epochs.place, this.tested);
		return { snapshot, train: this.curve.after(0), test: this.tests.after(0), elapsedMs };
	}

	/** Goes on from a run that was kept. The test pictures are looked at anew. */
	resume({ snapshot, train, test }: RunState): void {
		this.goBack(snapshot);
		this.trainer.model.trainedBefore();
		this.curve.restore(train, this.#recipe.batch_size);
		this.tests.restore(test.filter(({ step }) => step < snapshot.step));
		this.snapshots.clear(Math.floor(this.stepsPerEpoch / SNAPSHOTS_PER_EPOCH));
		this.#capture();
		this.#test();
	}

	*#step(): Work {
		const { batch_size, seed } = this.#recipe;
		const { train } = this.#data;
		const { count } = train.dataset;
		const indices = this.#epochs.next(count, batch_size, seed);
		const { inputs, targets } = yield* noted(train.batch(indices), "forward" as const);
		if (indices.length !== this.trainer.model.plan?.batch) this.#last = undefined; // its gradients go with the memory
		const made = this.trainer.stepInPieces(inputs, targets, this.#division);
		let piece = made.next();
		for (; !piece.done; piece = made.next()) {
			if (piece.value === "backward") this.#last = undefined; // from now on they are overwritten
			yield piece.value;
		}
		const result = piece.value;
		if (result.broken) {
			this.broken = true;
			return { kind: "broken", broken: result.broken };
		}
		this.#last = result;
		this.broken = false;
		const { loss, correct, lr } = result;
		this.curve.add({ step: this.step, pictures: indices.length, loss, correct, lr });
		if (this.#epochs.seen(indices.length, count)) {
			this.trainer.tick();
			this.#test();
		}
		if (!this.#evaluation && this.snapshots.isDue(this.step)) this.#capture();
		return { kind: "step", pictures: indices.length };
	}

	/** From now on the test pictures are looked at, until all were seen. */
	#test(): void {
		const { test } = this.#data;
		if (!test) return;
		this.#asked = true; // while the model has them
		const { model } = this.trainer;
		const scores = model.plan?.graph.nodes.at(-1)?.shape[0] ?? 1;
		this.#evaluation = new Evaluation(this.trainer, test, { batch: this.#recipe.batch_size, scores });
	}

	/** Measures the sizes of the last step's gradients. */
	*#measure(last: StepResult): Pieces<Outcome> {
		this.#norms = yield* normsOf(this.trainer.model, last, this.#recipe.clip_norm);
		this.#last = undefined;
		this.#asked = false;
		return { kind: "norms" };
	}

	*#evaluate(evaluation: Evaluation): Pieces<Outcome> {
		const finished = yield* evaluation.more(this.#division);
		if (evaluation.broken) {
			this.#evaluation = undefined;
			this.broken = true;
			return { kind: "broken", broken: evaluation.broken };
		}
		if (!finished) return { kind: "test" };
		this.#evaluation = undefined;
		this.tests.add({ step: this.step, epoch: this.epoch, ...evaluation.result, data: this.#recipe.data });
		this.tested = evaluation.tested;
		if (this.snapshots.isDue(this.step)) this.#capture();
		return { kind: "test" };
	}

	#capture(): void {
		if (this.snapshots.limit > 0) this.snapshots.add(capture(this.trainer, this.#epochs.place, this.tested));
	}
}
