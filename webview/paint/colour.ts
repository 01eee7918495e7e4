import { colourOf, makePalette, type Palette, type Scheme } from "../../src/protocol/colour";
import { decode } from "../../src/protocol/frame";

export type Theme = "light" | "dark" | "hc-black" | "hc-light";

/** Kernels always wear the other pair than activations. */
export const kernelScheme = (activations: Scheme): Scheme => (activations === "RdBu" ? "PuOr" : "RdBu");

/** Colours on each side of zero. */
const STEPS = 127;

const palettes = new Map<string, Palette>();

/** The palette of a scheme in a theme; computed once. */
export function paletteFor(scheme: Scheme, theme: Theme): Palette {
	const dark = isDark(theme);
	const name = `${scheme} ${dark}`;
	const known = palettes.get(name);
	if (known) return known;
	const palette = makePalette(scheme, dark, STEPS);
	palettes.set(name, palette);
	return palette;
}

export const isDark = (theme: Theme): boolean => theme === "dark" || theme === "hc-black";

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
