import type { PanelModel } from "../../src/protocol/panel";
import { t } from "../l10n";
import { shapeAt } from "../layout/feeds";
import { lookOf } from "../layout/sheet";

/** One number of a layer's output: of a map, or of a vector (tile 0, y 0). */
export interface Pixel {
	readonly tile: number;
	readonly y: number;
	readonly x: number;
}

/** Height and width of a layer's tiles; a vector is one line. Undefined where its shape is not known. */
export function sizeAt(model: PanelModel, index: number): { readonly height: number; readonly width: number } | undefined {
	const look = lookOf(shapeAt(model, index));
	if (!look) return undefined;
	return look.kind === "maps" ? { height: look.height, width: look.width } : { height: 1, width: look.length };
}

const within = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));

/** A pixel within what a layer has: the chosen output map, and a row and column that exist (the middle, if none is named). A vector's place is its column. */
export function pixelAt(model: PanelModel, index: number, channel: number, named: Pick<Pixel, "y" | "x"> | undefined): Pixel {
	const size = sizeAt(model, index) ?? { height: 1, width: 1 };
	const { y, x } = named ?? { y: size.height >> 1, x: size.width >> 1 };
	const shape = shapeAt(model, index);
	const tile = shape?.length === 3 ? within(channel, shape[0] ?? 1) : 0;
	return { tile, y: within(y, size.height), x: within(x, size.width) };
}

/** `map 3, row 5, column 7`, `number 4`. Counted from 0, as in PyTorch. */
export function pixelName(model: PanelModel, index: number, { tile, y, x }: Pixel): string {
	if (shapeAt(model, index)?.length !== 3) return spotName(model, index, { y, x });
	return t("map {tile}, row {y}, column {x}", { tile, y, x });
}

/** The same within its map: `row 5, column 7`. */
export const spotName = (model: PanelModel, index: number, { y, x }: Pick<Pixel, "y" | "x">): string =>
	shapeAt(model, index)?.length === 1 ? t("number {index}", { index: x }) : t("row {y}, column {x}", { y, x });

/** The same spot in another layer: the same share of the way across and down. */
export function carried(model: PanelModel, from: number, to: number, { tile, y, x }: Pixel): Pixel {
	const [before, after] = [sizeAt(model, from), sizeAt(model, to)];
	if (!before || !after) return { tile: 0, y: 0, x: 0 };
	const scaled = (at: number, old: number, size: number) => Math.floor(((at + 0.5) * size) / old);
	return pixelAt(model, to, tile, { y: scaled(y, before.height, after.height), x: scaled(x, before.width, after.width) });
}

/** The number of a pixel, row by row, and back: what the slider slides over. */
export const orderOf = ({ y, x }: Pick<Pixel, "y" | "x">, width: number): number => y * width + x;
export const placeOfOrder = (order: number, width: number): { readonly y: number; readonly x: number } => ({
	y: Math.floor(order / width),
	x: order % width,
});

/** Where an arrow key leads; undefined where it leads nowhere. `columns`: how many stand in a line (of a vector). */
export function moved({ y, x }: Pick<Pixel, "y" | "x">, key: string, height: number, width: number, columns = width) {
	const steps: Readonly<Record<string, readonly [number, number]>> = {
		ArrowLeft: [0, -1],
		ArrowRight: [0, 1],
		ArrowUp: height === 1 && columns < width ? [0, -columns] : [-1, 0],
		ArrowDown: height === 1 && columns < width ? [0, columns] : [1, 0],
		Home: [0, -x],
		End: [0, width - 1 - x],
		PageUp: [-y, 0],
		PageDown: [height - 1 - y, 0],
	};
	const step = steps[key];
	if (!step) return undefined;
	const next = { y: y + step[0], x: x + step[1] };
	return next.y < 0 || next.y >= height || next.x < 0 || next.x >= width ? undefined : next;
}
