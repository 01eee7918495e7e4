import type { Attribute } from "../network/attribute";
import { kinds } from "../network/registry";
import { SEQUENTIAL, sequentialDoc } from "../network/sequential";
import { formatCount, formatShape } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, AttributeSource, Layer, LayerSource, Range } from "../source/analysis";
import { trainValues } from "./completeTrain";
import { formatValue } from "./edit";
import { attributeAt, layersOf, sourceAt } from "./lookup";
import { proposedNumbers } from "./numbers";
import { type Reference, scope } from "./scope";
import { skipTrivia } from "./trivia";
import { inputShapesOf, outcomeOf } from "./whatif";

export interface Completion {
	readonly label: string;
	readonly insertText: string;
	/** What it replaces. */
	readonly range: Range;
	/** Short, beside the label: `→ 6×26×26`. */
	readonly detail: Text;
	readonly documentation: Text | undefined;
	/** Best first when sorted as text. */
	readonly sort: string;
	readonly kind: "value" | "reference" | "type";
}

/**
 * What a schema cannot know: numbers that keep the shapes legal, each with what it makes, layers that may be named in `from`, class
 * names, and which types of layers come first. Keys and other fixed words come from the JSON schema. Nothing inside comments, keys, or where a value is not ours.
 */
export function completionsAt(analysis: Analysis, offset: number): readonly Completion[] {
	const source = sourceAt(analysis.sources, offset);
	if (!source) return trainCompletions(analysis, offset) ?? topLevelCompletions(analysis, offset);
	const { attribute, part } = attributeAt(analysis, source, offset);
	if (!attribute || part !== "value" || inComment(analysis.text, attribute.value.start, offset)) return [];
	if (attribute.name === "type") return typeCompletions(analysis, attribute, offset);
	if (attribute.name === "from") return referenceCompletions(analysis, source, attribute, offset);
	const [layer] = layersOf(analysis, source);
	const attributes = layer?.kind?.attributes ?? {};
	const definition = Object.hasOwn(attributes, attribute.name) ? attributes[attribute.name] : undefined;
	if (!layer || !definition || !source.attributes.includes(attribute)) return [];
	const range = replaced(analysis.text, attribute.value, offset);
	return range ? valueCompletions(analysis, layer, attribute.name, definition, range) : [];
}

/** The range that a typed value takes the place of: the whole number or word, or a gap. A list is left to the user. */
function replaced(text: string, value: Range, offset: number): Range | undefined {
	if (value.end === value.start || offset > value.end) return { start: offset, end: offset };
	return text[value.start] === "[" || text[value.start] === "{" ? undefined : value;
}

