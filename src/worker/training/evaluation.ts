import type { Trainer } from "../../engine";
import type { Confusion } from "../../protocol/training";
import type { Examples } from "./examples";

/** Most classes that a confusion matrix shows. */
const MOST_CLASSES = 256;

/** How well test pictures are done, batch by batch, so that others get a turn in between. */
export class Evaluation {
	readonly #examples: Examples;
	readonly #trainer: Trainer;
	readonly #batch: number;
	#at = 0;
	#loss = 0;
	#correct: number | undefined = 0;
	readonly #classes: readonly string[];
	readonly #counts: number[];
	readonly #pictures: number[];
	/** Whether the loss of some pictures is no number. */
	broken: ReturnType<Trainer["evaluate"]>["broken"];

	/** `batch`: how many pictures are computed at once; `scores`: how many the network gives. */
	constructor(trainer: Trainer, examples: Examples, { batch, scores }: { readonly batch: number; readonly scores: number }) {
		this.#trainer = trainer;
		this.#examples = examples;
		this.#batch = batch;
		const { classes } = examples.dataset;
		const count = Math.min(Math.max(scores, classes.length), MOST_CLASSES);
		this.#classes = Array.from({ length: count }, (_, i) => classes[i] ?? `${i}`);
		this.#counts = new Array(count * count).fill(0);
		this.#pictures = new Array(count * count).fill(-1);
	}

	/** One more batch. Whether that was the last one. */
	more(): boolean {
		const { count } = this.#examples.dataset;
		const size = Math.min(this.#batch, count - this.#at);
		const { inputs, targets } = this.#examples.batch(Uint32Array.from({ length: size }, (_, i) => this.#at + i));
		const { loss, correct, broken } = this.#trainer.evaluate(inputs, targets);
		this.broken ??= broken;
		this.#loss += loss * size;
		this.#correct = correct === undefined || this.#correct === undefined ? undefined : this.#correct + correct;
		this.#tell(targets);
		this.#at += size;
		return this.#at >= count;
	}

	/** Means over all pictures, once they were all seen. */
	get result(): { readonly loss: number; readonly accuracy: number | undefined } {
		const { count } = this.#examples.dataset;
		return { loss: this.#loss / count, accuracy: this.#correct === undefined ? undefined : this.#correct / count };
	}

	get confusion(): Confusion {
		return { classes: this.#classes, counts: this.#counts, examples: this.#pictures };
	}

	/** Which class each picture was taken for: the largest score, the first of equal ones. */
	#tell(targets: Int32Array): void {
		const { data, shape } = this.#trainer.model.output;
		const [, scores = 1] = shape;
		const count = this.#classes.length;
		for (const [i, target] of targets.entries()) {
			let best = 0;
			for (let k = 1; k < scores; k++) if ((data[i * scores + k] ?? 0) > (data[i * scores + best] ?? 0)) best = k;
			if (best >= count || target >= count) continue;
			const cell = target * count + best;
			this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
			if (this.#pictures[cell] === -1) this.#pictures[cell] = this.#at + i;
		}
	}
}
