import type { FixValue } from "../network/issue";
import type { AttributeSource, LayerSource, Range } from "../source/analysis";
import { entriesOf } from "./lookup";
import { firstOnLine, indentation, lineBreak, lineEnd, lineStart, onOneLine, skipTrivia } from "./trivia";

/** A piece of text to put in place of a range. Several of one change refer to the text before it and do not overlap. */
export interface TextEdit {
	readonly range: Range;
	readonly newText: string;
}

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
	let result = "";
	let at = 0;
	for (const edit of inOrder(edits)) {
		result += text.slice(at, edit.range.start) + edit.newText;
		at = edit.range.end;
	}
	return result + text.slice(at);
}

/** Where a place of the old text stands after the edits; behind what is inserted there. */
export function movedBy(edits: readonly TextEdit[], offset: number): number {
	let moved = offset;
	for (const { range, newText } of edits) if (range.end <= offset) moved += newText.length - (range.end - range.start);
	return moved;
}

const inOrder = (edits: readonly TextEdit[]): TextEdit[] =>
	[...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);

/** A value as people write it in a model: `3`, `"same"`, `[3, 5]`. */
export function formatValue(value: FixValue): string {
	return typeof value === "object" ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]` : JSON.stringify(value);
}

/** Any JSON value on one line, shortened where it is long; "…" where there is none. */
export function formatJson(value: unknown): string {
	const written = Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]` : JSON.stringify(value);
	if (written === undefined) return "…";
	return written.length > 40 ? `${written.slice(0, 39)}…` : written;
}

/** A layer as people write it: `{ "type": "Flatten" }`. */
const formatLayer = (layer: Readonly<Record<string, FixValue>>): string =>
	`{ ${Object.entries(layer)
		.map(([name, value]) => `"${name}": ${formatValue(value)}`)
		.join(", ")} }`;

/** Replaces the value of a key, or writes the missing one. */
export function setValue(text: string, entry: AttributeSource, value: FixValue): TextEdit[] {
	const { key, value: range } = entry;
	if (range.end > range.start) return [{ range, newText: formatValue(value) }];
	const colon = text[skipTrivia(text, key.end)] === ":" ? "" : ":";
	const space = colon || !/\s/.test(text[range.start - 1] ?? "") ? " " : "";
	return [{ range, newText: `${colon}${space}${formatValue(value)}` }];
}

/** Adds a key to a layer, behind its last attribute; nested layers stay last. */
export function addAttribute(text: string, source: LayerSource, name: string, value: FixValue): TextEdit[] {
	const entries = entriesOf(source);
	const last = entries.findLast((candidate) => candidate.name !== "layers") ?? entries.at(-1);
	return addBehind(text, source.range.start, entries, last, [`"${name}": ${formatValue(value)}`]);
}

/**
 * Adds keys to an object, behind the one named `last` and in the manner of its surroundings: on the same line, or on lines of their own where
 * the object's keys have theirs. A comment behind `last` stays with it. `start` is where the object's brace stands, `added` are `"key": value`.
 */
export function addBehind(
	text: string,
	start: number,
	entries: readonly AttributeSource[],
	last: AttributeSource | undefined,
	added: readonly string[],
): TextEdit[] {
	if (!last) {
		const inside = start + 1;
		return [{ range: { start: inside, end: inside }, newText: ` ${added.join(", ")}${/\s/.test(text[inside] ?? "") ? "" : " "}` }];
	}
	const end = last.value.end;
	const before = entries[entries.indexOf(last) - 1]?.value.end ?? start;
	if (onOneLine(text, before, last.key.start)) return [{ range: { start: end, end }, newText: `, ${added.join(", ")}` }];

	const separator = `${lineBreak(text)}${indentation(text, last.key.start)}`;
	const entry = added.join(`,${separator}`);
	const afterComma = text[skipTrivia(text, end)] === "," ? skipTrivia(text, end) + 1 : undefined;
	const rest = lineEnd(text, afterComma ?? end);
	const onlyComment = /^[ \t]*(\/\/.*|\/\*[^*]*\*\/[ \t]*)?$/.test(text.slice(afterComma ?? end, rest));
	if (!onlyComment) return [{ range: { start: end, end }, newText: `,${separator}${entry}` }];
	if (afterComma) return [{ range: { start: rest, end: rest }, newText: `${separator}${entry},` }];
	if (rest === end) return [{ range: { start: end, end }, newText: `,${separator}${entry}` }];
	return [
		{ range: { start: end, end }, newText: "," },
		{ range: { start: rest, end: rest }, newText: `${separator}${entry}` },
	];
}

/** Adds a key to the model itself, before the first one there is and in its manner. */
export function addTopLevel(text: string, entries: readonly AttributeSource[], name: string, value: FixValue): TextEdit[] {
	const entry = `"${name}": ${formatValue(value)}`;
	const first = entries[0];
	if (first) {
		const start = first.key.start;
		const separator = firstOnLine(text, start) ? `${lineBreak(text)}${indentation(text, start)}` : " ";
		return [{ range: { start, end: start }, newText: `${entry},${separator}` }];
	}
	const brace = skipTrivia(text, 0);
	if (text[brace] !== "{") return [];
	return [{ range: { start: brace + 1, end: brace + 1 }, newText: ` ${entry} ` }];
}

