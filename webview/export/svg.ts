/**
 * A part of the page as one SVG: text stays text, lines stay lines, maps are embedded pictures with crisp pixels. What the browser has laid
 * out is written down as it stands; nothing is laid out again.
 */

import { makePlain } from "./plain";

const SVG = "http://www.w3.org/2000/svg";
/** What there is to be pressed, or only to be read aloud: of no use on paper. */
const CONTROLS = ".sr-only, vscode-button, .line-copy, .sweep, .kernel-editor button";
/** Inputs that show no text. */
const WORDLESS = "[type=radio], [type=checkbox], [type=range], [type=file]";
/** Room around the content, in CSS pixels. */
const MARGIN = 16;

/** What the browser says of an element at the moment, relative to the picture's corner. */
interface Place {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** `root` as it stands on the page, without the empty room to the right of its content and below, on `background`. */
export function toSvg(root: Element, background: string, title: string): SVGSVGElement {
	const origin = root.getBoundingClientRect();
	const svg = document.createElementNS(SVG, "svg");
	svg.append(make("title", {}, title), make("rect", { width: "100%", height: "100%", fill: background }));
	const writer = new Writer(origin);
	writer.element(root, svg);
	const width = round(Math.min(origin.width, writer.right + MARGIN));
	const height = round(Math.min(origin.height, writer.bottom + MARGIN));
	attributes(svg, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
	makePlain(svg);
	return svg;
}

/** The file's bytes. */
export const svgBytes = (svg: SVGSVGElement): Uint8Array<ArrayBuffer> =>
	new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`);

class Writer {
	readonly #origin: DOMRect;
	readonly #measure = new OffscreenCanvas(1, 1).getContext("2d");
	#clips = 0;
	/** How far text and pictures reach. */
	right = 0;
	bottom = 0;

	constructor(origin: DOMRect) {
		this.#origin = origin;
	}

	element(element: Element, parent: SVGElement): void {
		const style = getComputedStyle(element);
		if (style.display === "none" || style.visibility === "hidden" || element.matches(CONTROLS)) return;
		const place = this.#place(element.getBoundingClientRect());
		if (element.matches(".segments")) {
			this.#chosen(element, style, place, parent);
			return;
		}
		if (element.matches(WORDLESS)) return;
		const group = make("g", style.opacity === "1" ? {} : { opacity: style.opacity });
		this.#box(style, place, group);
		if (isField(element)) {
			parent.append(group);
			this.#field(element, style, place, group);
			return;
		}
		this.#outline(element, style, place, group);
		const inside = this.#clipped(element, style, place, group);
		if (element instanceof HTMLCanvasElement) this.#canvas(element, place, inside);
		else if (element instanceof SVGSVGElement) inside.append(drawing(element, place));
		else for (const child of rendered(element)) this.#child(child, style, inside);
		if (group.childNodes.length > 0) parent.append(group);
	}

	#child(child: Node, style: CSSStyleDeclaration, parent: SVGElement): void {
		if (child instanceof Element) this.element(child, parent);
		else if (child instanceof Text) this.#text(child, style, parent);
	}

	#place({ left, top, width, height }: DOMRect): Place {
		return { x: round(left - this.#origin.left), y: round(top - this.#origin.top), width: round(width), height: round(height) };
	}

	/** Background, border and the rings that are drawn as shadows. */
	#box(style: CSSStyleDeclaration, { x, y, width, height }: Place, parent: SVGElement): void {
		const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2);
		const round: Record<string, number> = radius > 0 ? { rx: radius } : {};
		if (visible(style.backgroundColor)) parent.append(make("rect", { x, y, width, height, ...round, fill: style.backgroundColor }));
		const ring = /^(rgba?\([^)]*\)|color\([^)]*\)) 0px 0px 0px ([\d.]+)px/.exec(style.boxShadow);
		if (ring?.[1] && visible(ring[1])) parent.append(frame({ x, y, width, height }, Number(ring[2]), ring[1], round, 1));
		const sides = (["Top", "Right", "Bottom", "Left"] as const).map((side) => ({
			size: style[`border${side}Style`] === "none" ? 0 : Number.parseFloat(style[`border${side}Width`]),
			colour: style[`border${side}Color`],
		}));
		const [top, right, bottom, left] = sides;
		if (!top || !right || !bottom || !left) return;
		if (sides.every((side) => side.size === top.size && side.colour === top.colour)) {
			if (top.size > 0 && visible(top.colour)) parent.append(frame({ x, y, width, height }, top.size, top.colour, round, -1));
			return;
		}
		const line = ({ size, colour }: { size: number; colour: string }, x1: number, y1: number, x2: number, y2: number) => {
			if (size > 0 && visible(colour)) parent.append(make("line", { x1, y1, x2, y2, stroke: colour, "stroke-width": size }));
		};
		line(top, x, y + top.size / 2, x + width, y + top.size / 2);
		line(right, x + width - right.size / 2, y, x + width - right.size / 2, y + height);
		line(bottom, x, y + height - bottom.size / 2, x + width, y + height - bottom.size / 2);
		line(left, x + left.size / 2, y, x + left.size / 2, y + height);
	}

	/** A hair line around a picture; a ring that shows where the focus is, is none. */
	#outline(element: Element, style: CSSStyleDeclaration, place: Place, parent: SVGElement): void {
		const size = Number.parseFloat(style.outlineWidth);
		if (style.outlineStyle !== "solid" || !(size > 0) || !visible(style.outlineColor) || element.matches(":focus, :focus-visible")) return;
		parent.append(frame(place, size, style.outlineColor, {}, Number.parseFloat(style.outlineOffset) < 0 ? -1 : 1));
	}

	/** Of several choices the one that was made, as a word. */
	#chosen(element: Element, style: CSSStyleDeclaration, { x, y, height }: Place, parent: SVGElement): void {
		const label = [...element.querySelectorAll("label")].find((each) => each.querySelector(":checked"));
		const text = label?.textContent?.trim();
		if (!text) return;
		const top = y + (height - Number.parseFloat(style.fontSize) * 1.2) / 2;
		parent.append(this.#line(text, style, x, top));
		this.#reach({ x, y, width: this.#measure?.measureText(text).width ?? 0, height });
	}

	/** What stands in a field. */
	#field(element: HTMLInputElement | HTMLSelectElement, style: CSSStyleDeclaration, place: Place, parent: SVGElement): void {
		const { x, y, width, height } = place;
		const placeholder = element instanceof HTMLInputElement ? element.placeholder : "";
		const text = (element instanceof HTMLSelectElement ? element.selectedOptions[0]?.text : element.value) || placeholder;
		const top = y + (height - Number.parseFloat(style.fontSize) * 1.2) / 2;
		const line = this.#line(text, style, x + (Number.parseFloat(style.paddingLeft) || 2), top);
		if (style.textAlign === "right")
			attributes(line, { x: round(x + width - (Number.parseFloat(style.paddingRight) || 2)), "text-anchor": "end" });
		parent.append(line);
		this.#reach(place);
	}

	/** A group that shows only what the element shows of its content. */
	#clipped(element: Element, style: CSSStyleDeclaration, place: Place, parent: SVGElement): SVGElement {
		const hides =
			style.overflowX !== "visible" && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
		if (!hides) return parent;
		const id = `clip${++this.#clips}`;
		const clip = make("clipPath", { id });
		clip.append(make("rect", { ...place }));
		const group = make("g", { "clip-path": `url(#${id})` });
		parent.append(clip, group);
		return group;
	}

	#reach({ x, y, width, height }: Place): void {
		this.right = Math.max(this.right, x + width);
		this.bottom = Math.max(this.bottom, y + height);
	}

