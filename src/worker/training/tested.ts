import { type Dataset, pictureOf } from "../../engine";
import { text } from "../../network/text";
import type { Confusion, TestedPicture, TestedRequest, TestedSheet } from "../../protocol/training";
import { Refusal } from "../door";

/** Most classes that a confusion matrix shows. */
const MOST_CLASSES = 256;

/** How every test picture was done, after so many steps: six bytes a picture. */
export class Tested {
	/** The class that each picture was taken for: that of the largest score, the first of equal ones. */
	readonly taken: Uint16Array;
	/** The loss of each picture. */
	readonly losses: Float32Array;
	readonly #classes: readonly string[];
	#confusion: Confusion | undefined;

	/** `scores`: how many classes the network tells apart, which may be more than the data have. */
	constructor(
		readonly step: number,
		readonly dataset: Dataset,
		scores: number,
	) {
		this.taken = new Uint16Array(dataset.count);
		this.losses = new Float32Array(dataset.count);
		const { classes } = dataset;
		this.#classes = Array.from({ length: Math.min(Math.max(scores, classes.length), MOST_CLASSES) }, (_, i) => classes[i] ?? `${i}`);
	}

	/** How the pictures of each class (row) were taken (column), once all were looked at. */
	get confusion(): Confusion {
		this.#confusion ??= this.#count();
		return this.#confusion;
	}

	#count(): Confusion {
		const classes = this.#classes;
		const counts: number[] = new Array(classes.length ** 2).fill(0);
		for (const [i, taken] of this.taken.entries()) {
			const actual = this.dataset.labels[i] ?? 0;
			if (actual >= classes.length || taken >= classes.length) continue;
			const cell = actual * classes.length + taken;
			counts[cell] = (counts[cell] ?? 0) + 1;
		}
		return { step: this.step, classes, counts };
	}

	/** Pictures with the highest loss first (of one cell of the matrix, where one is named), from the one at place `from` on. */
	sheet({ cell, from, count }: TestedRequest): TestedSheet {
		const { width, height, channels, labels } = this.dataset;
		const among = Array.from(this.taken.keys()).filter((i) => !cell || (labels[i] === cell.actual && this.taken[i] === cell.taken));
		among.sort((a, b) => (this.losses[b] ?? 0) - (this.losses[a] ?? 0) || a - b);
		const some = among.slice(from, from + count);
		const size = width * height * channels;
		const pixels = new Uint8Array(some.length * size);
		for (const [at, index] of some.entries()) pixels.set(pictureOf(this.dataset, index).pixels, at * size);
		const pictures = some.map((index): TestedPicture => {
			const [actual, taken] = [labels[index] ?? 0, this.taken[index] ?? 0];
			return { index, actual: this.#nameOf(actual), taken: this.#nameOf(taken), right: actual === taken, loss: this.losses[index] ?? 0 };
		});
		return { ok: true, step: this.step, from, total: among.length, width, height, channels, pixels: pixels.buffer, pictures };
	}

	#nameOf(index: number): string {
		return this.#classes[index] ?? `${index}`;
	}
}

/** The pictures of a test. Throws a Refusal where nothing was tested yet. */
export function testedSheet(tested: Tested | undefined, request: TestedRequest): TestedSheet {
	if (!tested) throw new Refusal("no-input", text("The test pictures are looked at when training begins, and after each epoch."));
	return tested.sheet(request);
}