/** Adds a key to the model, behind the last one there is and in its manner. */
export function addLast(text: string, entries: readonly AttributeSource[], name: string, value: FixValue): TextEdit[] {
	return addBehind(text, skipTrivia(text, 0), entries, entries.at(-1), [`"${name}": ${formatValue(value)}`]);
}

/** Takes a key out of a layer (or of the top level), with its comma and the line that would stay empty. */
export function removeEntry(text: string, entries: readonly AttributeSource[], entry: AttributeSource): TextEdit[] {
	const end = Math.max(entry.value.end, entry.key.end);
	const after = skipTrivia(text, end);
	if (text[after] === ",") {
		const stop = after + 1 + (/^[ \t]*/.exec(text.slice(after + 1))?.[0].length ?? 0);
		if (firstOnLine(text, entry.key.start) && stop === lineEnd(text, stop) && stop < text.length) {
			const start = entry.key.start - indentation(text, entry.key.start).length;
			return [{ range: { start, end: stop + lineBreakAt(text, stop) }, newText: "" }];
		}
		return [{ range: { start: entry.key.start, end: stop }, newText: "" }];
	}
	const before = entries[entries.indexOf(entry) - 1];
	if (!before) return [{ range: { start: entry.key.start, end }, newText: "" }];
	const comma = skipTrivia(text, before.value.end);
	if (text[comma] !== ",") return [{ range: { start: entry.key.start, end }, newText: "" }];
	if (/^\s*$/.test(text.slice(comma + 1, entry.key.start))) return [{ range: { start: comma, end }, newText: "" }];
	const alone = firstOnLine(text, entry.key.start) && /^[ \t]*$/.test(text.slice(end, lineEnd(text, end)));
	const start = alone ? lineStart(text, entry.key.start) - lineBreak(text).length : entry.key.start;
	return [
		{ range: { start: comma, end: comma + 1 }, newText: "" },
		{ range: { start, end }, newText: "" },
	];
}

/** Takes a layer out of its list. */
export function removeLayer(text: string, siblings: readonly LayerSource[], source: LayerSource): TextEdit[] {
	const entries = siblings.map(({ range }) => ({ name: "", key: range, value: range, written: undefined }));
	const entry = entries[siblings.indexOf(source)];
	return entry ? removeEntry(text, entries, entry) : [];
}

const lineBreakAt = (text: string, at: number): number => (text.startsWith("\r\n", at) ? 2 : at < text.length ? 1 : 0);

export const renameKey = (entry: AttributeSource, to: string): TextEdit[] => [{ range: entry.key, newText: JSON.stringify(to) }];

/** Says what a layer is: replaces its type, or writes the missing one first. */
export function setType(source: LayerSource, to: string): TextEdit[] {
	if (source.keys.type && source.typeRange !== source.range) return [{ range: source.typeRange, newText: JSON.stringify(to) }];
	const inside = source.range.start + 1;
	const comma = entriesOf(source).length > 0 ? "," : " ";
	return [{ range: { start: inside, end: inside }, newText: ` "type": ${JSON.stringify(to)}${comma}` }];
}

/** Puts a layer before another one: on a line of its own, or on the same line where that one shares its line. */
export function insertBefore(text: string, source: LayerSource, layer: Readonly<Record<string, FixValue>>): TextEdit[] {
	const at = source.range.start;
	const separator = firstOnLine(text, at) ? `${lineBreak(text)}${indentation(text, at)}` : " ";
	return [{ range: { start: at, end: at }, newText: `${formatLayer(layer)},${separator}` }];
}

/** Puts a layer behind another one, which may have a comma and a comment behind it: on a line of its own where that one begins its line. */
export const insertBehind = (text: string, source: LayerSource, layer: Readonly<Record<string, FixValue>>): TextEdit[] =>
	writeBehind(text, source, formatLayer(layer));

/** Moves a layer down its list, behind another one, as it is written. */
export const moveBehind = (text: string, siblings: readonly LayerSource[], source: LayerSource, behind: LayerSource): TextEdit[] => [
	...removeLayer(text, siblings, source),
	...writeBehind(text, behind, text.slice(source.range.start, source.range.end)),
];

function writeBehind(text: string, source: LayerSource, layer: string): TextEdit[] {
	const { start, end } = source.range;
	const entry = { name: "", key: { start, end }, value: source.range, written: undefined };
	// As in an object whose only key is that layer, where the list begins on another line or on the same.
	const from = firstOnLine(text, start) ? lineStart(text, start) - 1 : start;
	return addBehind(text, from, [entry], entry, [layer]);
}

/** Changes numbers of a list one by one, so that its spacing and comments stay; the whole list where their count differs. */
export function setNumbers(text: string, range: Range, values: readonly number[]): TextEdit[] {
	const written = [...text.slice(range.start, range.end).matchAll(/-?\d[\d.eE+-]*/g)];
	if (written.length !== values.length || /\/[/*]/.test(text.slice(range.start, range.end)))
		return [{ range, newText: formatValue(values) }];
	return written.flatMap((match, i) => {
		const start = range.start + match.index;
		const newText = String(values[i]);
		return match[0] === newText ? [] : [{ range: { start, end: start + match[0].length }, newText }];
	});
}
