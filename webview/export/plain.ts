/** Brings a picture down to what every reader of SVG knows, also those for paper (Inkscape, LaTeX, cairo): the colours of SVG 1.1, no comments. */
export function makePlain(svg: SVGSVGElement): void {
	const comments = document.createNodeIterator(svg, NodeFilter.SHOW_COMMENT);
	for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) (comment as Comment).remove();
	for (const element of svg.querySelectorAll("[fill], [stroke]")) {
		for (const paint of ["fill", "stroke"]) {
			const colour = plainColour(element.getAttribute(paint) ?? "");
			if (!colour) continue;
			element.setAttribute(paint, colour.rgb);
			if (colour.alpha < 1) element.setAttribute(`${paint}-opacity`, String(colour.alpha));
		}
	}
}

/**
 * A colour as the browser computes it (`rgba(…)`, `color(srgb …)`), as `rgb(…)` of three whole numbers and an opacity from 0 to 1. Undefined where it
 * is plain already, or no colour.
 */
export function plainColour(colour: string): { readonly rgb: string; readonly alpha: number } | undefined {
	const found = /^(rgba|color)\((?:srgb )?([\d.e-]+)[ ,]+([\d.e-]+)[ ,]+([\d.e-]+)(?:[ ,/]+([\d.e-]+))?\)$/.exec(colour);
	if (!found) return undefined;
	const scale = found[1] === "color" ? 255 : 1;
	const numbers = found.slice(2, 5).map((part) => Math.min(255, Math.max(0, Math.round(Number(part) * scale))));
	return { rgb: `rgb(${numbers.join(", ")})`, alpha: Number(found[5] ?? 1) };
}
