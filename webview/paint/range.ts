import { INPUT_KEY, type What } from "../../src/protocol/frame";
import type { PanelModel, SavedView } from "../../src/protocol/panel";
import { extentOf, type Tiles } from "../tiles";

type Scope = SavedView["scope"];

export const keyAt = (model: PanelModel, index: number): string => (index < 0 ? INPUT_KEY : (model.layers[index]?.key ?? ""));

/** Kinds that pass numbers on or cut them off, so that they wear the colours of the layer above. */
const inheriting = new Set(["activation", "pooling", "regularization"]);

/**
 * Layers of one block that share one range, so that one colour is one number: a convolution and the activations and pools that follow it
 * within its block. The layer itself is always one of them.
 */
export function sharing(model: PanelModel, index: number): readonly number[] {
	if (index < 0) return [index];
	let root = index;
	for (;;) {
		const layer = model.layers[root];
		const above = layer?.inputs[0];
		if (!layer || above === undefined || above < 0 || layer.inputs.length !== 1) break;
		if (!inheriting.has(layer.group ?? "") || layer.type === "Softmax" || layer.type === "LogSoftmax") break;
		if (model.layers[above]?.block !== layer.block) break;
		root = above;
	}
	return Array.from({ length: index - root + 1 }, (_, i) => root + i).filter((i) => i === index || i === root || feeds(model, i, index));
}

const feeds = (model: PanelModel, from: number, to: number): boolean => {
	for (let at = to; at > from; ) {
		const above = model.layers[at]?.inputs[0];
		if (above === undefined) return false;
		if (above === from) return true;
		at = above;
	}
	return false;
};

const largest = (tiles: Tiles, layer: string, what: What, output?: number): number => tiles.summary(layer, what, output)?.extent ?? 0;

/** The end of the symmetric colour range −r…r of a layer's map (or of all its maps where `tile` is undefined); 0 where nothing is known. */
export function mapRange(model: PanelModel, tiles: Tiles, index: number, tile: number | undefined, scope: Scope): number {
	if (scope === "network") return Math.max(0, ...model.layers.map((layer) => largest(tiles, layer.key, "maps")));
	const layers = sharing(model, index).map((i) => keyAt(model, i));
	if (scope === "layer" || tile === undefined) return Math.max(...layers.map((layer) => largest(tiles, layer, "maps")));
	return Math.max(...layers.map((layer) => extentOf(tiles.stats(layer, "maps", tile))));
}

export function kernelRange(model: PanelModel, tiles: Tiles, index: number, tile: number | undefined, scope: Scope): number {
	if (scope === "network") return Math.max(0, ...model.layers.map((layer) => largest(tiles, layer.key, "kernels")));
	const layer = keyAt(model, index);
	return scope === "layer" || tile === undefined ? largest(tiles, layer, "kernels") : extentOf(tiles.stats(layer, "kernels", tile));
}

/** Gradients of each layer have a range of their own: their sizes differ by powers of ten. */
export function gradientRange(
	model: PanelModel,
	tiles: Tiles,
	index: number,
	what: "gradients" | "kernelGradients",
	tile: number | undefined,
	scope: Scope,
): number {
	if (scope === "network") return Math.max(0, ...model.layers.map((layer) => largest(tiles, layer.key, what)));
	const layer = keyAt(model, index);
	return scope === "layer" || tile === undefined ? largest(tiles, layer, what) : extentOf(tiles.stats(layer, what, tile));
}

/** Partial maps add up to one output map: they share a range with it, so that sizes can be compared by eye. */
export function partialRange(model: PanelModel, tiles: Tiles, index: number, output: number, scope: Scope): number {
	const range = mapRange(model, tiles, index, scope === "map" ? output : undefined, scope);
	return Math.max(range, largest(tiles, keyAt(model, index), "partials", output));
}

/** The smallest and largest number of a model's input, over its channels. */
export function inputRange(tiles: Tiles): readonly [low: number, high: number] {
	const stats = [...(tiles.summary(INPUT_KEY, "maps")?.stats.values() ?? [])];
	return [Math.min(...stats.map(({ min }) => min)), Math.max(...stats.map(({ max }) => max))];
}
