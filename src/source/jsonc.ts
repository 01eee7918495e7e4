import { type Node, type ParseError, parseTree } from "jsonc-parser";
import type { Range } from "./analysis";

/** Brackets inside brackets that are read; the parser recurses, so there must be an end. */
const MAX_NESTING = 256;

/** Parse errors that are kept; a text of nothing but errors has one every few characters. */
const MAX_ERRORS = 200;

/** A text as a tree, with all that is wrong with its syntax. */
export interface Parsed {
	readonly root: Node | undefined;
	readonly errors: readonly ParseError[];
	/** Where brackets nest too deeply: what follows was not read. */
	readonly tooDeepAt: number | undefined;
	/** The first syntax error's offset. */
	readonly brokenAt: number | undefined;
	/** Whether what stands there was read as it was meant: it ends before the first syntax error. */
	exact(range: Range): boolean;
}

/** Keeps the first errors only. */
class FirstErrors extends Array<ParseError> {
	override push(...errors: ParseError[]): number {
		return this.length < MAX_ERRORS ? super.push(...errors) : this.length;
	}
}

/** Parses JSON with comments and trailing commas, whatever the text. */
export function parse(text: string): Parsed {
	const { tooDeepAt, unclosed } = scanBrackets(text);
	const errors = new FirstErrors();
	const root = parseTree(tooDeepAt === undefined ? text : text.slice(0, tooDeepAt), errors, {
		allowTrailingComma: true,
		allowEmptyContent: true,
	});
	const first = errors.reduce((least, error) => Math.min(least, error.offset), tooDeepAt ?? Number.POSITIVE_INFINITY);
	const brokenAt = first === Number.POSITIVE_INFINITY ? undefined : first;
	return {
		root,
		errors,
		tooDeepAt,
		brokenAt,
		exact: (range) => range.end < first || (range.end === first && !unclosed.has(range.start)),
	};
}

/**
 * Finds brackets that are never closed and the place where they nest too deeply. A closing bracket closes only its own kind, so this stack
 * is never shorter than the parser's: what passes here cannot overflow it.
 */
function scanBrackets(text: string): { tooDeepAt: number | undefined; unclosed: ReadonlySet<number> } {
	const open: number[] = [];
	for (let at = 0; at < text.length; at++) {
		switch (text[at]) {
			case '"':
				at = endOfString(text, at);
				break;
			case "/":
				at = endOfComment(text, at);
				break;
			case "{":
			case "[":
				if (open.length === MAX_NESTING) return { tooDeepAt: at, unclosed: new Set(open) };
				open.push(at);
				break;
			case "}":
				if (text[open.at(-1) ?? -1] === "{") open.pop();
				break;
			case "]":
				if (text[open.at(-1) ?? -1] === "[") open.pop();
				break;
		}
	}
	return { tooDeepAt: undefined, unclosed: new Set(open) };
}

/** Offset of the closing quote, or of the line break that ends an unfinished string. */
function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"' && text[at] !== "\n" && text[at] !== "\r") at += text[at] === "\\" ? 2 : 1;
	return at;
}

/** Offset of a comment's last character; `start` itself where none begins there. */
function endOfComment(text: string, start: number): number {
	const end = text[start + 1] === "/" ? /[\n\r]/g : text[start + 1] === "*" ? /\*\//g : undefined;
	if (!end) return start;
	end.lastIndex = start + 2;
	return end.test(text) ? end.lastIndex - 1 : text.length;
}

/** The tree's JSON value. Bounded like the tree itself. */
export function jsonOf(node: Node | undefined): unknown {
	switch (node?.type) {
		case "array":
			return (node.children ?? []).map(jsonOf);
		case "object":
			return Object.fromEntries((node.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), jsonOf(value)]));
		default:
			return node?.value;
	}
}

export const rangeOf = (node: Node): Range => ({ start: node.offset, end: node.offset + Math.max(0, node.length) });
