import { elements, type Shape } from "../../network/shape";
import { type Dataset, pictureOf } from "../data/dataset";
import { fitPicture } from "../data/fit";

/** Pictures as a network takes them, N·C·H·W numbers in [0, 1], and their class indices. */
export interface Batch {
	readonly inputs: Float32Array;
	readonly targets: Int32Array;
}

/** The pictures of a dataset at these indices, fitted to an input of C×H×W. The caller checks that there are such pictures. */
export function gather(dataset: Dataset, indices: Uint32Array, shape: Shape): Batch {
	const size = elements(shape);
	const inputs = new Float32Array(indices.length * size);
	for (const [i, index] of indices.entries()) inputs.set(fitPicture(pictureOf(dataset, index), shape), i * size);
	return { inputs, targets: Int32Array.from(indices, (index) => dataset.labels[index]!) };
}
