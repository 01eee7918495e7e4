import { MAX_DEPTH } from "../network/limits";
import { SEQUENTIAL } from "../network/sequential";
import { text } from "../network/text";
import type { LayerSource } from "./analysis";
import type { Checked, Checker } from "./check";
import { type Reference, readFrom } from "./from";
import { type Names, namesOf } from "./ids";
import type { Issues } from "./issues";
import { shorten } from "./values";

/** One entry of a `layers` list, checked, named and connected; not expanded yet. */
export interface Item {
	readonly source: LayerSource;
	readonly id: string | undefined;
	/** Its part of the key. */
	readonly segment: string;
	/** What feeds it; undefined where `from` does not say. */
	readonly from: readonly Reference[] | undefined;
	/** It has an error of its own, so nothing can be said of it nor of what reads it. */
	readonly faulty: boolean;
	/** What a layer computes; undefined for a Sequential. */
	readonly checked: Checked | undefined;
	/** A Sequential's inside; undefined for a layer. */
	readonly inside: { readonly items: readonly Item[]; readonly repeat: number } | undefined;
	/** Layers and sequences that it takes once expanded, itself included; may be as large as a double can say. */
	readonly weight: number;
}

/** Checks a list and all lists inside it, and finds what every `from` means. `outer` are the lists around it, the nearest first. */
export function connect(sources: readonly LayerSource[], checker: Checker, issues: Issues, outer: readonly Names[] = []): Item[] {
	const names = namesOf(sources, issues);
	const lists = [names, ...outer];
	return sources.map((source, index) => {
		const { id, segment, faulty: badId } = names.items[index] ?? { id: undefined, segment: String(index), faulty: false };
		const { references: from, faulty: badFrom } = readFrom(source, index, lists, issues);
		if (source.type !== SEQUENTIAL) {
			const checked = checker.layer(source);
			// Written out: spreading an object costs more than everything else here, and there may be 10,000 layers.
			return { source, id, segment, from, checked, inside: undefined, weight: 1, faulty: badId || badFrom || checked.faulty };
		}
		const { repeat, faulty } = checker.sequential(source);
		const tooDeep = outer.length >= MAX_DEPTH;
		if (tooDeep) {
			issues.add({
				code: "too-many-layers",
				source,
				range: source.typeRange,
				text: text("Sequences are nested more than {most} deep.", { most: MAX_DEPTH }),
			});
		}
		const several = from !== undefined && from.length > 1;
		if (several) issues.add(needsOneInput(source));
		const items = tooDeep ? [] : connect(source.children ?? [], checker, issues, lists);
		const body = items.reduce((sum, item) => sum + item.weight, 0);
		// A sequence of nothing but empty sequences passes its input on, however often it is repeated.
		const layers = items.some(holdsLayers);
		return {
			source,
			id,
			segment,
			from,
			checked: undefined,
			inside: { items, repeat: layers ? repeat : 1 },
			weight: 1 + (layers ? repeat : 1) * body,
			faulty: badId || badFrom || faulty || tooDeep || several,
		};
	});
}

/** Whether anything is computed in it. */
export const holdsLayers = (item: Item): boolean => (item.inside ? item.weight > 1 && item.inside.items.some(holdsLayers) : true);

/** The issue of a layer or Sequential that reads one input and is given several. */
export function needsOneInput(source: LayerSource) {
	const { from } = source.keys;
	const written = Array.isArray(from?.written) ? from.written.filter((name) => typeof name === "string") : [];
	return {
		code: "needs-one-input",
		source,
		range: from?.value ?? source.typeRange,
		attribute: "from",
		text: text("{type} reads one input, but from names {count}; Add, Multiply and Concat join several.", {
			type: shorten(source.type ?? ""),
			count: written.length,
		}),
		fixes: written.slice(0, 2).map((name) => ({ kind: "set", attribute: "from", value: name }) as const),
	} as const;
}
