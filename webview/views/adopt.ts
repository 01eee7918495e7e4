import type { CSSResult } from "lit";

/** Styles of what is loaded later join those of the panel that it stands in, once. */
export function adopt(element: Element, { styleSheet }: CSSResult): void {
	const root = element.getRootNode();
	if (root instanceof ShadowRoot && styleSheet && !root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet);
}
