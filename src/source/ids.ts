import { RESERVED_IDS } from "../network/sequential";
import { text } from "../network/text";
import type { LayerSource } from "./analysis";
import type { Issues } from "./issues";
import { shorten } from "./values";

/** The names of one list. */
export interface Names {
	readonly items: readonly { readonly id: string | undefined; readonly segment: string; readonly faulty: boolean }[];
	/** Index of the item that bears an id. */
	readonly indexOf: ReadonlyMap<string, number>;
	readonly sources: readonly LayerSource[];
}

const LONGEST_ID = 64;
const legalId = /^[\p{L}\p{M}\p{N}_-]+$/u;

/** Gives every entry of a list its part of the key: its id, else its index. Reports ids that cannot be used. */
export function namesOf(sources: readonly LayerSource[], issues: Issues): Names {
	const indexOf = new Map<string, number>();
	const indices = new Set<string>();
	for (const [index, source] of sources.entries()) if (source.keys.id === undefined) indices.add(String(index));
	const items = sources.map((source, index) => {
		const segment = String(index);
		if (source.keys.id === undefined) return { id: undefined, segment, faulty: false };
		const id = acceptId(source, issues);
		if (id !== undefined && !indices.has(id) && !indexOf.has(id)) {
			indexOf.set(id, index);
			return { id, segment: id, faulty: false };
		}
		if (id !== undefined) reportDuplicate(source, id, (name) => indices.has(name) || indexOf.has(name), issues);
		// It is named by its index then; where that is another's id, by what no id can be.
		indices.add(segment);
		return { id: undefined, segment: indexOf.has(segment) ? `${segment}#` : segment, faulty: true };
	});
	return { items, indexOf, sources };
}

function acceptId(source: LayerSource, issues: Issues): string | undefined {
	const key = source.keys.id;
	if (!key) return undefined;
	const id = key.written;
	const common = { source, range: key.value, attribute: "id" } as const;
	if (typeof id !== "string" || !legalId.test(id) || id.length > LONGEST_ID) {
		const legal = (typeof id === "string" || typeof id === "number" ? String(id) : "")
			.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "_")
			.slice(0, LONGEST_ID);
		issues.add({
			...common,
			code: "invalid-attribute",
			text: text("An id is a word of letters, digits, _ and - with at most {most} characters.", { most: LONGEST_ID }),
			fixes: [
				...(/[^_]/.test(legal) ? [{ kind: "set", attribute: "id", value: legal } as const] : []),
				{ kind: "remove", attribute: "id" },
			],
		});
		return undefined;
	}
	if (!RESERVED_IDS.includes(id)) return id;
	issues.add({
		...common,
		code: "reserved-id",
		text:
			id === "input"
				? text("{id} always means what enters this sequence; another id is needed.", { id })
				: text("{id} always means the layer above; another id is needed.", { id }),
		fixes: [
			{ kind: "set", attribute: "id", value: `${id}_1` },
			{ kind: "remove", attribute: "id" },
		],
	});
	return undefined;
}

function reportDuplicate(source: LayerSource, id: string, taken: (id: string) => boolean, issues: Issues): void {
	const key = source.keys.id;
	if (!key || !issues.room) return;
	let number = 2;
	while (taken(`${id}_${number}`)) number++;
	const index = /^\d+$/.test(id);
	issues.add({
		code: "duplicate-id",
		source,
		range: key.value,
		attribute: "id",
		text: index
			? text("{id} is already the name of another layer here; a layer without an id is named by its index.", { id })
			: text("Another layer of this list already has the id {id}.", { id: shorten(id) }),
		fixes: [
			{ kind: "set", attribute: "id", value: index ? `layer_${id}` : `${id}_${number}` },
			{ kind: "remove", attribute: "id" },
		],
	});
}
