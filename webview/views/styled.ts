import { type ElementPart, noChange } from "lit";
import { Directive, directive, type PartInfo, PartType } from "lit/directive.js";

type Styles = Readonly<Record<string, string>>;

class StyledDirective extends Directive {
	#before: Styles = {};

	constructor(part: PartInfo) {
		super(part);
		if (part.type !== PartType.ELEMENT) throw new Error("styled() stands in the tag itself, not in an attribute");
	}

	render(_styles: Styles): typeof noChange {
		return noChange;
	}

	override update(part: ElementPart, [styles]: [Styles]): typeof noChange {
		const { style } = part.element as HTMLElement;
		for (const name of Object.keys(this.#before)) if (!(name in styles)) style.removeProperty(name);
		for (const [name, value] of Object.entries(styles)) if (this.#before[name] !== value) style.setProperty(name, value);
		this.#before = styles;
		return noChange;
	}
}

/** Sets an element's own styles through the CSSOM. Lit's styleMap writes a `style` attribute first, which the page's policy forbids. */
export const styled = directive(StyledDirective);
