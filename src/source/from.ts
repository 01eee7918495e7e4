import { RESERVED_IDS } from "../network/sequential";
import { text } from "../network/text";
import type { LayerSource } from "./analysis";
import type { Names } from "./ids";
import type { Issues } from "./issues";
import { nearest } from "./nearest";
import { invalid, shorten } from "./values";

/** Another item, as seen from one: so many lists outward, and there the item's index, or {@link ENTRY}. */
export interface Reference {
	readonly up: number;
	readonly item: number;
}

/** Stands for what enters the list. */
export const ENTRY = -1;

/** Most layers that one layer may read. */
const MOST = 1024;

const expects = text("an id, {previous}, {input}, or a list of them", { previous: '"previous"', input: '"input"' });
const isName = (value: unknown): value is string => typeof value === "string" && value !== "";

/**
 * What feeds the entry `index` of the nearest of `lists`. A name is looked for there first, then outward. `references` is undefined where
 * `from` does not make sense, and that is reported.
 */
export function readFrom(
	source: LayerSource,
	index: number,
	lists: readonly Names[],
	issues: Issues,
): { readonly references: readonly Reference[] | undefined; readonly faulty: boolean } {
	const key = source.keys.from;
	const previous: Reference = { up: 0, item: index - 1 };
	if (!key) return { references: [previous], faulty: false };
	const written = key.written;
	const names: readonly unknown[] = Array.isArray(written) ? written : [written];
	if (names.length === 0 || names.length > MOST || !names.every(isName)) {
		issues.add(invalid(key, { expects, accepts: () => false }, issues, source));
		return { references: undefined, faulty: true };
	}
	const references: Reference[] = [];
	for (const name of names) {
		const found = name === "previous" ? previous : name === "input" ? { up: 0, item: ENTRY } : find(name, lists);
		if (found) references.push(found);
		else if (!issues.broken) reportUnknown(source, names, name, lists, issues);
	}
	if (references.length === names.length) return { references, faulty: false };
	// In a broken text the name may stand where it cannot be read: no fault of this layer.
	return { references: undefined, faulty: !issues.broken };
}

function find(name: string, lists: readonly Names[]): Reference | undefined {
	for (const [up, list] of lists.entries()) {
		const item = list.indexOf.get(name);
		if (item !== undefined) return { up, item };
	}
	return undefined;
}

function reportUnknown(source: LayerSource, names: readonly string[], name: string, lists: readonly Names[], issues: Issues): void {
	const key = source.keys.from;
	if (!key || !issues.room) return;
	const meant = nearest(name, visible(lists));
	const holder = holderOf(name, lists);
	issues.add({
		code: "unknown-id",
		source,
		range: key.value,
		attribute: "from",
		text: holder
			? text("{id} is inside of {sequence}; only layers inside can read it.", { id: shorten(name), sequence: holder })
			: meant
				? text("No layer here has the id {id}; did you mean {meant}?", { id: shorten(name), meant: shorten(meant) })
				: text("No layer here has the id {id}.", { id: shorten(name) }),
		fixes: [...new Set([holder, meant])].flatMap((right) => {
			if (right === undefined) return [];
			const fixed = names.map((other) => (other === name ? right : other));
			return [{ kind: "set", attribute: "from", value: fixed.length === 1 ? right : fixed } as const];
		}),
	});
}

/** The names that can be read, the nearest list's first. */
function* visible(lists: readonly Names[]): Generator<string> {
	yield* RESERVED_IDS;
	for (const list of lists) yield* list.indexOf.keys();
}

/** The id of a visible Sequential that has a layer of that name directly inside. */
function holderOf(name: string, lists: readonly Names[]): string | undefined {
	for (const list of lists) {
		for (const [id, index] of list.indexOf) {
			if (list.sources[index]?.children?.some((child) => child.keys.id?.written === name)) return id;
		}
	}
	return undefined;
}
