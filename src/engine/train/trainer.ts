import { elements } from "../../network/shape";
import type { Model } from "../model";
import { noted, type Pieces, whole } from "../pieces";
import { type Division, UNDIVIDED } from "../program";
import { Stream } from "../random";
import type { Tensor } from "../tensor";
import { type Broken, firstBroken } from "./broken";
import { type Clip, clip } from "./clip";
import { countCorrect, fitTargets } from "./losses/classes";
import { type Criterion, type Reduced, reduced, type Target } from "./losses/loss";
import type { Optimiser } from "./optimisers/optimiser";
import type { Schedule } from "./schedules/schedule";

/** What a run is made of. Every part may be exchanged between steps. */
export interface TrainerSettings {
	readonly loss: Criterion;
	/** Mean unless said otherwise. */
	readonly reduction?: "mean" | "sum";
	readonly optimiser: Optimiser;
	readonly schedule?: Schedule;
	readonly clip?: Clip;
}

/** What a run's randomness and its schedule count by. */
export interface Clocks {
	readonly steps: number;
	readonly ticks: number;
}

/** How well a batch was done. */
export interface Score {
	readonly loss: number;
	/** How many items' largest score is that of their class; undefined where targets are values. */
	readonly correct: number | undefined;
	/** The loss of every item (one a picture, or one a number of the output), and what their sum was divided by. */
	readonly items: Float64Array;
	readonly divisor: number;
	/** Present where the loss is NaN or infinite. */
	readonly broken?: Broken;
}

export interface StepResult extends Score {
	/** The rate that the step was made with. */
	readonly lr: number;
	/** Length of the whole gradient before it was clipped, where it is clipped by norm. */
	readonly gradientNorm?: number;
}

/**
 * What the next piece of a half-made step belongs to. Up to the update nothing has changed that lives longer than the step: it may be dropped, and made
 * again to the same bits. Within the update some weights have made the step and others have not.
 */
export type StepPart = "forward" | "backward" | "update";

/** How many numbers an optimiser, or whoever clips gradients, takes in a millisecond. */
const UPDATED = 300_000;

/**
 * Trains a model, one batch at a time. The model must be compiled with `gradients: true`; it may be compiled anew between steps (the network
 * was edited): weights and the optimiser's memory of them live on where they can. The same steps from the same start give the same numbers,
 * bit for bit.
 */
export class Trainer {
	/** May be replaced between steps. */
	settings: TrainerSettings;
	readonly model: Model;
	readonly #dropout: Stream;
	#steps = 0;
	#ticks = 0;
	#gradient = new Float32Array(0);

	/** `seed` decides Dropout's masks. */
	constructor(model: Model, settings: TrainerSettings, seed = 0) {
		this.model = model;
		this.settings = settings;
		this.#dropout = new Stream("step", seed);
	}

	/** Steps made so far. */
	get steps(): number {
		return this.#steps;
	}