/** Whether an offset is inside a comment that begins behind `from`, where no string begins before it. */
function inComment(text: string, from: number, offset: number): boolean {
	const next = skipTrivia(text, from);
	return next > offset && /\/[/*]/.test(text.slice(from, offset));
}

function valueCompletions(analysis: Analysis, layer: Layer, name: string, attribute: Attribute<unknown>, range: Range): Completion[] {
	const known = inputShapesOf(analysis, layer) !== undefined;
	const found: Omit<Completion, "sort">[] = [];
	for (const value of proposedNumbers(analysis, layer, name, attribute)) {
		const outcome = outcomeOf(analysis, layer, { [name]: value });
		// Where the inputs are known, a value without an outcome is one that does not fit, or another attribute is still missing.
		if (!outcome && known && complete(layer, name)) continue;
		const label = String(value);
		const shape = outcome && formatShape(outcome.shape);
		const [parameters, macs] = [formatCount(outcome?.parameters ?? 0), formatCount(outcome?.macs ?? 0)];
		found.push({
			label,
			insertText: label,
			range,
			detail: shape ? text("→ {shape}", { shape }) : text("usual"),
			documentation:
				shape === undefined
					? undefined
					: text("Makes {shape}, with {parameters} parameters and {macs} multiply-adds.", { shape, parameters, macs }),
			kind: "value",
		});
	}
	return sorted(found);
}

/** Whether nothing but this attribute is wrong or missing. */
const complete = (layer: Layer, name: string): boolean =>
	Object.entries(layer.kind?.attributes ?? {}).every(
		([other, { required }]) => other === name || !required || Object.hasOwn(layer.written, other),
	);

const sorted = (items: readonly Omit<Completion, "sort">[]): Completion[] =>
	items.map((item, i) => ({ ...item, sort: String(i).padStart(3, "0") }));

/** Types of layers in the registry's order, what most networks are made of first: the JSON server would sort them by name, "Co" being Concat then. */
function typeCompletions({ text: whole }: Analysis, { value }: AttributeSource, offset: number): Completion[] {
	const range = replaced(whole, value, offset);
	if (!range) return [];
	return sorted(
		[...kinds, { type: SEQUENTIAL, doc: sequentialDoc }].map(({ type, doc }) => {
			const insertText = JSON.stringify(type);
			return { label: type, insertText, range, detail: text(doc), documentation: undefined, kind: "type" };
		}),
	);
}

/** Layers that `from` may name, those whose shapes fit together first. */
function referenceCompletions(analysis: Analysis, source: LayerSource, entry: AttributeSource, offset: number): Completion[] {
	const range = referenceRange(analysis.text, entry, offset);
	if (!range) return [];
	const [layer] = layersOf(analysis, source);
	const written = Array.isArray(entry.written) ? entry.written : [];
	const references = scope(analysis, source).filter(
		({ name }) => !written.includes(name) || analysis.text.slice(range.start, range.end).includes(`"${name}"`),
	);
	const partner =
		layer && layer.kind?.takes === "several" ? layer.inputs.map((i) => analysis.layers[i]?.shape).find((shape) => shape) : undefined;
	const fits = (reference: Reference): boolean => {
		if (!layer?.kind || !reference.shape) return false;
		const inputs = partner ? [partner, reference.shape] : [reference.shape];
		return layer.values !== undefined && layer.kind.infer(inputs, layer.values).ok;
	};
	const ranked = [...references.filter(fits), ...references.filter((reference) => !fits(reference))];
	return sorted(
		ranked.map((reference) => ({
			label: reference.name,
			insertText: JSON.stringify(reference.name),
			range,
			detail: reference.shape
				? text("{type} → {shape}", { type: reference.type, shape: formatShape(reference.shape) })
				: text("{type}, shape not known", { type: reference.type }),
			documentation: undefined,
			kind: "reference",
		})),
	);
}

/** The string around an offset in `from`, or the gap there; undefined behind a word without its comma. */
function referenceRange(text: string, { value }: AttributeSource, offset: number): Range | undefined {
	if (value.end === value.start || offset > value.end) return { start: offset, end: offset };
	for (const match of text.slice(value.start, value.end).matchAll(/"(?:[^"\\\n\r]|\\.)*"?/g)) {
		const start = value.start + match.index;
		const end = start + match[0].length;
		if (offset >= start && offset <= end) return { start, end };
	}
	return text[value.start] === "[" && offset > value.start && offset < value.end ? { start: offset, end: offset } : undefined;
}

/** Numbers for the keys of `train`; undefined outside of it. */
function trainCompletions(analysis: Analysis, offset: number): Completion[] | undefined {
	const source = analysis.trainSource && sourceAt([analysis.trainSource], offset);
	if (!source) return undefined;
	const { attribute, part } = attributeAt(analysis, source, offset);
	if (!attribute || part !== "value" || inComment(analysis.text, attribute.value.start, offset)) return [];
	const range = replaced(analysis.text, attribute.value, offset);
	if (!range) return [];
	return sorted(
		trainValues(analysis, attribute.name).map(({ value, detail }) => {
			const label = formatValue(value);
			return { label, insertText: label, range, detail, documentation: undefined, kind: "value" };
		}),
	);
}

/** Class names, where the network's last layer says how many there are. */
function topLevelCompletions(analysis: Analysis, offset: number): Completion[] {
	const labels = analysis.keys.labels;
	const classes = analysis.layers.at(-1)?.shape;
	if (!labels || classes?.length !== 1 || (classes[0] ?? 0) > MOST_CLASSES) return [];
	const { value } = labels;
	const empty = value.start === value.end || /^\[\s*\]?$/.test(analysis.text.slice(value.start, value.end));
	if (!empty || offset < value.start || offset > value.end) return [];
	const count = classes[0] ?? 0;
	const insertText = formatValue(Array.from({ length: count }, (_, i) => String(i)));
	const detail = text("one name for each of the {count} outputs", { count });
	return [{ label: insertText, insertText, range: value, detail, documentation: undefined, sort: "000", kind: "value" }];
}

/** Most class names that are written for the user. */
const MOST_CLASSES = 100;