	#canvas(canvas: HTMLCanvasElement, place: Place, parent: SVGElement): void {
		if (canvas.width === 0 || canvas.height === 0 || place.width === 0) return;
		parent.append(
			make("image", { ...place, href: canvas.toDataURL("image/png"), preserveAspectRatio: "none", "image-rendering": "pixelated" }),
		);
	}

	/** One `text` a line; where the browser broke a text, it is broken here. */
	#text(node: Text, style: CSSStyleDeclaration, parent: SVGElement): void {
		const range = document.createRange();
		const text = node.data;
		let line: { text: string; x: number; y: number } | undefined;
		const end = () => {
			if (line && line.text.trim() !== "") parent.append(this.#line(line.text.trimEnd(), style, line.x, line.y));
			line = undefined;
		};
		for (let i = 0; i < text.length; ) {
			const length = String.fromCodePoint(text.codePointAt(i) ?? 0).length;
			range.setStart(node, i);
			range.setEnd(node, i + length);
			const [rect] = range.getClientRects();
			if (rect && rect.width > 0) {
				const place = this.#place(rect);
				const { x, y } = place;
				this.#reach(place);
				if (line && Math.abs(line.y - y) > 1) end();
				line ??= { text: "", x, y };
				line.text += text.slice(i, i + length);
			}
			i += length;
		}
		end();
	}

	#line(text: string, style: CSSStyleDeclaration, x: number, top: number): SVGElement {
		this.#font(style);
		const ascent = this.#measure?.measureText("x").fontBoundingBoxAscent ?? Number.parseFloat(style.fontSize);
		return make(
			"text",
			{
				x: round(x),
				y: round(top + ascent),
				fill: style.color,
				"font-family": style.fontFamily,
				"font-size": style.fontSize,
				...(style.fontWeight === "400" ? {} : { "font-weight": style.fontWeight }),
				...(style.fontStyle === "normal" ? {} : { "font-style": style.fontStyle }),
				"xml:space": "preserve",
				...(style.fontVariantNumeric === "normal" ? {} : { "font-variant": style.fontVariantNumeric }),
			},
			text,
		);
	}

	#font(style: CSSStyleDeclaration): void {
		if (this.#measure) this.#measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
	}
}

