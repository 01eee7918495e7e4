/** The little of JSON with comments that text edits need: what stands between two tokens. */

/** The offset of the next character that is neither white space nor comment; the text's end where there is none. */
export function skipTrivia(text: string, from: number, end = text.length): number {
	let at = from;
	while (at < end) {
		if (/\s/.test(text[at] ?? "")) at++;
		else if (text.startsWith("//", at)) at = lineEnd(text, at);
		else if (text.startsWith("/*", at)) {
			const close = text.indexOf("*/", at + 2);
			at = close < 0 ? end : close + 2;
		} else break;
	}
	return Math.min(at, end);
}

/** Where the line of an offset ends, its line break excluded. */
export function lineEnd(text: string, from: number): number {
	let at = from;
	while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
	return at;
}

export function lineStart(text: string, from: number): number {
	let at = from;
	while (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== "\r") at--;
	return at;
}

/** The white space that a line begins with. */
export function indentation(text: string, offset: number): string {
	return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

/** The line break that the text uses. */
export const lineBreak = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";

/** Whether only white space stands before an offset on its line. */
export const firstOnLine = (text: string, offset: number): boolean => /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));

export const onOneLine = (text: string, start: number, end: number): boolean => !/[\n\r]/.test(text.slice(start, end));
