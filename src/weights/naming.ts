import type { WeightedLayer } from "./match";
import type { TensorEntry } from "./read";

/** A module of a file: the name before the last dot of its tensors, and what these are. */
interface Module {
	readonly name: string;
	/** Names and shapes, the same for all that could stand for one another. */
	readonly kind: string;
}

/**
 * Names under which a network's layers would find their weights in a file that calls them otherwise: each layer's key → the file's name. Layers
 * and modules belong together by the names and shapes of their tensors; where several have the same ones, only if the file counts them
 * (`conv1`, `conv2`, …), and then in that order. Undefined where it is not that clear.
 * @param layers  those that find none of their tensors, in the network's order
 * @param tensors those of the file that no layer takes
 */
export function namesFromFile(layers: readonly WeightedLayer[], tensors: readonly TensorEntry[]): ReadonlyMap<string, string> | undefined {
	const modules = grouped(modulesOf(tensors), ({ kind }) => kind);
	const names = new Map<string, string>();
	const wanted = grouped(layers, ({ tensors: own }) => kindOf(own));
	for (const [kind, alike] of wanted) {
		const found = modules.get(kind) ?? [];
		if (found.length !== alike.length) return undefined;
		const stems = new Set(found.map(({ name }) => name.replace(/\d+/g, "#")));
		if (stems.size > 1) return undefined;
		const counted = found.map(({ name }) => name).sort(byNumber);
		for (const [i, { key }] of alike.entries()) names.set(key, counted[i] as string);
	}
	return names;
}

/** Tensors of a kind of layer, in one word; counters of batches may be missing. */
const kindOf = (tensors: readonly { readonly name: string; readonly shape: readonly number[] }[]): string =>
	tensors
		.filter(({ name }) => name !== "num_batches_tracked")
		.map(({ name, shape }) => `${name} ${shape.join("×")}`)
		.sort()
		.join(", ");

function modulesOf(tensors: readonly TensorEntry[]): readonly Module[] {
	const split = tensors.map(({ name, shape }) => {
		const dot = name.lastIndexOf(".");
		return { module: name.slice(0, Math.max(0, dot)), name: name.slice(dot + 1), shape };
	});
	return [...grouped(split, ({ module }) => module)].map(([name, own]) => ({ name, kind: kindOf(own) }));
}

/** `conv2` before `conv10`. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/**
 * What stands in front of all names that a network misses, where the file has them with it: `module.` of a model that was wrapped before it was
 * saved (DataParallel, torch.compile, Lightning). Undefined where there is no such thing.
 */
export function wrapperOf(missing: readonly { readonly name: string }[], unexpected: readonly TensorEntry[]): string | undefined {
	const [first] = missing;
	if (!first) return undefined;
	const names = new Set(unexpected.map(({ name }) => name));
	const found = unexpected.find(({ name }) => name.endsWith(`.${first.name}`));
	const prefix = found?.name.slice(0, -first.name.length);
	return prefix !== undefined && missing.every(({ name }) => names.has(prefix + name)) ? prefix : undefined;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}
