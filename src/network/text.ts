/**
 * A sentence for a person, not yet in a language: an English template and the values for its `{names}`.
 * The template is the key of its translation, so core rooms can speak without knowing how strings are translated.
 */
export interface Text {
	readonly message: string;
	readonly args?: Readonly<Record<string, string | number>>;
}

/** How a room turns a Text into the reader's language: `vscode.l10n.t`, the webview's table, or {@link english}. */
export type Say = (text: Text) => string;

/** Makes a Text: `text("{size} is too large", { size: 7 })`. */
export function text(message: string, args?: Readonly<Record<string, string | number>>): Text {
	return args ? { message, args } : { message };
}

/** Fills a template's `{names}`; an unknown name stays as it is written. */
export function fill(template: string, args: Text["args"] = {}): string {
	return template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(args, name) ? String(args[name]) : whole));
}

/** The sentence in English. */
export const english: Say = ({ message, args }) => fill(message, args);

/** A Say over a table of translations (English template to translated template); what it lacks stays English. */
export const sayFrom =
	(table: Readonly<Record<string, string>>): Say =>
	({ message, args }) =>
		fill(Object.hasOwn(table, message) ? (table[message] ?? message) : message, args);
