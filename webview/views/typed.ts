import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType, type PropertyPart } from "lit/directive.js";

/**
 * The value of a field that is typed into: `.value=${typed(text)}`. What somebody is typing stays when the panel renders, which it does with each
 * frame of a training; the field follows again once it was left, or holds what was shown last.
 */
class Typed extends Directive {
	#shown: string | undefined;

	constructor(part: PartInfo) {
		super(part);
		if (part.type !== PartType.PROPERTY) throw new TypeError("typed() stands for a property");
	}

	override render(text: string): string {
		return text;
	}

	override update(part: PropertyPart | ElementPart, [text]: [string]): unknown {
		const field = part.element as HTMLInputElement;
		const { activeElement } = field.getRootNode() as Document | ShadowRoot;
		if (activeElement === field && this.#shown !== undefined && field.value !== this.#shown && field.value !== text) return noChange;
		this.#shown = text;
		if (field.value !== text) field.value = text;
		return noChange;
	}
}

export const typed = directive(Typed);
