/** Markdown in which nothing of the user's text can act: no HTML, no links, no emphasis, no tables. */

/** Plain text: every punctuation mark that Markdown could read is escaped, line breaks become spaces. */
export const plain = (text: string): string =>
	text
		.replace(/[\s\u2028\u2029]+/g, " ")
		.replace(/[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g, (mark) => (HARMLESS.has(mark) ? mark : `\\${mark}`));

/** Marks that never begin anything inside a line; left alone so that sentences stay legible in their source form. */
const HARMLESS: ReadonlySet<string> = new Set([",", ";", "'", '"', "%", "?", "/", "="]);

/** A code span, fenced by more backticks than the text holds in a row. */
export function code(text: string): string {
	const line = text.replace(/[\s\u2028\u2029]+/g, " ");
	const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
	const fence = "`".repeat(longest + 1);
	const padded = line === "" || line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
	return `${fence}${padded}${fence}`;
}

/** Lines of one paragraph. */
export const lines = (parts: readonly string[]): string => parts.join("  \n");
