import type { Want } from "../../src/protocol/frame";
import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import { keyAt } from "../paint/range";
import { feedsOf, shapeAt, tilesAt } from "./feeds";
import { fitTile, type Grid, gridOf, lookOf, maxSideOf } from "./sheet";
import { type Slices, slicesOf, sliceTile } from "./weights";

/** Sides of the layer zoom's pictures, in CSS pixels. */
export const ROW_SIDE = 92;
export const KERNEL_SIDE = 60;
export const outputSide = (room: number): number => (room < 720 ? 116 : 176);
export const PICKER_SIDE = 40;
export const ROW_HEIGHT = 124;

/** One map that goes into the chosen output map: row n of the layer zoom. */
export interface ZoomRow {
	readonly nth: number;
	readonly source: number;
	readonly tile: number;
	/** The kernel slice between the two; undefined for layers without kernels. */
	readonly slice: number | undefined;
}

/** What the layer zoom shows of a layer for one output map. */
export interface ZoomPlan {
	readonly index: number;
	readonly layer: PanelLayer;
	readonly channel: number;
	readonly slices: Slices | undefined;
	readonly rows: readonly ZoomRow[];
	/** Whether maps go in and maps come out; otherwise vectors are involved. */
	readonly maps: boolean;
	/** The activation that reads this layer alone, if one follows. */
	readonly activation: number | undefined;
}

export function planZoom(model: PanelModel, index: number, channel: number): ZoomPlan | undefined {
	const layer = model.layers[index];
	if (!layer) return undefined;
	const slices = layer.weight?.length === 4 ? slicesOf(layer, tilesAt(model, layer.inputs[0] ?? -1)) : undefined;
	const maps = layer.shape?.length === 3 && layer.inputs.every((input) => shapeAt(model, input)?.length === 3);
	const rows: ZoomRow[] = [];
	if (maps) {
		for (const feed of feedsOf(model, index, channel)) {
			for (let i = 0; i < feed.count; i++) {
				rows.push({ nth: rows.length, source: feed.layer, tile: feed.from + i, slice: slices && sliceTile(slices, channel, i) });
			}
		}
	}
	return { index, layer, channel, slices, rows, maps, activation: activationAfter(model, index) };
}

/** The next layer, if it is an activation that reads this one alone and nobody else does. */
export function activationAfter(model: PanelModel, index: number): number | undefined {
	const readers = model.layers.flatMap(({ inputs }, i) => (inputs.includes(index) ? [i] : []));
	const [reader] = readers;
	const layer = reader === undefined ? undefined : model.layers[reader];
	return readers.length === 1 && layer?.group === "activation" && layer.inputs.length === 1 && layer.shape?.length === 3
		? reader
		: undefined;
}

/** A grid of one map of a layer. */
export function single(model: PanelModel, index: number, side: number, dpr: number): Grid | undefined {
	const look = lookOf(shapeAt(model, index));
	if (look?.kind !== "maps") return undefined;
	const tile = fitTile(look.height, look.width, side, dpr);
	return gridOf(tile, 1, look.count, 1, 0);
}

/** What rows `from … to − 1` need, and the output with its activation. */
export function zoomWants(
	model: PanelModel,
	plan: ZoomPlan,
	from: number,
	to: number,
	picker: readonly [from: number, count: number],
	dpr: number,
	output: number,
): readonly Want[] {
	const { layer, channel, slices, activation, index } = plan;
	const wants: Want[] = [];
	const side = (css: number) => maxSideOf(css, dpr);
	wants.push({ layer: layer.key, what: "maps", from: channel, count: 1, maxSide: side(output) });
	if (activation !== undefined)
		wants.push({ layer: keyAt(model, activation), what: "maps", from: channel, count: 1, maxSide: side(output) });
	for (const run of runs(plan.rows.slice(from, to), (row) => [row.source, row.tile])) {
		wants.push({ layer: keyAt(model, run.group), what: "maps", from: run.from, count: run.count, maxSide: side(ROW_SIDE) });
	}
	if (slices) {
		const kernels = plan.rows.slice(from, to).flatMap((row) => (row.slice === undefined ? [] : [[0, row.slice] as const]));
		for (const run of runs(kernels, (pair) => pair))
			wants.push({ layer: layer.key, what: "kernels", from: run.from, count: run.count, maxSide: side(KERNEL_SIDE) });
		wants.push({ layer: layer.key, what: "partials", from, count: Math.max(0, to - from), maxSide: side(ROW_SIDE), output: channel });
		// The numbers of all shares tell the range of their colours.
		wants.push({ layer: layer.key, what: "partials", from: 0, count: slices.perOutput, maxSide: 1, output: channel });
	}
	if (picker[1] > 0) wants.push({ layer: layer.key, what: "maps", from: picker[0], count: picker[1], maxSide: side(PICKER_SIDE) });
	wants.push({ layer: keyAt(model, index), what: "maps", from: 0, count: Math.max(1, tilesAt(model, index)), maxSide: 1 });
	return wants.filter(({ count }) => count > 0);
}

/** The same places of the loss's gradient: beside every map and kernel stands how the loss changes with it. Shares have no gradient of their own. */
export function withGradients(wants: readonly Want[]): readonly Want[] {
	const without = wants.filter(({ what }) => what !== "partials");
	return [...without, ...without.map((want): Want => ({ ...want, what: want.what === "kernels" ? "kernelGradients" : "gradients" }))];
}

/** Consecutive tiles of one group as ranges. */
function runs<T>(
	items: readonly T[],
	at: (item: T) => readonly [group: number, tile: number],
): readonly { group: number; from: number; count: number }[] {
	const found: { group: number; from: number; count: number }[] = [];
	for (const item of items) {
		const [group, tile] = at(item);
		const last = found.at(-1);
		if (last && last.group === group && tile === last.from + last.count) last.count++;
		else found.push({ group, from: tile, count: 1 });
	}
	return found;
}