const isField = (element: Element): element is HTMLInputElement | HTMLSelectElement =>
	element instanceof HTMLInputElement || element instanceof HTMLSelectElement;

/** What an element shows, in order: of a component its own tree, of a slot what was put there. */
function rendered(element: Element): readonly Node[] {
	if (element.shadowRoot) return [...element.shadowRoot.childNodes];
	if (element instanceof HTMLSlotElement) {
		const assigned = element.assignedNodes();
		if (assigned.length > 0) return assigned;
	}
	return [...element.childNodes];
}

const painted = [
	"fill",
	"stroke",
	"stroke-width",
	"stroke-dasharray",
	"stroke-linecap",
	"stroke-linejoin",
	"opacity",
	"font-family",
	"font-size",
	"font-weight",
	"text-anchor",
];

/** A drawing of the page, with what its style sheet says written at each shape. */
function drawing(source: SVGSVGElement, place: Place): SVGElement {
	const copy = source.cloneNode(true) as SVGSVGElement;
	const originals = [source, ...source.querySelectorAll("*")];
	for (const [i, target] of [copy, ...copy.querySelectorAll("*")].entries()) {
		const style = getComputedStyle(originals[i] as Element);
		for (const name of painted) target.setAttribute(name, style.getPropertyValue(name));
		target.removeAttribute("class");
		target.removeAttribute("style");
	}
	attributes(copy, { ...place, overflow: "visible" });
	return copy;
}

/** A line around a box: outside of it (1) or inside (−1). */
function frame(
	{ x, y, width, height }: Place,
	size: number,
	colour: string,
	round: Readonly<Record<string, number>>,
	side: 1 | -1,
): SVGElement {
	const out = (side * size) / 2;
	const place = { x: x - out, y: y - out, width: Math.max(0, width + 2 * out), height: Math.max(0, height + 2 * out) };
	return make("rect", { ...place, ...round, fill: "none", stroke: colour, "stroke-width": size });
}

const visible = (colour: string): boolean => colour !== "transparent" && !/^rgba\(.*, 0\)$|\/ 0\)$/.test(colour);

const round = (value: number): number => Math.round(value * 100) / 100;

function attributes(element: SVGElement, values: Readonly<Record<string, string | number>>): void {
	for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
}

function make(name: string, values: Readonly<Record<string, string | number>>, text?: string): SVGElement {
	const element = document.createElementNS(SVG, name);
	attributes(element, values);
	if (text !== undefined) element.textContent = text;
	return element;
}
