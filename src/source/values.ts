import * as v from "valibot";
import type { Attribute } from "../network/attribute";
import type { Fix, FixValue } from "../network/issue";
import { type Text, text } from "../network/text";
import type { AttributeSource, LayerSource } from "./analysis";
import type { Draft, Issues } from "./issues";

/** What may be written: an attribute of a kind, or a key that belongs to no kind. */
type Rule =
	| Pick<Attribute<unknown>, "schema" | "expects" | "default">
	| { expects: Text; accepts(value: unknown): boolean; default?: unknown };

const accepts = (rule: Rule, value: unknown): boolean => ("schema" in rule ? v.is(rule.schema, value) : rule.accepts(value));

/** The issue of a value that may not be written there, with the values that were probably meant. */
export function invalid(attribute: AttributeSource, rule: Rule, { source }: Issues, layer?: LayerSource): Draft {
	const { name, value, key } = attribute;
	const empty = value.end <= value.start;
	const written = source.slice(value.start, Math.min(value.end, value.start + 41)).replace(/\s+/g, " ");
	return {
		code: "invalid-attribute",
		source: layer,
		range: empty ? key : value,
		attribute: name,
		text: text("{attribute} must be {expects}; it is {written}.", {
			attribute: name,
			expects: rule.expects,
			written: written.length > 40 ? `${written.slice(0, 39)}…` : written,
		}),
		fixes: proposals(attribute.written, rule).map((meant): Fix => ({ kind: "set", attribute: name, value: meant })),
	};
}

/** Legal values close to what is written, most likely first. */
function proposals(written: unknown, rule: Rule): FixValue[] {
	const candidates: unknown[] = Array.isArray(written)
		? [written.map((part) => repair(part)[0]), written.slice(0, 2).map((part) => repair(part)[0]), ...repair(written[0])]
		: (sized(written, rule) ?? repair(written));
	candidates.push(rule.default, written === 0 ? 1 : undefined);
	const legal: FixValue[] = [];
	for (const candidate of candidates) {
		if (!isFixValue(candidate) || !accepts(rule, candidate)) continue;
		if (legal.some((other) => JSON.stringify(other) === JSON.stringify(candidate))) continue;
		legal.push(candidate);
	}
	return legal.slice(0, 3);
}

/** A number, or one in quotes, without its sign, where that may be written: nothing is rounded then. */
function sized(written: unknown, rule: Rule): unknown[] | undefined {
	const size = Math.abs(
		typeof written === "string" && written.trim() !== "" ? Number(written) : typeof written === "number" ? written : Number.NaN,
	);
	return accepts(rule, size) ? [size] : undefined;
}

/** What a single value was probably meant to be: a number for a text, a positive one for a negative, a whole one for a fraction. */
function repair(written: unknown): unknown[] {
	if (typeof written === "boolean") return [Number(written)];
	if (typeof written === "string") {
		const word = written.trim();
		if (/^(true|false)$/i.test(word)) return [word.toLowerCase() === "true"];
		const number = Number(word);
		return word === "" || !Number.isFinite(number) ? [word, word.toLowerCase()] : [number, ...repair(number)];
	}
	if (typeof written !== "number") return [];
	const size = Math.abs(written);
	return Number.isInteger(written) ? [size] : [Math.round(size), Math.ceil(size), size];
}

function isFixValue(value: unknown): value is FixValue {
	if (Array.isArray(value)) return value.length > 0 && value.every((part) => typeof part === "number");
	return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

/** A name as messages show it: a long one is cut. */
export const shorten = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name);
