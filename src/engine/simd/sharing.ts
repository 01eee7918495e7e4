import type { Plan } from "../plan";
import type { Arrangement } from "./arrange";
import { measure, NO_BORDER } from "./field";

/** Which layers' outputs lie in the same memory one after the other. Layers are indices; all of it is said of layers that hold a field. */
export interface Sharing {
	/** The layer whose field a layer writes: itself, or one whose numbers nobody needs any more by then. */
	readonly home: (layer: number) => number;
	/** From which layer on a pass overwrites the layer's numbers; infinity: never. */
	readonly gone: (layer: number) => number;
	/** Whether any two layers share. */
	readonly any: boolean;
}

export const NO_SHARING: Sharing = { home: (layer) => layer, gone: () => Number.POSITIVE_INFINITY, any: false };

/** When a field is first written and last read, as indices of layers. */
interface Life {
	readonly holder: number;
	first: number;
	last: number;
}

/**
 * Lets fields of one size and border share memory where a forward pass needs them one after the other; the border of zeros, which no kernel writes, so stays
 * what it is. The network's input, its output, layers that are `apart` and those that write their output in part have their own.
 */
export function share({ steps }: Plan, { holder, borders, lowerings }: Arrangement, apart: (layer: number) => boolean): Sharing {
	const lives = new Map<number, Life>();
	const own = new Set<number>();
	for (const [i, { node }] of steps.entries()) {
		const at = holder(i);
		const life = lives.get(at);
		if (!life) lives.set(at, { holder: at, first: Math.min(i, at), last: Math.max(i, at) });
		else life.last = Math.max(life.last, i);
		if (apart(i) || i === steps.length - 1 || lowerings[i]?.partial) own.add(at);
		for (const from of node.inputs) {
			const read = lives.get(holder(from));
			if (read) read.last = Math.max(read.last, i);
		}
	}
	const homes = new Map<number, number>();
	const ends = new Map<number, number>();
	/** Of each size the homes, with who lives there now. */
	const tenants = new Map<string, { readonly home: number; life: Life }[]>();
	for (const life of [...lives.values()].sort((a, b) => a.first - b.first)) {
		const shape = steps[life.holder]?.shape;
		if (!shape || own.has(life.holder)) continue;
		const border = borders.get(life.holder) ?? NO_BORDER;
		const size = JSON.stringify(measure(shape, border));
		const list = tenants.get(size) ?? [];
		tenants.set(size, list);
		const free = list.find((tenant) => tenant.life.last < life.first);
		if (!free) {
			list.push({ home: life.holder, life });
			continue;
		}
		homes.set(life.holder, free.home);
		ends.set(free.life.holder, life.first);
		free.life = life;
	}
	return {
		home: (layer) => homes.get(layer) ?? layer,
		gone: (layer) => ends.get(layer) ?? Number.POSITIVE_INFINITY,
		any: homes.size > 0,
	};
}
