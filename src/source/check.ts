import * as v from "valibot";
import { type Attribute, readAttributes } from "../network/attribute";
import type { Fix } from "../network/issue";
import type { LayerKind } from "../network/kind";
import { kindOf, typeNames } from "../network/registry";
import { SEQUENTIAL, sequentialKeys } from "../network/sequential";
import { text } from "../network/text";
import type { AttributeSource, LayerSource, Range } from "./analysis";
import type { Issues } from "./issues";
import { nearest } from "./nearest";
import { invalid, shorten } from "./values";

/** A layer by itself, wherever it stands: its kind and its attributes. */
export interface Checked {
	readonly kind: LayerKind | undefined;
	/** Accepted attributes as written. */
	readonly written: Readonly<Record<string, unknown>>;
	/** What its rules compute with; undefined where an attribute is wrong or missing. */
	readonly values: Readonly<Record<string, unknown>> | undefined;
	/** It has an error of its own. */
	readonly faulty: boolean;
}

/** Checks layers one by one. Remembers which plain values passed, since a network writes the same few numbers again and again. */
export class Checker {
	readonly #issues: Issues;
	readonly #passed = new Map<Attribute<unknown>, Map<unknown, boolean>>();

	constructor(issues: Issues) {
		this.#issues = issues;
	}

	/** A layer that is not a Sequential. */
	layer(source: LayerSource): Checked {
		const wrongKeys = this.#repeated(source);
		const kind = source.type === undefined ? undefined : kindOf(source.type);
		if (!kind) {
			this.#unknownType(source);
			return { kind, written: {}, values: undefined, faulty: true };
		}
		let faulty = wrongKeys;
		for (const name of ["layers", "repeat"] as const) {
			const key = source.keys[name];
			if (!key) continue;
			faulty = true;
			this.#issues.add({
				code: "unknown-attribute",
				source,
				range: key.key,
				attribute: name,
				text: text("{type} has no {attribute}; only a Sequential has.", { type: kind.type, attribute: name }),
				fixes: [{ kind: "remove", attribute: name }],
			});
		}
		const written: Record<string, unknown> = {};
		const meant = new Set<string | undefined>();
		let complete = true;
		for (const attribute of source.attributes) {
			const known = Object.hasOwn(kind.attributes, attribute.name) ? kind.attributes[attribute.name] : undefined;
			if (!known) {
				faulty = true;
				meant.add(this.#unknownAttribute(source, attribute, Object.keys(kind.attributes)));
			} else if (this.#accepts(known, attribute.written)) written[attribute.name] = attribute.written;
			else {
				complete = false;
				this.#issues.add(invalid(attribute, known, this.#issues, source));
			}
		}
		for (const [name, attribute] of Object.entries(kind.attributes)) {
			if (!attribute.required || source.attributes.some((other) => other.name === name)) continue;
			complete = false;
			if (meant.has(name)) continue;
			this.#issues.add({
				code: "missing-attribute",
				source,
				range: source.typeRange,
				attribute: name,
				text: text("{type} needs {attribute}: {expects}.", { type: kind.type, attribute: name, expects: attribute.expects }),
				fixes: (attribute.usual ?? []).slice(0, 3).map((value) => ({ kind: "set", attribute: name, value })),
			});
		}
		return { kind, written, values: complete ? readAttributes(kind.attributes, written) : undefined, faulty: faulty || !complete };
	}

	/** A Sequential's keys. `repeat` is 1 where it is wrong. */
	sequential(source: LayerSource): { readonly repeat: number; readonly faulty: boolean } {
		let faulty = this.#repeated(source);
		for (const attribute of source.attributes) {
			faulty = true;
			this.#unknownAttribute(source, attribute, Object.keys(sequentialKeys));
		}
		if (!source.children) {
			faulty = true;
			const { layers } = source.keys;
			this.#issues.add(
				layers
					? {
							code: "invalid-attribute",
							source,
							range: layers.value,
							attribute: "layers",
							text: text("{attribute} must be a list of layers.", { attribute: "layers" }),
						}
					: {
							code: "missing-attribute",
							source,
							range: source.typeRange,
							attribute: "layers",
							text: text("{type} needs {attribute}: {expects}.", {
								type: SEQUENTIAL,
								attribute: "layers",
								expects: sequentialKeys.layers.expects,
							}),
						},
			);
		}
		const repeat = source.keys.repeat;
		if (!repeat) return { repeat: 1, faulty };
		const count = repeat.written;
		if (isCount(count)) return { repeat: count, faulty };
		this.#issues.add(invalid(repeat, { expects: sequentialKeys.repeat.expects, accepts: isCount, default: 1 }, this.#issues, source));
		return { repeat: 1, faulty: true };
	}

	/** Says that a layer has no such attribute; returns the one that was probably meant. */
	#unknownAttribute(source: LayerSource, { name, key }: AttributeSource, known: readonly string[]): string | undefined {
		const type = source.type ?? "";
		const free = [...known, "type", "id", "from"].filter((other) => !has(source, other));
		const meant = nearest(name, free);
		const remove: Fix = { kind: "remove", attribute: name };
		this.#issues.add({
			code: "unknown-attribute",
			source,
			range: key,
			attribute: name,
			text: meant
				? text("{type} has no {attribute}; did you mean {meant}?", { type, attribute: shorten(name), meant })
				: text("{type} has no {attribute}.", { type, attribute: shorten(name) }),
			fixes: meant ? [{ kind: "rename", attribute: name, to: meant }, remove] : [remove],
		});
		return meant;
	}

	#accepts(attribute: Attribute<unknown>, written: unknown): boolean {
		if (typeof written === "object" && written !== null) return v.is(attribute.schema, written);
		const passed = this.#passed.get(attribute) ?? new Map<unknown, boolean>();
		const known = passed.get(written);
		if (known !== undefined) return known;
		const answer = v.is(attribute.schema, written);
		passed.set(written, answer);
		this.#passed.set(attribute, passed);
		return answer;
	}

	#repeated(source: LayerSource): boolean {
		for (const { name, key } of source.repeated ?? []) {
			this.#issues.add({
				code: "duplicate-attribute",
				source,
				range: key,
				attribute: name,
				text: text("{attribute} is written twice; only one can count.", { attribute: shorten(name) }),
				fixes: [{ kind: "remove", attribute: name }],
			});
		}
		return (source.repeated?.length ?? 0) > 0;
	}

	#unknownType(source: LayerSource): void {
		const range: Range = source.typeRange;
		if (source.type === undefined) {
			this.#issues.add({
				code: "missing-type",
				source,
				range,
				attribute: "type",
				text: source.keys.type
					? text("type must be the name of a layer, such as {example}.", { example: '"Conv2d"' })
					: text("A layer needs a type: {example}.", { example: '{ "type": "Conv2d", … }' }),
			});
			return;
		}
		const meant = nearest(source.type, [...typeNames, SEQUENTIAL]);
		this.#issues.add({
			code: "unknown-layer",
			source,
			range,
			attribute: "type",
			text: meant
				? text("There is no layer {type}; did you mean {meant}?", { type: shorten(source.type), meant })
				: text("There is no layer {type}.", { type: shorten(source.type) }),
			fixes: meant ? [{ kind: "type", to: meant }] : [],
		});
	}
}

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 1;

const has = (source: LayerSource, name: string): boolean =>
	Object.hasOwn(source.keys, name) || source.attributes.some((attribute) => attribute.name === name);
