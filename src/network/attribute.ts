import * as v from "valibot";
import type { Pair } from "./shape";
import { type Text, text } from "./text";

/**
 * One attribute of a layer kind, spelled and defaulted as PyTorch spells and defaults it. The valibot schema is the only check of its
 * written value, and the JSON schema is generated from it; `read` turns a written value (or none) into the value that rules compute with.
 */
export interface Attribute<T> {
	/** What may be written. */
	readonly schema: v.GenericSchema<unknown, unknown>;
	/** The written form that stands for a missing attribute; `undefined` where the attribute must be written. */
	readonly default?: unknown;
	readonly required: boolean;
	/** What may be written, for error messages: "a positive integer, or a pair [height, width]". */
	readonly expects: Text;
	/** What it means, one sentence, no full stop needed elsewhere. English is the key of its translation. */
	readonly doc: string;
	/** From the written form, already accepted by the schema, to the computed form. `undefined` when not written and without default. */
	readonly read: (written: unknown) => T;
	/** Suggested values for completion, most usual first; further ranking is by what keeps the shapes legal. */
	readonly usual?: readonly (number | string | boolean)[];
}

// biome-ignore lint/suspicious/noExplicitAny: the one place where an attribute's type is erased; `AttributeValues` brings it back.
export type Attributes = Readonly<Record<string, Attribute<any>>>;
export type AttributeValues<A extends Attributes> = { readonly [K in keyof A]: A[K] extends Attribute<infer T> ? T : never };

/** Larger numbers than this in a model are mistakes, and keep products within what a double holds exactly. */
export const LARGEST = 2 ** 31 - 1;

const integer = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(LARGEST));
const pairOf = (min: number) => v.union([integer(min), v.strictTuple([integer(min), integer(min)])]);
const pairText = (min: number): Text =>
	min === 1 ? text("a positive integer, or a pair [height, width]") : text("an integer of at least 0, or a pair [height, width]");
const asPair = (written: unknown): Pair => (Array.isArray(written) ? [written[0], written[1]] : [Number(written), Number(written)]);

interface Options<D> {
	readonly default?: D;
	readonly usual?: readonly (number | string | boolean)[];
}

/** An integer ≥ 1 that must be written: `out_channels`. */
export const count = (doc: string, options: Options<number> = {}): Attribute<number> => ({
	schema: integer(1),
	expects: text("a positive integer"),
	required: options.default === undefined,
	doc,
	read: Number,
	...options,
});

/** An integer ≥ 1 that may be left out: computed, and checked where it is written (`in_channels`), or switched off (`divisor_override`). */
export const inferredCount = (doc: string): Attribute<number | undefined> => ({
	schema: integer(1),
	expects: text("a positive integer"),
	required: false,
	doc,
	read: (written) => (written === undefined ? undefined : Number(written)),
});

/** Any integer, negative allowed: a dimension index. */
export const index = (doc: string, options: Options<number>): Attribute<number> => ({
	schema: v.pipe(v.number(), v.integer(), v.minValue(-LARGEST), v.maxValue(LARGEST)),
	expects: text("an integer"),
	required: options.default === undefined,
	doc,
	read: Number,
	...options,
});

/** An integer ≥ `min`, or a pair [height, width] of them. */
export const pair = (min: 0 | 1, doc: string, options: Options<number | readonly [number, number]> = {}): Attribute<Pair> => ({
	schema: pairOf(min),
	expects: pairText(min),
	required: options.default === undefined,
	doc,
	read: asPair,
	...options,
});

/** Like {@link pair}, but it may be left out, with a meaning of its own: a pool's `stride`. */
export const optionalPair = (min: 0 | 1, doc: string, options: Pick<Options<never>, "usual"> = {}): Attribute<Pair | undefined> => ({
	schema: pairOf(min),
	expects: pairText(min),
	required: false,
	doc,
	read: (written) => (written === undefined ? undefined : asPair(written)),
	...options,
});

export const flag = (byDefault: boolean, doc: string): Attribute<boolean> => ({
	schema: v.boolean(),
	expects: text("true or false"),
	required: false,
	default: byDefault,
	doc,
	read: Boolean,
	usual: [!byDefault, byDefault],
});

/** true, false, or nothing, which means something else than false: `align_corners`. */
export const optionalFlag = (doc: string): Attribute<boolean | undefined> => ({
	schema: v.boolean(),
	expects: text("true or false"),
	required: false,
	doc,
	read: (written) => (written === undefined ? undefined : Boolean(written)),
	usual: [true, false],
});

/** A finite real number within [min, max]. */
export const real = (byDefault: number, doc: string, range: { min?: number; max?: number } = {}): Attribute<number> => {
	const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = range;
	return {
		schema: v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max)),
		expects:
			range.min !== undefined && range.max !== undefined
				? text("a number from {min} to {max}", { min, max })
				: range.min !== undefined
					? text("a number of at least {min}", { min })
					: text("a number"),
		required: false,
		default: byDefault,
		doc,
		read: Number,
		usual: [byDefault],
	};
};

/** One of some words. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T, doc: string): Attribute<T[number]> => ({
	schema: v.picklist(values),
	expects: text("one of {values}", { values: values.map((value) => `"${value}"`).join(", ") }),
	required: false,
	default: values[0],
	doc,
	read: String,
	usual: values,
});

/** Whether a value may be written for an attribute. */
export const accepts = (attribute: Attribute<unknown>, written: unknown): boolean => v.is(attribute.schema, written);

/** The values of a layer's attributes from their written forms, defaults filled in. Every written form must have passed its schema. */
export function readAttributes<A extends Attributes>(attributes: A, written: Readonly<Record<string, unknown>>): AttributeValues<A> {
	const values: Record<string, unknown> = {};
	for (const [name, attribute] of Object.entries(attributes)) {
		values[name] = attribute.read(Object.hasOwn(written, name) ? written[name] : attribute.default);
	}
	return values as AttributeValues<A>;
}

/** Whether every written attribute is known and passes its schema, and every required one is there: what `readAttributes` relies on. */
export function acceptsAttributes(attributes: Attributes, written: Readonly<Record<string, unknown>>): boolean {
	const fits = ([name, value]: [string, unknown]) => {
		const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
		return attribute !== undefined && v.is(attribute.schema, value);
	};
	return (
		Object.entries(written).every(fits) &&
		Object.entries(attributes).every(([name, attribute]) => !attribute.required || Object.hasOwn(written, name))
	);
}
