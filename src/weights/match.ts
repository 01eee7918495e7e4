import { type Shape, sameShape } from "../network/shape";
import { isReadable } from "./dtype";
import type { TensorEntry } from "./read";

/** A layer that has tensors, as an analysis or a plan knows it. */
export interface WeightedLayer {
	readonly key: string;
	readonly tensors: readonly { readonly name: string; readonly shape: Shape }[];
}

/** A tensor that the file and the network have in different shapes (or, in the file, as numbers that are no weights). */
export interface Misfit {
	readonly layer: string;
	readonly entry: TensorEntry;
	/** What the network needs. */
	readonly shape: Shape;
}

/** What of a file fits a network. */
export interface Fit {
	/** Tensors of the network that are in the file as they must be; a layer of which one tensor does not fit is in none of them. */
	readonly fitting: readonly { readonly layer: string; readonly tensor: string; readonly entry: TensorEntry }[];
	readonly missing: readonly { readonly layer: string; readonly name: string; readonly shape: Shape }[];
	readonly misfits: readonly Misfit[];
	/** Of the file, and not of the network. */
	readonly unexpected: readonly TensorEntry[];
}

/** PyTorch's name of a tensor in the state dict. */
export const stateName = (layer: string, tensor: string): string => `${layer}.${tensor}`;

/**
 * Compares a file's tensors with a network's by PyTorch's state-dict names. Counters of batches may be missing, as for PyTorch.
 */
export function matchWeights(layers: readonly WeightedLayer[], tensors: ReadonlyMap<string, TensorEntry>): Fit {
	const fitting: Fit["fitting"][number][] = [];
	const missing: Fit["missing"][number][] = [];
	const misfits: Misfit[] = [];
	const known = new Set<string>();
	for (const { key: layer, tensors: wanted } of layers) {
		const fits: Fit["fitting"][number][] = [];
		const wrong: Misfit[] = [];
		for (const { name: tensor, shape } of wanted) {
			const name = stateName(layer, tensor);
			const entry = tensors.get(name);
			known.add(name);
			if (!entry) {
				if (tensor !== "num_batches_tracked") missing.push({ layer, name, shape });
			} else if (!sameShape(entry.shape, shape) || !isReadable(entry.dtype)) wrong.push({ layer, entry, shape });
			else fits.push({ layer, tensor, entry });
		}
		misfits.push(...wrong);
		if (wrong.length === 0) fitting.push(...fits);
	}
	return { fitting, missing, misfits, unexpected: [...tensors.values()].filter(({ name }) => !known.has(name)) };
}
