import { decode } from "../src/protocol/frame";
import type { PanelLayer, PanelModel } from "../src/protocol/panel";
import { formatShape, formatShare, formatValue } from "./format";
import { t } from "./l10n";
import { shapeAt, tilesAt } from "./layout/feeds";
import { firstInput, isMatrix, outputOfSlice, slicesOf } from "./layout/weights";
import { keyAt } from "./paint/range";
import type { Spot } from "./store";
import type { Tiles } from "./tiles";

/** The text twin of a picture: the same facts in words and numbers. */

/** `Conv2d stem.conv`, `Input`. */
export function layerName(model: PanelModel, index: number): string {
	const layer = model.layers[index];
	return layer ? `${layer.type} ${nameOf(layer)}` : t("Input");
}

export const nameOf = (layer: PanelLayer): string => layer.key;

/** Which tile it is: `map 3 of 16`, `kernel of map 3, input map 1`. Counted from 0, as in PyTorch. */
export function tileName(model: PanelModel, spot: Spot): string {
	const layer = model.layers[spot.layer];
	const total = tilesAt(model, spot.layer);
	if (spot.what === "gradients") {
		const shape = shapeAt(model, spot.layer);
		return shape?.length === 1 ? t("∂loss/∂output") : t("∂loss/∂map {index} of {total}", { index: spot.tile, total });
	}
	if (spot.what === "kernelGradients") return `∂loss/∂(${tileName(model, { ...spot, what: "kernels" })})`;
	if (spot.what === "maps") {
		const shape = shapeAt(model, spot.layer);
		if (shape?.length === 1) return t("number {index} of {total}", { index: spot.pixel?.[1] ?? 0, total: shape[0] ?? 0 });
		return t("map {index} of {total}", { index: spot.tile, total });
	}
	const slices = layer && slicesOf(layer, tilesAt(model, layer.inputs[0] ?? -1));
	if (spot.what === "partials" && slices) {
		const output = spot.output ?? 0;
		return t("share of input map {input} in map {output}", { input: firstInput(slices, output) + spot.tile, output });
	}
	if (!slices || (layer && isMatrix(layer))) return t("weight");
	const output = outputOfSlice(slices, spot.tile);
	const nth = slices.transposed
		? Math.floor(spot.tile / (slices.outputs / slices.groups))
		: firstInput(slices, output) + (spot.tile % slices.perOutput);
	return t("kernel of map {output} over input map {input}", { output, input: nth });
}

/** A whole sentence for a screen reader. */
export function describeTile(model: PanelModel, tiles: Tiles, spot: Spot): string {
	return [layerName(model, spot.layer), tileName(model, spot), ...statsOf(model, tiles, spot)].join(", ");
}

/** `min −1.2`, `max 0.8`, `mean 0.1`, `zeros 12 %`; and what is not a number. */
export function statsOf(model: PanelModel, tiles: Tiles, spot: Spot): readonly string[] {
	const stats = tiles.stats(keyAt(model, spot.layer), spot.what, spot.tile, spot.output);
	if (!stats) return [];
	const words = [
		t("min {value}", { value: formatValue(stats.min) }),
		t("max {value}", { value: formatValue(stats.max) }),
		t("mean {value}", { value: formatValue(stats.mean) }),
		t("zeros {share}", { share: formatShare(stats.zeros) }),
	];
	if (stats.bad > 0) words.push(t("{count} not finite", { count: stats.bad }));
	return words;
}

/** The first layer, of those whose maps have come, with numbers that are not finite; −1 without one. */
export const brokenLayer = (model: PanelModel, tiles: Tiles): number =>
	model.layers.findIndex(({ key }) => [...(tiles.summary(key, "maps")?.stats.values() ?? [])].some(({ bad }) => bad > 0));

/** The number under the pointer, as far as its byte tells; undefined where it has not come. */
export function roughValue(model: PanelModel, tiles: Tiles, spot: Spot): number | undefined {
	if (!spot.pixel) return undefined;
	const layer = keyAt(model, spot.layer);
	const stats = tiles.stats(layer, spot.what, spot.tile, spot.output);
	const picture = tiles.finest(layer, spot.what, spot.tile, spot.output);
	if (!stats || !picture) return undefined;
	const [y, x] = spot.pixel.map((at) => Math.floor(at / picture.step));
	const code = picture.codes.get(spot.tile)?.[(y ?? 0) * picture.width + (x ?? 0)];
	return code === undefined ? undefined : decode(code, stats.min, stats.max);
}

export const shapeText = (model: PanelModel, index: number): string => {
	const shape = shapeAt(model, index);
	return shape ? formatShape(shape) : t("shape unknown");
};
