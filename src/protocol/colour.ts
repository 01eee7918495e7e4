/// <reference path="./colour-tables.d.ts" />
/** What colour a number has, in the panel and in a hover's picture alike. Why these: docs/colour.md. */
import tables from "colour-tables";

/** A diverging pair of colours: what is below zero, and what is above. */
export type Scheme = "RdBu" | "PuOr";

/** Little-endian RGBA words (0xAABBGGRR), `steps` below zero, one for zero, `steps` above: from −range to +range. */
export type Palette = Uint32Array<ArrayBuffer>;

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
/** Near-black: darker than every editor background, so that a map of zeros still shows its square. */
const BLACK: Rgb = [13, 13, 15];

/** Where on the d3 scale a dark theme's colours are taken from: saturated at 60 % of the range, bright at its end. */
const KNEE = 0.6;

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
	a[0] + (b[0] - a[0]) * share,
	a[1] + (b[1] - a[1]) * share,
	a[2] + (b[2] - a[2]) * share,
];
const pack = ([r, g, b]: Rgb): number => ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;

function entry(scheme: Scheme, position: number): Rgb {
	const at = Math.round(position * 255) * 6;
	const channel = (offset: number) => Number.parseInt(tables[scheme].slice(at + offset, at + offset + 2), 16);
	return [channel(0), channel(2), channel(4)];
}

/** The colour of a share −1…1 of the range. Light: white at zero, darker outwards. Dark: near-black at zero, brighter outwards. */
function shade(scheme: Scheme, dark: boolean, share: number): Rgb {
	const size = Math.abs(share);
	const at = (distance: number) => entry(scheme, 0.5 + (Math.sign(share) * distance) / 2);
	// d3's scales have a grey middle; it is bent to plain white within the first tenth.
	if (!dark) return mix(WHITE, at(size * 0.94), Math.min(1, size * 10));
	const strong = at(0.72);
	return size <= KNEE ? mix(BLACK, strong, size / KNEE) : mix(strong, at(0.36), (size - KNEE) / (1 - KNEE));
}

/** The palette of a scheme on a light or dark ground, with so many colours on each side of zero. */
export const makePalette = (scheme: Scheme, dark: boolean, steps: number): Palette =>
	Uint32Array.from({ length: 2 * steps + 1 }, (_, i) => pack(shade(scheme, dark, (i - steps) / steps)));

/** Where in a palette a number within −range…range stands; beyond it, at the end. With a range of 0 everything stands at zero. */
export function placeOf(palette: Palette, value: number, range: number): number {
	const steps = (palette.length - 1) / 2;
	const share = range > 0 ? Math.max(-1, Math.min(1, value / range)) : 0;
	return steps + Math.round(share * steps);
}

/** The colour of a number within −range…range. */
export const colourOf = (palette: Palette, value: number, range: number): number => palette[placeOf(palette, value, range)] ?? 0;
