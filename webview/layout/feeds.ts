import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import { firstInput, slicesOf, sliceTile } from "./weights";

/** Maps `from … from + count − 1` of a layer (−1: the model's input) that an output map is computed from. */
export interface Feed {
	readonly layer: number;
	readonly from: number;
	readonly count: number;
}

export const shapeAt = (model: PanelModel, index: number) => (index < 0 ? model.input : model.layers[index]?.shape);

/** Tiles a layer's output is shown as: one per channel; a vector or matrix is one. */
export function tilesAt(model: PanelModel, index: number): number {
	const shape = shapeAt(model, index);
	return shape?.length === 3 ? (shape[0] ?? 0) : shape ? 1 : 0;
}

/** The maps that feed map `tile` of a layer: all of its group for a convolution, its own channel for most others. */
export function feedsOf(model: PanelModel, index: number, tile: number): readonly Feed[] {
	const layer = model.layers[index];
	if (!layer) return [];
	if (layer.type === "Concat") return concatFeed(model, layer, tile);
	return layer.inputs.map((source): Feed => {
		const total = tilesAt(model, source);
		const slices = slicesOf(layer, total);
		if (slices && layer.weight?.length === 4) return { layer: source, from: firstInput(slices, tile), count: slices.perOutput };
		const outputs = tilesAt(model, index);
		if (outputs === total && layer.shape?.length === 3) return { layer: source, from: tile, count: 1 };
		// PixelShuffle spreads r² channels over the pixels of one.
		if (layer.shape?.length === 3 && total > outputs && total % outputs === 0) {
			return { layer: source, from: (tile * total) / outputs, count: total / outputs };
		}
		return { layer: source, from: 0, count: total };
	});
}

function concatFeed(model: PanelModel, layer: PanelLayer, tile: number): readonly Feed[] {
	let offset = 0;
	for (const source of layer.inputs) {
		const total = tilesAt(model, source);
		if (tile < offset + total) return [{ layer: source, from: tile - offset, count: 1 }];
		offset += total;
	}
	return layer.inputs.map((source) => ({ layer: source, from: 0, count: tilesAt(model, source) }));
}

/** The kernel slices that make map `tile`; none for layers without kernels. */
export function kernelsOf(model: PanelModel, index: number, tile: number): readonly number[] {
	const layer = model.layers[index];
	const slices = layer && slicesOf(layer, tilesAt(model, layer.inputs[0] ?? -1));
	if (!slices || layer.weight?.length !== 4) return [];
	return Array.from({ length: slices.perOutput }, (_, nth) => sliceTile(slices, tile, nth));
}
