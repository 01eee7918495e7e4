import { english, type Say, sayFrom, type Text } from "../src/network/text";

let speak: Say = english;

/** Takes the translations that the host sends with `ready`; English until then. */
export function setStrings(strings: Readonly<Record<string, string>>): void {
	speak = sayFrom(strings);
}

/** A sentence in the reader's language. The English template is the key of its translation. */
export const t = (message: string, args?: Text["args"]): string => speak(args ? { message, args } : { message });

/** A sentence that comes from the host (an issue, a layer's doc, a notice). */
export const say = (text: Text): string => speak(text);
