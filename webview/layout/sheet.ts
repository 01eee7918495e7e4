import type { Shape } from "../../src/network/shape";
import { stepFor } from "../../src/protocol/frame";

/** How one tile is shown: its data size after thinning, and its size on screen. */
export interface TileFit {
	/** Every step-th row and column is shown. */
	readonly step: number;
	readonly dataWidth: number;
	readonly dataHeight: number;
	/** Device pixels per number. */
	readonly scale: number;
	/** Size in CSS pixels. */
	readonly width: number;
	readonly height: number;
}

/** Tiles of one size in rows and columns. Lengths in CSS pixels. */
export interface Grid {
	readonly tile: TileFit;
	/** How many tiles are shown, and how many there are. */
	readonly count: number;
	readonly total: number;
	readonly columns: number;
	readonly rows: number;
	readonly gap: number;
	readonly width: number;
	readonly height: number;
	/** Tiles that belong together stand close (the slices of one kernel): so many of them. 1: all stand alike. */
	readonly together: number;
	readonly groupGap: number;
}

/** What a tensor looks like: maps, one strip of cells, or nothing. Two numbers are one map. */
export type Look =
	| { readonly kind: "maps"; readonly count: number; readonly height: number; readonly width: number }
	| { readonly kind: "vector"; readonly length: number };

export function lookOf(shape: Shape | undefined): Look | undefined {
	if (shape === undefined) return undefined;
	const [first = 1, second = 1, third = 1] = shape;
	if (shape.length === 3) return { kind: "maps", count: first, height: second, width: third };
	if (shape.length === 2) return { kind: "maps", count: 1, height: first, width: second };
	return shape.length === 1 ? { kind: "vector", length: first } : undefined;
}

/** Largest magnification of one number, in CSS pixels. */
const LARGEST_CELL = 16;

/** The whole number of device pixels per number at which a map comes closest to `target` CSS pixels without exceeding it. */
export function fitTile(height: number, width: number, target: number, dpr: number): TileFit {
	const room = Math.max(1, Math.round(target * dpr));
	const step = stepFor(height, width, room);
	const dataHeight = Math.ceil(height / step);
	const dataWidth = Math.ceil(width / step);
	const largest = Math.max(1, Math.round(LARGEST_CELL * dpr));
	const scale = Math.max(1, Math.min(largest, Math.floor(room / Math.max(dataHeight, dataWidth))));
	return { step, dataWidth, dataHeight, scale, width: (dataWidth * scale) / dpr, height: (dataHeight * scale) / dpr };
}

/** The longest side to ask the engine for, so that it thins out exactly as {@link fitTile} does. */
export const maxSideOf = (target: number, dpr: number): number => Math.min(4096, Math.max(1, Math.round(target * dpr)));

/** Tiles in at most `columns` columns, spread evenly over the rows that this takes. */
export function gridOf(tile: TileFit, count: number, total: number, columns: number, gap: number, together = 1, groupGap = gap): Grid {
	const most = Math.max(together, Math.floor(Math.max(1, columns) / together) * together);
	const used = Math.min(most, Math.max(1, Math.ceil(count / together) * together));
	const rows = Math.max(1, Math.ceil(count / used));
	const even = Math.ceil(Math.ceil(count / rows) / together) * together;
	const groups = Math.ceil(even / together);
	const width = even * (tile.width + gap) - gap + (groups - 1) * (groupGap - gap);
	return { tile, count, total, columns: even, rows, gap, width, height: rows * (tile.height + gap) - gap, together, groupGap };
}

/** Tiles in just so many columns, the last row filled or not: a piece of a larger grid. */
export function gridWith(tile: TileFit, count: number, total: number, columns: number, gap: number): Grid {
	const rows = Math.max(1, Math.ceil(count / columns));
	const width = Math.max(1, Math.min(count, columns)) * (tile.width + gap) - gap;
	return { tile, count, total, columns, rows, gap, width, height: rows * (tile.height + gap) - gap, together: 1, groupGap: gap };
}

/** Tiles in at most `height` CSS pixels, in as few columns as that takes. */
export function gridInHeight(tile: TileFit, count: number, total: number, height: number, gap: number): Grid {
	const rows = Math.max(1, Math.min(count, Math.floor((height + gap) / (tile.height + gap))));
	return gridOf(tile, count, total, Math.ceil(count / rows), gap);
}

/** Columns that fit a width. */
export const columnsIn = (tile: TileFit, width: number, gap: number): number => Math.max(1, Math.floor((width + gap) / (tile.width + gap)));

/** Top left corner of a tile, in CSS pixels. */
export function tileOrigin(grid: Grid, index: number): { readonly x: number; readonly y: number } {
	const column = index % grid.columns;
	const row = Math.floor(index / grid.columns);
	const group = Math.floor(column / grid.together);
	return { x: column * (grid.tile.width + grid.gap) + group * (grid.groupGap - grid.gap), y: row * (grid.tile.height + grid.gap) };
}

/** The tile at a point, or undefined between tiles and outside. */
export function tileAt(grid: Grid, x: number, y: number): number | undefined {
	if (x < 0 || y < 0) return undefined;
	const row = Math.floor(y / (grid.tile.height + grid.gap));
	const groupWidth = grid.together * (grid.tile.width + grid.gap) - grid.gap + grid.groupGap;
	const group = Math.floor(x / groupWidth);
	const within = Math.floor((x - group * groupWidth) / (grid.tile.width + grid.gap));
	const column = group * grid.together + within;
	const index = row * grid.columns + column;
	if (within >= grid.together || column >= grid.columns || index >= grid.count) return undefined;
	const origin = tileOrigin(grid, index);
	return x - origin.x <= grid.tile.width && y - origin.y <= grid.tile.height ? index : undefined;
}

/** The arrow key's next tile within a grid; undefined where there is none that way. */
export function neighbour(grid: Pick<Grid, "columns" | "count">, index: number, key: string): number | undefined {
	const column = index % grid.columns;
	const next: Readonly<Record<string, number>> = {
		ArrowLeft: column > 0 ? index - 1 : -1,
		ArrowRight: column < grid.columns - 1 ? index + 1 : -1,
		ArrowUp: index - grid.columns,
		ArrowDown: index + grid.columns,
		Home: 0,
		End: grid.count - 1,
	};
	const found = next[key];
	return found !== undefined && found >= 0 && found < grid.count ? found : undefined;
}