	/** Where the clocks stand, to go back to: steps made, and ticks of the schedule. */
	get clocks(): Clocks {
		return { steps: this.#steps, ticks: this.#ticks };
	}

	set clocks({ steps, ticks }: Clocks) {
		this.#steps = steps;
		this.#ticks = ticks;
	}

	/** The rate that the next step will be made with. */
	get lr(): number {
		const { schedule, optimiser } = this.settings;
		const { lr } = optimiser.settings;
		return schedule ? schedule.rate(lr, this.#ticks) : lr;
	}

	/** Moves the schedule's clock on: after each step or after each epoch, as the schedule is meant. `metric` is for ReduceLROnPlateau. */
	tick(metric?: number): void {
		const { schedule, optimiser } = this.settings;
		this.#ticks++;
		if (metric !== undefined) schedule?.observe?.(metric, optimiser.settings.lr);
	}

	/**
	 * One step on N pictures: N·C·H·W numbers, and N class indices or as many values as the network gives. Forward in train mode, loss,
	 * backward, clipping, optimiser. Where the loss is not finite, nothing is changed and `broken` says where it began.
	 * Throws a RangeError where inputs or targets do not fit.
	 */
	step(inputs: Float32Array, targets: Target): StepResult {
		return whole(this.stepInPieces(inputs, targets));
	}

	/**
	 * As {@link step}, piece by piece, each telling what the next one belongs to. What the step is made of must not be exchanged while it is
	 * half-made; before its update it may be let go of.
	 */
	*stepInPieces(inputs: Float32Array, targets: Target, division: Division = UNDIVIDED): Pieces<StepResult, StepPart> {
		const { model, lr, settings } = this;
		const wanted = this.#prepare(inputs, targets);
		const mode = { training: true, seed: this.#dropout.bits(this.#steps) };
		yield* noted(model.forwardInPieces(inputs, mode, division), "forward" as const);
		yield "backward";
		const { score, gradient } = this.#score(targets, wanted);
		if (score.broken) return { ...score, lr };
		yield* noted(model.backwardInPieces(gradient, { input: false }, division), "backward" as const);
		const trainables = model.trainables();
		const numbers = UPDATED * division.most;
		if (settings.clip) yield "backward";
		const norm = settings.clip && clip(trainables, settings.clip);
		yield "update";
		yield* noted(settings.optimiser.stepInPieces(trainables, lr, numbers), "update" as const);
		model.keepRunning();
		model.updated();
		this.#steps++;
		return { ...score, lr, ...(norm === undefined ? {} : { gradientNorm: norm }) };
	}

	/** How well N pictures are done in eval mode; changes nothing but the model's activations. */
	evaluate(inputs: Float32Array, targets: Target): Score {
		return whole(this.evaluateInPieces(inputs, targets));
	}

	/** As {@link evaluate}, piece by piece. */
	*evaluateInPieces(inputs: Float32Array, targets: Target, division: Division = UNDIVIDED): Pieces<Score> {
		const wanted = this.#prepare(inputs, targets);
		yield* this.model.forwardInPieces(inputs, {}, division);
		return this.#score(targets, wanted).score;
	}

	/** Makes the model one for as many pictures as there are, and gives the targets as the loss takes them. Throws before anything is computed. */
	#prepare(inputs: Float32Array, targets: Target): Target {
		const { plan } = this.model;
		if (!plan?.gradients) throw new Error("to be trained, a model must be compiled with gradients");
		const one = elements(plan.graph.input);
		const batch = inputs.length / one;
		if (!Number.isInteger(batch) || batch === 0) throw new RangeError(`${inputs.length} numbers are no pictures of ${one}`);
		const wanted = fitTargets(this.settings.loss, targets, [batch, ...(plan.graph.nodes.at(-1)?.shape ?? plan.graph.input)]);
		this.model.resize(batch);
		return wanted;
	}

	#score(targets: Target, wanted: Target): { readonly score: Score; readonly gradient: Float32Array } {
		const { loss: criterion, reduction } = this.settings;
		const x = this.model.output;
		const { value, gradient, items, divisor }: Reduced = reduced(criterion, x, wanted, reduction, this.#gradientFor(x));
		// All pictures are of classes of weight 0: nothing counts. PyTorch's mean is 0/0 then, and its weights are lost.
		const nothing = divisor === 0 && criterion.settings?.weight !== undefined;
		if (nothing) gradient.fill(0);
		const loss = nothing ? 0 : value;
		const correct = targets instanceof Int32Array ? countCorrect(x, targets) : undefined;
		return { score: { loss, correct, items, divisor, ...(Number.isFinite(loss) ? {} : { broken: firstBroken(this.model) }) }, gradient };
	}

	#gradientFor({ data }: Tensor): Float32Array {
		if (this.#gradient.length !== data.length) this.#gradient = new Float32Array(data.length);
		return this.#gradient;
	}
}
