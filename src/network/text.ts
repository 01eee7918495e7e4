/**
 * A sentence for a person, not yet in a language: an English template and the values for its `{names}`.
 * The template is the key of its translation, so core rooms can speak without knowing how strings are translated.
 */
export interface Text {
	readonly message: string;
	readonly args?: TextArgs;
}

/** What fills the `{names}`. A Text inside is put into the reader's language too. */
export type TextArgs = Readonly<Record<string, string | number | Text>>;

/** How a room turns a Text into the reader's language: `vscode.l10n.t`, the webview's table, or {@link english}. */
export type Say = (text: Text) => string;

/** Makes a Text: `text("{size} is too large", { size: 7 })`. */
export function text(message: string, args?: TextArgs): Text {
	return args ? { message, args } : { message };
}

/** Fills a template's `{names}`, Texts among the values said by `say`; an unknown name stays as it is written. */
export function fill(template: string, args: TextArgs = {}, say: Say = english): string {
	return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
		const value = Object.hasOwn(args, name) ? args[name] : whole;
		return typeof value === "object" ? say(value) : String(value);
	});
}

/** The sentence in English. */
export const english: Say = ({ message, args }) => fill(message, args);

/** A Say over a table of translations (English template to translated template); what it lacks stays English. */
export function sayFrom(table: Readonly<Record<string, string>>): Say {
	const say: Say = ({ message, args }) => fill(Object.hasOwn(table, message) ? (table[message] ?? message) : message, args, say);
	return say;
}
