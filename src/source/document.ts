import type { Node } from "jsonc-parser";
import { LARGEST } from "../network/attribute";
import { modelKeys } from "../network/model";
import { bytesOf, formatBytes, formatShape, type Shape } from "../network/shape";
import { text as say } from "../network/text";
import type { AttributeSource, LayerSource, Range } from "./analysis";
import type { Issues } from "./issues";
import { type Parsed, rangeOf } from "./jsonc";
import { nearest } from "./nearest";
import { LayerReader, properties, sourceOf } from "./read";
import { invalid, shorten } from "./values";

/** The file as it stands: what its top level says, and its layers, unchecked. */
export interface Document {
	readonly name: string | undefined;
	readonly input: { readonly shape: Shape; readonly range: Range } | undefined;
	readonly labels: readonly string[] | undefined;
	readonly keys: Readonly<Record<string, AttributeSource>>;
	readonly sources: readonly LayerSource[];
	/** The `train` object, unchecked. */
	readonly train: LayerSource | undefined;
	/** Whether layers were left out because there are too many. */
	readonly cut: boolean;
}

const topKeys = Object.keys(modelKeys);

/** A file in which nothing could be read. */
export const nothing: Document = {
	name: undefined,
	input: undefined,
	labels: undefined,
	keys: {},
	sources: [],
	train: undefined,
	cut: false,
};

/** Reads the top level and reports what is wrong with it. */
export function readDocument(parsed: Parsed, issues: Issues, memoryLimit: number): Document {
	const { root } = parsed;
	if (root?.type !== "object") {
		if (parsed.brokenAt === undefined) {
			issues.add({
				code: "not-a-model",
				range: root ? rangeOf(root) : { start: 0, end: issues.source.length },
				text: root
					? say("A model is an object: {example}.", { example: '{ "input": […], "layers": […] }' })
					: say("The file is empty; a model is an object: {example}.", { example: '{ "input": […], "layers": […] }' }),
			});
		}
		return nothing;
	}
	const found = new Map<string, AttributeSource>();
	const nodes = new Map<string, Node | undefined>();
	for (const { source: property, node } of properties(root)) {
		if (found.has(property.name)) {
			issues.add({
				code: "duplicate-attribute",
				range: property.key,
				attribute: property.name,
				text: say("{attribute} is written twice; only one can count.", { attribute: shorten(property.name) }),
				fixes: [{ kind: "remove", attribute: property.name }],
			});
			continue;
		}
		found.set(property.name, property);
		nodes.set(property.name, node);
	}
	reportUnknown(found, issues);
	const name = found.get("name");
	for (const key of ["$schema", "name", "weights"]) checkWord(found.get(key), issues);
	const reader = new LayerReader(issues);
	return {
		name: typeof name?.written === "string" ? name.written : undefined,
		input: readInput(found.get("input"), root, parsed, issues, memoryLimit),
		labels: readLabels(found.get("labels"), issues),
		keys: Object.fromEntries(found),
		sources: readLayers(found.get("layers"), nodes.get("layers"), root, parsed, issues, reader),
		train: sourceOf(nodes.get("train"), ["train"]),
		cut: reader.full,
	};
}

/** Where to say that something is missing from the file: its opening bracket. */
const opening = (root: Node): Range => ({ start: root.offset, end: root.offset + 1 });

function reportUnknown(found: ReadonlyMap<string, AttributeSource>, issues: Issues): void {
	for (const { name, key } of found.values()) {
		if (topKeys.includes(name)) continue;
		const meant = nearest(
			name,
			topKeys.filter((known) => !found.has(known)),
		);
		issues.add({
			code: "unknown-key",
			severity: "warning",
			range: key,
			attribute: name,
			text: meant
				? say("A model has no {attribute}; did you mean {meant}?", { attribute: shorten(name), meant })
				: say("A model has no {attribute}; it is not read.", { attribute: shorten(name) }),
			fixes: [...(meant ? [{ kind: "rename", attribute: name, to: meant } as const] : []), { kind: "remove", attribute: name }],
		});
	}
}

