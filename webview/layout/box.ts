import type { PanelModel } from "../../src/protocol/panel";
import { shapeAt, tilesAt } from "./feeds";
import { columnsIn, fitTile, type Grid, gridInHeight, gridOf, lookOf } from "./sheet";
import { isMatrix, slicesOf } from "./weights";

/** The room that a layer's box may take, and the screen. */
export interface Room {
	/** Columns side by side, or rows one above the other. */
	readonly flow: "columns" | "rows";
	/** Height of a column, width of a row, in CSS pixels. */
	readonly across: number;
	readonly dpr: number;
}

/** One layer's pictures, measured. Index −1 is the model's input. */
export interface BoxContent {
	readonly index: number;
	/** The feature maps or the cells of a vector; undefined where nothing is known. */
	readonly maps: Grid | undefined;
	/** A vector's cells are numbers of one tile, not tiles. */
	readonly vector: boolean;
	/** A longest side to ask the engine for. */
	readonly maxSide: number;
	readonly kernels: Grid | undefined;
	readonly kernelSide: number;
	/** Class scores are a list of labelled bars: so many. */
	readonly scores: number;
}

/** Maps and cells that a box shows at most; the layer zoom shows all. */
export const SHOWN_MAPS = 64;
const SHOWN_CELLS = 160;
const SHOWN_SLICES = 48;
/** Class scores shown in the overview. */
export const SHOWN_SCORES = 10;
/** Longest vector that is fetched whole. */
export const LONGEST_VECTOR = 4096;

export const GAP = 3;
/** Height of a line of a fault's message. */
export const LINE = 16;
export const SCORE_HEIGHT = 20;
export const SCORE_WIDTH = 168;
/** Room under the maps for kernels, with their caption. */
const KERNEL_ROOM = 92;
export const CAPTION = 20;
export const MORE_HEIGHT = 22;

/** Side in CSS pixels that maps of a layer aim for: fewer maps are shown larger. */
export function targetSide(count: number): number {
	if (count <= 1) return 112;
	if (count <= 4) return 84;
	if (count <= 8) return 62;
	if (count <= 16) return 52;
	return count <= 32 ? 40 : 32;
}

export function measure(model: PanelModel, index: number, room: Room): BoxContent {
	const kernels = index >= 0 ? kernelGrid(model, index, room) : undefined;
	const nothing: BoxContent = { index, maps: undefined, vector: false, maxSide: 1, kernels, kernelSide: KERNEL_SIDE * 4, scores: 0 };
	const look = lookOf(shapeAt(model, index));
	if (!look) return nothing;
	if (look.kind === "vector") {
		const labels = index === model.layers.length - 1 ? model.labels : undefined;
		const scores = labels && labels.length === look.length ? Math.min(SHOWN_SCORES, look.length) : 0;
		return { ...nothing, vector: true, maps: cells(look.length, room), maxSide: LONGEST_VECTOR, scores };
	}
	const rgb = index < 0 && look.count === 3;
	const total = rgb ? 1 : look.count;
	const count = Math.min(SHOWN_MAPS, total);
	const target = targetSide(total);
	const tile = fitTile(look.height, look.width, target, room.dpr);
	const maxSide = Math.max(1, Math.round(target * room.dpr));
	// Every column leaves the same room below, so that the maps of a convolution and of what follows it stand in the same rows.
	const across = room.flow === "columns" ? room.across - KERNEL_ROOM - (total > count ? MORE_HEIGHT : 0) : room.across;
	const maps = room.flow === "columns" ? gridInHeight(tile, count, total, across, GAP) : rowsOf(tile, count, total, across);
	return { ...nothing, maps, maxSide };
}

/** Rows are as wide as the panel; a long sheet is cut after some lines rather than pushing the next layer out of sight. */
function rowsOf(tile: ReturnType<typeof fitTile>, count: number, total: number, width: number): Grid {
	const columns = columnsIn(tile, width, GAP);
	const lines = Math.max(2, Math.floor(150 / (tile.height + GAP)));
	return gridOf(tile, Math.min(count, columns * lines), total, columns, GAP);
}

/** A vector as cells, top to bottom and then left to right in columns; left to right in rows. */
function cells(length: number, room: Room): Grid {
	const shown = Math.min(SHOWN_CELLS, length);
	const tile = fitTile(1, 1, length <= 16 ? 16 : 11, room.dpr);
	const gap = 1;
	if (room.flow === "rows") {
		const columns = columnsIn(tile, room.across, gap);
		return gridOf(tile, Math.min(shown, columns * 4), length, columns, gap);
	}
	return gridInHeight(tile, shown, length, Math.min(room.across - MORE_HEIGHT, 240), gap);
}

/** Between the slices of one kernel, and between kernels. */
const SLICE_GAP = 4;
const KERNEL_GAP = 11;

/** A kernel's own side in the overview. */
const KERNEL_SIDE = 21;

function kernelGrid(model: PanelModel, index: number, room: Room): Grid | undefined {
	const layer = model.layers[index];
	if (!layer?.weight || layer.state === "fault") return undefined;
	const [rows = 1, columns = 1] = layer.weight;
	if (isMatrix(layer)) {
		const tile = fitTile(rows, columns, KERNEL_SIDE * 4, room.dpr);
		return gridOf(tile, 1, 1, 1, 0);
	}
	const slices = slicesOf(layer, tilesAt(model, layer.inputs[0] ?? -1));
	if (!slices || layer.weight.length !== 4) return undefined;
	const total = rows * columns;
	const tile = fitTile(slices.height, slices.width, KERNEL_SIDE, room.dpr);
	const together = slices.transposed || slices.perOutput > 8 ? 1 : slices.perOutput;
	const gap = together > 1 ? SLICE_GAP : GAP;
	const group = together * (tile.width + gap) - gap;
	const width = room.flow === "rows" ? room.across : Math.max(140, group);
	const groups = Math.max(1, Math.floor((width + KERNEL_GAP) / (group + KERNEL_GAP)));
	const perLine = together > 1 ? groups * together : columnsIn(tile, width, gap);
	const lines = Math.max(1, Math.floor((room.flow === "rows" ? 70 : KERNEL_ROOM - CAPTION) / (tile.height + 4)));
	const count = Math.min(total, SHOWN_SLICES, perLine * lines);
	return gridOf(tile, Math.max(together, Math.floor(count / together) * together), total, perLine, gap, together, KERNEL_GAP);
}

/** Size of the pictures alone, in CSS pixels. */
export function bodySize(content: BoxContent, faultLines: number): { readonly width: number; readonly height: number } {
	let width = 0;
	let height = faultLines * LINE;
	if (content.scores > 0) {
		width = SCORE_WIDTH;
		height += content.scores * SCORE_HEIGHT;
	} else if (content.maps) {
		width = content.maps.width;
		height += content.maps.height;
	}
	if (content.maps && content.scores === 0 && content.maps.total > content.maps.count) height += MORE_HEIGHT;
	if (content.kernels) {
		width = Math.max(width, content.kernels.width);
		height += CAPTION + content.kernels.height;
		if (content.kernels.total > content.kernels.count) height += MORE_HEIGHT;
	}
	return { width, height };
}
