import { colourOf, type Palette } from "../../src/protocol/colour";
import type { PanelModel, SavedView } from "../../src/protocol/panel";
import { cssColour, kernelScheme, paletteFor, pictureRange, type Theme } from "../paint/colour";
import { inputRange, mapRange } from "../paint/range";
import type { Tiles } from "../tiles";

/** The colours of a number's cell. */
export interface Ink {
	readonly ground: string;
	readonly text: string;
}

/** What colours numbers (a scale, or the greys of the input), and the power of ten in whose units they are written in small cells. */
export interface Painter {
	ink(value: number): Ink;
	readonly power: number;
}

/** Small and large numbers are written in units of a power of ten, so that two decimals say something. */
const powerOf = (range: number): number => (range > 0 && (range < 0.1 || range >= 1000) ? Math.floor(Math.log10(range)) : 0);

/** sRGB luminance of a packed colour, 0…1. */
function luminance(packed: number): number {
	const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
	return 0.2126 * linear(packed & 255) + 0.7152 * linear((packed >> 8) & 255) + 0.0722 * linear((packed >> 16) & 255);
}

/** Black or white, whichever stands out more: at least 4.5 : 1 on any ground. */
const inked = (packed: number): Ink => ({ ground: cssColour(packed), text: luminance(packed) > 0.179 ? "#000" : "#fff" });

const notANumber: Ink = { ground: "#660066", text: "#fff" };

const scaled = (palette: Palette, range: number): Painter => ({
	ink: (value) => (Number.isFinite(value) ? inked(colourOf(palette, value, range)) : notANumber),
	power: powerOf(range),
});

/** Everything that decides the colours of the pixel zoom. */
export interface Colours {
	readonly model: PanelModel;
	readonly tiles: Tiles;
	readonly view: Pick<SavedView, "scope" | "colours">;
	readonly theme: Theme;
}

/** The numbers of a layer's output map as its pictures colour them; the input's as it is, in greys. */
export function mapPainter({ model, tiles, view, theme }: Colours, index: number, tile: number): Painter {
	if (index >= 0)
		return scaled(paletteFor(view.colours, theme), mapRange(model, tiles, index, view.scope === "map" ? tile : undefined, view.scope));
	const [black, white] = pictureRange(...inputRange(tiles));
	const grey = (value: number): Ink => {
		if (!Number.isFinite(value)) return notANumber;
		const level = Math.max(0, Math.min(255, Math.round(((value - black) / (white - black)) * 255)));
		return inked((255 << 24) | (level << 16) | (level << 8) | level);
	};
	return { ink: grey, power: 0 };
}

/** The largest size of a number in a layer's maps, or of the input's, as far as it is known. */
export function rangeAt({ model, tiles, view }: Colours, index: number): number {
	if (index < 0) return Math.max(...inputRange(tiles).map(Math.abs));
	return mapRange(model, tiles, index, undefined, view.scope);
}

/** Products, in activations' colours up to the largest that this layer can have: the same for every pixel. */
export function productPainter({ view, theme }: Colours, range: number): Painter {
	const known = Number.isFinite(range) && range > 0 ? range : 1;
	return { ...scaled(paletteFor(view.colours, theme), known), power: known < 1 || known >= 1000 ? Math.floor(Math.log10(known)) : 0 };
}

/** Activations' colours over a range of their own. */
export const ownPainter = ({ view, theme }: Colours, values: readonly number[]): Painter =>
	scaled(paletteFor(view.colours, theme), extentOf(values));

/** Kernels' colours over a range that all shown kernels share. */
export const kernelPainter = ({ view, theme }: Colours, range: number): Painter =>
	scaled(paletteFor(kernelScheme(view.colours), theme), range);

export const extentOf = (values: readonly number[]): number =>
	values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
