import { INPUT_KEY, type What } from "../../src/protocol/frame";
import type { PanelModel, SavedView } from "../../src/protocol/panel";
import { type Grid, tileOrigin } from "../layout/sheet";
import type { Picture, Tiles } from "../tiles";
import { outline, outlineDashed, paintCodes, paintRgb, type Surface } from "./atlas";
import { greys, isDark, kernelScheme, paletteFor, type Theme, tileColours } from "./colour";
import { gradientRange, inputRange, kernelRange, keyAt, mapRange, partialRange } from "./range";

/** Device pixels around the tiles, for the hairlines of the outermost. */
export const MARGIN = 1;

const HAIRLINE = 0x40808080;

/** Everything that decides the pixels of a sheet. */
export interface SheetSource {
	readonly model: PanelModel;
	/** −1 for the input. */
	readonly layer: number;
	readonly what: What;
	readonly output?: number;
	readonly grid: Grid;
	/** The tile that stands at place n of the grid. */
	readonly tileOf: (place: number) => number;
	/** The grid's cells are the numbers of one tile. */
	readonly vector: boolean;
	readonly view: Pick<SavedView, "scope" | "colours">;
	readonly theme: Theme;
	readonly dpr: number;
}

/** The picture that fits a sheet's grid, if its bytes have come. */
export function pictureOf(source: SheetSource, tiles: Tiles): Picture | undefined {
	const { model, layer, what, output, grid, vector } = source;
	const step = vector ? vectorStep(source) : grid.tile.step;
	const picture = tiles.picture(keyAt(model, layer), what, step, output);
	return vector || (picture?.width === grid.tile.dataWidth && picture.height === grid.tile.dataHeight) ? picture : undefined;
}

/** Vectors longer than one tile may be are thinned out. */
const vectorStep = ({ grid }: SheetSource): number => Math.max(1, Math.ceil(grid.total / 4096));

/** A string that changes exactly when the pixels may. */
export function paintingKey(source: SheetSource, tiles: Tiles): string {
	const { grid, view, theme, dpr, layer, what, output } = source;
	const version = view.scope === "map" || layer < 0 ? tiles.version : (pictureOf(source, tiles)?.version ?? 0);
	const range = layer < 0 && what === "maps" ? 0 : rangeOf(source, tiles, undefined);
	const size = [grid.width, grid.height, grid.count, grid.columns, grid.tile.scale, grid.tile.step, dpr];
	return [
		version,
		range,
		view.scope,
		view.colours,
		isDark(theme),
		layer,
		what,
		output,
		source.tileOf(0),
		source.tileOf(grid.count - 1),
		...size,
	].join(" ");
}

/** The end of the colour range of one tile, or of the sheet where `tile` is undefined. */
export function rangeOf(
	source: Pick<SheetSource, "model" | "layer" | "what" | "output" | "view">,
	tiles: Tiles,
	tile: number | undefined,
): number {
	const { model, layer, what, output, view } = source;
	if (what === "kernels") return kernelRange(model, tiles, layer, tile, view.scope);
	if (what === "gradients" || what === "kernelGradients") return gradientRange(model, tiles, layer, what, tile, view.scope);
	if (what === "partials") return partialRange(model, tiles, layer, output ?? 0, view.scope);
	return mapRange(model, tiles, layer, tile, view.scope);
}

/** Paints what there is; tiles that have not come are left transparent. */
export function paintSheet(source: SheetSource, tiles: Tiles, surface: Surface, ink: number): void {
	const picture = pictureOf(source, tiles);
	if (!picture) return;
	if (source.layer < 0 && source.what === "maps") {
		paintInput(source, tiles, picture, surface);
		return;
	}
	const { model, layer, what, output, grid, view, theme, dpr, vector } = source;
	const weights = what === "kernels" || what === "kernelGradients";
	const palette = paletteFor(weights ? kernelScheme(view.colours) : view.colours, theme);
	const key = keyAt(model, layer);
	const { scale } = grid.tile;
	for (let place = 0; place < grid.count; place++) {
		const tile = source.tileOf(place);
		const codes = picture.codes.get(vector ? 0 : tile);
		const stats = tiles.stats(key, what, vector ? 0 : tile, output);
		if (!codes || !stats) continue;
		const origin = tileOrigin(grid, place);
		const [left, top] = [MARGIN + Math.round(origin.x * dpr), MARGIN + Math.round(origin.y * dpr)];
		const colours = tileColours(palette, stats.min, stats.max, rangeOf(source, tiles, vector ? 0 : tile));
		const size = (numbers: number) => numbers * scale;
		if (!weights || grid.count === 1)
			outline(surface, left - 1, top - 1, size(vector ? 1 : picture.width) + 2, size(vector ? 1 : picture.height) + 2, HAIRLINE);
		if (vector) {
			paintCodes(surface, left, top, codes.subarray(tile, tile + 1), 1, 1, scale, colours);
			continue;
		}
		paintCodes(surface, left, top, codes, picture.width, picture.height, scale, colours);
		if (what === "maps" && stats.zeros === 1) outlineDashed(surface, left, top, size(picture.width), size(picture.height), ink);
	}
}

/** The input as it is: three channels as one colour picture, others as greys. */
function paintInput(source: SheetSource, tiles: Tiles, picture: Picture, surface: Surface): void {
	const { grid, dpr } = source;
	const [low, high] = inputRange(tiles);
	const levels = (tile: number): Uint8ClampedArray => {
		const stats = tiles.stats(INPUT_KEY, "maps", tile);
		return greys(stats?.min ?? 0, stats?.max ?? 0, low, high);
	};
	for (let place = 0; place < grid.count; place++) {
		const origin = tileOrigin(grid, place);
		const tile = source.tileOf(place);
		const colour = grid.total === 1 && picture.total === 3;
		const channels = colour ? [0, 1, 2] : [tile, tile, tile];
		const [red, green, blue] = channels.map((channel) => picture.codes.get(channel));
		if (!red || !green || !blue) continue;
		const [r = levels(0), g = r, b = r] = colour ? channels.map(levels) : [levels(tile)];
		const [left, top] = [MARGIN + Math.round(origin.x * dpr), MARGIN + Math.round(origin.y * dpr)];
		outline(surface, left - 1, top - 1, picture.width * grid.tile.scale + 2, picture.height * grid.tile.scale + 2, HAIRLINE);
		paintRgb(surface, left, top, [red, green, blue], [r, g, b], picture.width, picture.height, grid.tile.scale);
	}
}