function checkWord(property: AttributeSource | undefined, issues: Issues): void {
	if (!property || typeof property.written === "string") return;
	issues.add(invalid(property, { expects: say("a text in double quotes"), accepts: (value) => typeof value === "string" }, issues));
}

function readLabels(property: AttributeSource | undefined, issues: Issues): readonly string[] | undefined {
	if (!property) return undefined;
	const { written } = property;
	if (Array.isArray(written) && written.length > 0 && written.every((label) => typeof label === "string")) return written;
	issues.add(invalid(property, { expects: say("a list of texts, one a class"), accepts: () => false }, issues));
	return undefined;
}

function readInput(
	property: AttributeSource | undefined,
	root: Node,
	parsed: Parsed,
	issues: Issues,
	memoryLimit: number,
): Document["input"] {
	if (!property) {
		if (parsed.brokenAt === undefined) {
			issues.add({
				code: "missing-input",
				range: opening(root),
				attribute: "input",
				text: say("The model needs input, the shape of what goes in: [channels, height, width]."),
				fixes: [
					{ kind: "set", attribute: "input", value: [1, 28, 28] },
					{ kind: "set", attribute: "input", value: [3, 224, 224] },
				],
			});
		}
		return undefined;
	}
	if (property.written === undefined || !parsed.exact(property.value)) return undefined;
	const { written: shape, value: range } = property;
	if (!isInput(shape)) {
		const draft = invalid(
			property,
			{ expects: say("[channels, height, width] or [features], positive integers"), accepts: isInput },
			issues,
		);
		const fixes = inputsMeant(shape).map((value) => ({ kind: "set", attribute: "input", value }) as const);
		issues.add({ ...draft, code: "invalid-input", fixes });
		return undefined;
	}
	if (bytesOf(shape) <= memoryLimit) return { shape, range };
	issues.add({
		code: "too-large",
		range,
		attribute: "input",
		text: say("One input of {shape} takes {bytes}; the limit for a whole network is {limit}.", {
			shape: formatShape(shape),
			bytes: formatBytes(bytesOf(shape)),
			limit: formatBytes(memoryLimit),
		}),
	});
	return undefined;
}

const isSize = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LARGEST;

const isInput = (value: unknown): value is number[] =>
	Array.isArray(value) && (value.length === 1 || value.length === 3) && value.every(isSize);

/** Legal shapes close to what is written: without the batch, with one channel, with whole positive numbers. */
function inputsMeant(written: unknown): number[][] {
	// An object may have no primitive value at all: only numbers and words can mean a size.
	const size = (value: unknown) => (typeof value === "number" || typeof value === "string" ? Math.round(Math.abs(Number(value))) : 0);
	const sizes = (Array.isArray(written) ? written : [written]).map(size);
	const candidates = [sizes.length === 4 ? sizes.slice(1) : sizes, sizes.length === 2 ? [1, ...sizes] : []];
	return candidates.filter(isInput);
}

function readLayers(
	property: AttributeSource | undefined,
	list: Node | undefined,
	root: Node,
	parsed: Parsed,
	issues: Issues,
	reader: LayerReader,
): LayerSource[] {
	if (property && list?.type === "array") {
		const sources = reader.list(list, ["layers"]);
		if (sources.length === 0 && parsed.brokenAt === undefined) {
			issues.add({
				code: "empty-layers",
				range: property.value,
				attribute: "layers",
				text: say("The network has no layers yet; the first could be {example}.", {
					example: '{ "type": "Conv2d", "out_channels": 8, "kernel_size": 3 }',
				}),
			});
		}
		return sources;
	}
	if (parsed.brokenAt !== undefined) return [];
	if (property) issues.add(invalid(property, { expects: say("a list of layers"), accepts: () => false }, issues));
	else {
		issues.add({
			code: "missing-layers",
			range: opening(root),
			attribute: "layers",
			text: say("The model needs layers, a list of {example}.", { example: '{ "type": "Conv2d", … }' }),
		});
	}
	return [];
}
