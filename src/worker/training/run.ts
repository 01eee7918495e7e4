import { type Broken, type Model, type StepResult, type Tensor, Trainer } from "../../engine";
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

/** What came of a piece of work: a step, a batch of test pictures, nothing because there is no more to do, or numbers that broke. */
export type Outcome =
	| { readonly kind: "step"; readonly pictures: number }
	| { readonly kind: "test" }
	| { readonly kind: "paused" | "done" }
	| { readonly kind: "broken"; readonly broken: Broken };

/** The pictures of a run. */
export interface RunData {
	readonly train: Examples;
	readonly test: Examples | undefined;
}

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
	/** The last step, while the model still holds its gradients. */
	#last: StepResult | undefined;
	#norms: readonly GradientNorm[] = [];
	/** Running statistics as they last were known to be good: a forward pass whose loss breaks has written to them already. */
	#running: readonly (readonly [Tensor, Float32Array])[] = [];

	/** The model must be compiled for training. */
	constructor(model: Model, recipe: TrainRecipe, data: RunData, snapshotLimit: number) {
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

	/** Sizes of gradients in the last step. */
	get norms(): readonly GradientNorm[] {
		if (this.#last) this.#norms = normsOf(this.trainer.model, this.#last, this.#recipe.clip_norm);
		this.#last = undefined;
		return this.#norms;
	}

	/** Those that were measured last. */
	get lastNorms(): readonly GradientNorm[] {
		return this.#norms;
	}

	/** The recipe or the data are others from the next step on. Of other data, the epoch begins anew. */
	change(recipe: TrainRecipe, data: RunData): void {
		changeSettings(this.trainer, this.#recipe, recipe);
		const same = JSON.stringify(recipe) === JSON.stringify(this.#recipe) && data.test === this.#data.test;
		if (data.train.dataset !== this.#data.train.dataset) this.#epochs.place = { epoch: this.epoch, at: 0 };
		this.#recipe = recipe;
		this.#data = data;
		if (this.#evaluation && !same) this.#test();
	}

	/** The model was compiled for another network. */
	networkChanged(): void {
		this.#last = undefined;
		this.#rememberRunning();
		if (this.#evaluation) this.#test();
	}

	/** Makes the next piece of work. Throws what the engine throws. */
	unit(): Outcome {
		if (this.#evaluation) return this.#evaluate(this.#evaluation);
		if (this.epoch >= this.#recipe.epochs) {
			if (this.snapshots.at(this.step)?.step !== this.step) this.#capture();
			return { kind: "done" };
		}
		return this.step >= this.target ? { kind: "paused" } : this.#step();
	}

	/** Everything as it was at a snapshot; what came after it is forgotten. */
	goBack(snapshot: Snapshot): void {
		goBack(this.trainer, snapshot);
		this.#epochs.place = snapshot.place;
		this.tested = snapshot.tested;
		this.broken = false;
		this.#evaluation = undefined;
		this.#last = undefined;
		this.#norms = [];
		this.curve.cut(snapshot.step);
		this.tests.cut(snapshot.step);
		this.snapshots.cut(snapshot.step);
		this.#rememberRunning();
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
		this.curve.restore(train, this.#recipe.batch_size);
		this.tests.restore(test.filter(({ step }) => step < snapshot.step));
		this.snapshots.clear(Math.floor(this.stepsPerEpoch / SNAPSHOTS_PER_EPOCH));
		this.#capture();
		this.#test();
	}

	#step(): Outcome {
		const { batch_size, seed } = this.#recipe;
		const { train } = this.#data;
		const { count } = train.dataset;
		const indices = this.#epochs.next(count, batch_size, seed);
		const { inputs, targets } = train.batch(indices);
		const result = this.trainer.step(inputs, targets);
		if (result.broken) return this.#broke(result.broken);
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
		this.#norms = this.norms; // while the model has them
		const { model } = this.trainer;
		const scores = model.plan?.graph.nodes.at(-1)?.shape[0] ?? 1;
		this.#evaluation = new Evaluation(this.trainer, test, { batch: this.#recipe.batch_size, scores });
	}

	#evaluate(evaluation: Evaluation): Outcome {
		const finished = evaluation.more();
		if (evaluation.broken) {
			this.#evaluation = undefined;
			this.broken = true;
			return { kind: "broken", broken: evaluation.broken };
		}
		if (!finished) return { kind: "test" };
		this.#evaluation = undefined;
		this.tests.add({ step: this.step, epoch: this.epoch, ...evaluation.result });
		this.tested = evaluation.tested;
		if (this.snapshots.isDue(this.step)) this.#capture();
		return { kind: "test" };
	}

	#capture(): void {
		this.#rememberRunning();
		if (this.snapshots.limit > 0) this.snapshots.add(capture(this.trainer, this.#epochs.place, this.tested));
	}

	#rememberRunning(): void {
		this.#running = this.trainer.model.layers.flatMap(({ parameters: { running_mean, running_var, num_batches_tracked } }) =>
			[running_mean, running_var, num_batches_tracked].flatMap((tensor) => (tensor ? [[tensor, tensor.data.slice()] as const] : [])),
		);
	}

	#broke(broken: Broken): Outcome {
		this.broken = true;
		const { model } = this.trainer;
		model.sync();
		for (const [tensor, numbers] of this.#running) tensor.data.set(numbers);
		model.refresh();
		this.#last = undefined;
		return { kind: "broken", broken };
	}
}
