import type { Node } from "jsonc-parser";
import { MAX_LAYERS } from "../network/limits";
import { formatCount } from "../network/shape";
import { text } from "../network/text";
import type { AttributeSource, LayerSource } from "./analysis";
import type { Issues } from "./issues";
import { jsonOf, rangeOf } from "./jsonc";

/** Keys that say what a layer is and where it stands, rather than what it computes with. */
export const structure = ["type", "id", "from", "layers", "repeat"] as const;
type StructureKey = (typeof structure)[number];
const isStructure = (name: string): name is StructureKey => (structure as readonly string[]).includes(name);

/** A key of an object, with the node of its value. */
export interface Property {
	readonly source: AttributeSource;
	readonly node: Node | undefined;
}

/** The keys of an object in the order of the text. A `layers` list is read by itself, not as a value. */
export function properties(object: Node): Property[] {
	const found: Property[] = [];
	for (const property of object.children ?? []) {
		const key = property.children?.[0];
		const node = property.children?.[1];
		if (!key) continue;
		const keyRange = rangeOf(key);
		const behind = property.colonOffset === undefined ? keyRange.end : property.colonOffset + 1;
		const value = node ? rangeOf(node) : { start: behind, end: behind };
		const name = String(key.value);
		found.push({ source: { name, key: keyRange, value, written: name === "layers" ? undefined : jsonOf(node) }, node });
	}
	return found;
}

/** An object that is no layer as a source without a type: every key is an attribute. Undefined where it is no object. */
export function sourceOf(node: Node | undefined, path: readonly (string | number)[]): LayerSource | undefined {
	if (node?.type !== "object") return undefined;
	const attributes: AttributeSource[] = [];
	const repeated: AttributeSource[] = [];
	const seen = new Set<string>();
	for (const { source } of properties(node)) {
		(seen.has(source.name) ? repeated : attributes).push(source);
		seen.add(source.name);
	}
	const range = rangeOf(node);
	return { path, range, type: undefined, typeRange: range, attributes, keys: {}, repeated: repeated.length > 0 ? repeated : undefined };
}

/** Reads `layers` lists into sources with their places; what is not a layer object is reported and stands as a layer without a type. */
export class LayerReader {
	#left = MAX_LAYERS;
	readonly #issues: Issues;

	constructor(issues: Issues) {
		this.#issues = issues;
	}

	/** The layers of one list. Reading ends, with an issue, after {@link MAX_LAYERS} in all. */
	list(list: Node, path: readonly (string | number)[]): LayerSource[] {
		const sources: LayerSource[] = [];
		for (const [index, node] of (list.children ?? []).entries()) {
			if (this.#left === 0) {
				this.#issues.add({
					code: "too-many-layers",
					range: rangeOf(node),
					text: text("A model has at most {most} layers; the rest is left out.", { most: formatCount(MAX_LAYERS) }),
				});
				break;
			}
			this.#left--;
			sources.push(this.#layer(node, [...path, index]));
		}
		return sources;
	}

	/** Whether something was left out. */
	get full(): boolean {
		return this.#left === 0;
	}

	#layer(node: Node, path: readonly (string | number)[]): LayerSource {
		const range = rangeOf(node);
		if (node.type !== "object") return { path, range, type: undefined, typeRange: range, attributes: [], keys: {} };
		const attributes: AttributeSource[] = [];
		const keys: Partial<Record<StructureKey, AttributeSource>> = {};
		const repeated: AttributeSource[] = [];
		const seen = new Set<string>();
		let children: LayerSource[] | undefined;
		for (const { source: property, node: value } of properties(node)) {
			if (seen.has(property.name)) repeated.push(property);
			else if (isStructure(property.name)) keys[property.name] = property;
			else attributes.push(property);
			if (property.name === "layers" && value?.type === "array") children ??= this.list(value, [...path, "layers"]);
			seen.add(property.name);
		}
		const written = keys.type?.written;
		const type = typeof written === "string" && written ? written : undefined;
		const typeRange = keys.type?.value ?? range;
		return { path, range, type, typeRange, attributes, keys, repeated: repeated.length > 0 ? repeated : undefined, children };
	}
}
