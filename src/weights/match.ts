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

/** What of a file fits one layer. */
export function matchLayer(
	{ key: layer, tensors: wanted }: WeightedLayer,
	tensors: ReadonlyMap<string, TensorEntry>,
): Omit<Fit, "unexpected"> {
	const fitting: Fit["fitting"][number][] = [];
	const missing: Fit["missing"][number][] = [];
	const misfits: Misfit[] = [];
	for (const { name: tensor, shape } of wanted) {
		const name = stateName(layer, tensor);
		const entry = tensors.get(name);
		if (entry && sameShape(entry.shape, shape) && isReadable(entry.dtype)) fitting.push({ layer, tensor, entry });
		else if (entry) misfits.push({ layer, entry, shape });
		else if (tensor !== "num_batches_tracked") missing.push({ layer, name, shape });
	}
	return { fitting: misfits.length === 0 ? fitting : [], missing, misfits };
}

/**
 * Compares a file's tensors with a network's by PyTorch's state-dict names. Counters of batches may be missing, as for PyTorch.
 */
export function matchWeights(layers: readonly WeightedLayer[], tensors: ReadonlyMap<string, TensorEntry>): Fit {
	const fits = layers.map((layer) => matchLayer(layer, tensors));
	const known = new Set(layers.flatMap(({ key, tensors: wanted }) => wanted.map(({ name }) => stateName(key, name))));
	return {
		fitting: fits.flatMap(({ fitting }) => fitting),
		missing: fits.flatMap(({ missing }) => missing),
		misfits: fits.flatMap(({ misfits }) => misfits),
		unexpected: [...tensors.values()].filter(({ name }) => !known.has(name)),
	};
}
