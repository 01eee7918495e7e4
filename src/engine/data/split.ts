import { epochOrder } from "../train/order";
import { type Dataset, pictureOf } from "./dataset";

/**
 * Parts a dataset into pictures to train with and pictures to test with. Of each class of n pictures, round(n · share) are for the test: at least
 * one, unless the share is 0, and never all. Which ones is drawn class by class, by the seed, the class's index and n alone; within a part,
 * pictures stay in their order.
 */
export function splitDataset(dataset: Dataset, share: number, seed: number): { readonly train: Dataset; readonly test: Dataset } {
	const byClass = dataset.classes.map((): number[] => []);
	for (const [i, label] of dataset.labels.entries()) byClass[label]?.push(i);
	const tested = new Set<number>();
	for (const [label, indices] of byClass.entries()) {
		const wanted = share > 0 ? Math.max(1, Math.round(indices.length * share)) : 0;
		const order = epochOrder(indices.length, seed, label);
		for (const at of order.subarray(0, Math.min(wanted, indices.length - 1))) tested.add(indices[at]!);
	}
	return partDataset(dataset, (i) => tested.has(i));
}

/** Parts a dataset by what is said of each picture, by its index. Within a part, pictures stay in their order. */
export function partDataset(dataset: Dataset, isTested: (i: number) => boolean): { readonly train: Dataset; readonly test: Dataset } {
	const all = Array.from(dataset.labels.keys());
	return {
		train: part(
			dataset,
			all.filter((i) => !isTested(i)),
		),
		test: part(dataset, all.filter(isTested)),
	};
}

function part(dataset: Dataset, indices: readonly number[]): Dataset {
	const { width, height, channels } = dataset;
	const size = width * height * channels;
	const pixels = new Uint8Array(indices.length * size);
	for (const [at, index] of indices.entries()) pixels.set(pictureOf(dataset, index).pixels, at * size);
	return { ...dataset, count: indices.length, pixels, labels: Uint8Array.from(indices, (index) => dataset.labels[index]!) };
}
