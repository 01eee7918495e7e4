import { type Batch, type Dataset, fitPicture, type Pieces, pictureOf } from "../../engine";
import { elements, type Shape } from "../../network/shape";

/** Most bytes of fitted pictures that are kept: 256 MiB. Of larger data, what is beyond is fitted each time. */
const MOST_KEPT = 256 * 1024 ** 2;

/** A dataset's pictures as a network takes them, each fitted when it is first needed, and as long as memory lasts only once. */
export class Examples {
	readonly dataset: Dataset;
	readonly #shape: Shape;
	readonly #size: number;
	readonly #kept: Float32Array;
	/** Which of the kept pictures are there. */
	readonly #there: Uint8Array;
	#inputs = new Float32Array(0);

	constructor(dataset: Dataset, shape: Shape, mostBytes = MOST_KEPT) {
		this.dataset = dataset;
		this.#shape = shape;
		this.#size = elements(shape);
		const kept = Math.min(dataset.count, Math.floor(mostBytes / (4 * this.#size)));
		this.#kept = new Float32Array(kept * this.#size);
		this.#there = new Uint8Array(kept);
	}

	/** Whether these are the pictures of that data for an input of that shape. */
	are(dataset: Dataset, shape: Shape): boolean {
		return dataset === this.dataset && `${shape}` === `${this.#shape}`;
	}

	/** The pictures at these indices and their classes; the inputs are valid until the next call. A piece is a picture that has to be fitted. */
	*batch(indices: Uint32Array): Pieces<Batch> {
		for (const index of indices) {
			if (index >= this.#there.length || this.#there[index] === 1) continue;
			this.#numbers(index);
			yield;
		}
		const count = indices.length * this.#size;
		if (this.#inputs.length !== count) this.#inputs = new Float32Array(count);
		for (const [i, index] of indices.entries()) this.#inputs.set(this.#numbers(index), i * this.#size);
		return { inputs: this.#inputs, targets: Int32Array.from(indices, (index) => this.dataset.labels[index] ?? 0) };
	}

	#numbers(index: number): Float32Array {
		if (index >= this.#there.length) return fitPicture(pictureOf(this.dataset, index), this.#shape);
		const kept = this.#kept.subarray(index * this.#size, (index + 1) * this.#size);
		if (this.#there[index] === 0) kept.set(fitPicture(pictureOf(this.dataset, index), this.#shape));
		this.#there[index] = 1;
		return kept;
	}
}
