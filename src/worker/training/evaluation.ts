import type { Division, Pieces, Score, Trainer } from "../../engine";
import type { Examples } from "./examples";
import { Tested } from "./tested";

/** How well test pictures are done, batch by batch, so that others get a turn in between. */
export class Evaluation {
	readonly #examples: Examples;
	readonly #trainer: Trainer;
	readonly #batch: number;
	#at = 0;
	#loss = 0;
	#divisor = 0;
	#correct: number | undefined = 0;
	/** How each picture was done; complete when all were seen. */
	readonly tested: Tested;
	/** Whether the loss of some pictures is no number. */
	broken: Score["broken"];

	/** `batch`: how many pictures are computed at once; `scores`: how many the network gives. */
	constructor(trainer: Trainer, examples: Examples, { batch, scores }: { readonly batch: number; readonly scores: number }) {
		this.#trainer = trainer;
		this.#examples = examples;
		this.#batch = batch;
		this.tested = new Tested(trainer.steps, examples.dataset, scores);
	}

	/** One more batch, piece by piece; given up half-made, it was not looked at. Whether that was the last one. */
	*more(division: Division): Pieces<boolean> {
		const { count } = this.#examples.dataset;
		const size = Math.min(this.#batch, count - this.#at);
		const { inputs, targets } = yield* this.#examples.batch(Uint32Array.from({ length: size }, (_, i) => this.#at + i));
		const score = yield* this.#trainer.evaluateInPieces(inputs, targets, division);
		this.broken ??= score.broken;
		this.#loss += score.loss * score.divisor;
		this.#divisor += score.divisor;
		this.#correct = score.correct === undefined || this.#correct === undefined ? undefined : this.#correct + score.correct;
		this.#tell(size, score);
		this.#at += size;
		return this.#at >= count;
	}

	/** The loss as its own mean over all pictures says it, and the share of right answers, once all were seen. */
	get result(): { readonly loss: number; readonly accuracy: number | undefined } {
		const { count } = this.#examples.dataset;
		return {
			loss: this.#divisor === 0 ? 0 : this.#loss / this.#divisor,
			accuracy: this.#correct === undefined ? undefined : this.#correct / count,
		};
	}

	/** Which class each picture was taken for, and its loss: of a loss over numbers, their mean. */
	#tell(size: number, { items }: Score): void {
		const { data, shape } = this.#trainer.model.output;
		const [, scores = 1] = shape;
		const each = items.length / size;
		for (let i = 0; i < size; i++) {
			let best = 0;
			for (let k = 1; k < scores; k++) if ((data[i * scores + k] ?? 0) > (data[i * scores + best] ?? 0)) best = k;
			let loss = 0;
			for (let k = 0; k < each; k++) loss += items[i * each + k] ?? 0;
			this.tested.taken[this.#at + i] = best;
			this.tested.losses[this.#at + i] = loss / each;
		}
	}
}
