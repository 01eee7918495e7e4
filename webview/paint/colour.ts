import tables from "colour-tables";
import { decode } from "../../src/protocol/frame";

export type Theme = "light" | "dark" | "hc-black" | "hc-light";
/** A diverging pair of colours: what is below zero, and what is above. */
export type Scheme = "RdBu" | "PuOr";

/** Kernels always wear the other pair than activations. */
export const kernelScheme = (activations: Scheme): Scheme => (activations === "RdBu" ? "PuOr" : "RdBu");

type Rgb = readonly [number, number, number];

/** Colours per side of zero: palette entry `ZERO + k` stands for k/ZERO of the range's end. */
const ZERO = 127;

/** 255 little-endian RGBA words (0xAABBGGRR), from −range to +range, the middle one standing for zero. */
export type Palette = Uint32Array<ArrayBuffer>;

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

const WHITE: Rgb = [255, 255, 255];
/** Near-black: darker than every editor background, so that a map of zeros still shows its square. */
const BLACK: Rgb = [13, 13, 15];

/** Where on the d3 scale a dark theme's colours are taken from: saturated at 60 % of the range, bright at its end. */
const KNEE = 0.6;

/** The colour of a share −1…1 of the range. Light: white at zero, darker outwards. Dark: near-black at zero, brighter outwards. */
function shade(scheme: Scheme, dark: boolean, share: number): Rgb {
	const size = Math.abs(share);
	const at = (distance: number) => entry(scheme, 0.5 + (Math.sign(share) * distance) / 2);
	// d3's scales have a grey middle; it is bent to plain white within the first tenth.
	if (!dark) return mix(WHITE, at(size * 0.94), Math.min(1, size * 10));
	const strong = at(0.72);
	return size <= KNEE ? mix(BLACK, strong, size / KNEE) : mix(strong, at(0.36), (size - KNEE) / (1 - KNEE));
}

const palettes = new Map<string, Palette>();

/** The palette of a scheme in a theme; computed once. */
export function paletteFor(scheme: Scheme, theme: Theme): Palette {
	const dark = isDark(theme);
	const name = `${scheme} ${dark}`;
	const known = palettes.get(name);
	if (known) return known;
	const palette = Uint32Array.from({ length: 2 * ZERO + 1 }, (_, i) => pack(shade(scheme, dark, (i - ZERO) / ZERO)));
	palettes.set(name, palette);
	return palette;
}

export const isDark = (theme: Theme): boolean => theme === "dark" || theme === "hc-black";

/** The colour of a number within −range…range; beyond it, the end's. A range of 0 colours everything as zero. */
export function colourOf(palette: Palette, value: number, range: number): number {
	const share = range > 0 ? Math.max(-1, Math.min(1, value / range)) : 0;
	return palette[ZERO + Math.round(share * ZERO)] ?? 0;
}

/** The colour of each of a tile's codes; entry 0 (NaN, ±Infinity) is transparent and gets its own mark. */
export function tileColours(palette: Palette, min: number, max: number, range: number): Uint32Array<ArrayBuffer> {
	const colours = new Uint32Array(256);
	for (let code = 1; code < 256; code++) colours[code] = colourOf(palette, decode(code, min, max), range);
	return colours;
}

/** Greys of an input map as it is: numbers within 0…1 as they are, others stretched from the smallest to the largest of the picture. */
export function greys(min: number, max: number, low: number, high: number): Uint8ClampedArray<ArrayBuffer> {
	const [from, to] = pictureRange(low, high);
	const levels = new Uint8ClampedArray(256);
	for (let code = 1; code < 256; code++) levels[code] = ((decode(code, min, max) - from) / (to - from)) * 255;
	return levels;
}

/** The numbers that are black and white in an input picture. */
export const pictureRange = (low: number, high: number): readonly [number, number] => {
	if (low >= 0 && high <= 1) return [0, 1];
	return high > low ? [low, high] : [low - 1, high];
};

/** `rgb(…)` of a packed colour, for CSS and gradients. */
export const cssColour = (packed: number): string => `rgb(${packed & 255}, ${(packed >> 8) & 255}, ${(packed >> 16) & 255})`;
