import { INPUT_KEY, type Want } from "../src/protocol/frame";
import type { PanelModel, SavedView } from "../src/protocol/panel";
import type { BoxContent } from "./layout/box";
import { tilesAt } from "./layout/feeds";
import { keyAt, sharing } from "./paint/range";

/** Most entries of one message. */
const MOST = 1024;
const MOST_TILES = 4096;

/** The tiles of boxes in view, and the numbers that their colour ranges need. */
export function overviewWants(model: PanelModel, boxes: readonly BoxContent[], scope: SavedView["scope"]): readonly Want[] {
	const wants: Want[] = [];
	const ranged = new Set<number>();
	for (const box of boxes) {
		const layer = keyAt(model, box.index);
		if (box.maps) {
			const rgb = box.index < 0 && box.maps.total === 1 ? tilesAt(model, -1) : undefined;
			wants.push({ layer, what: "maps", from: 0, count: box.vector ? 1 : (rgb ?? box.maps.count), maxSide: box.maxSide });
			for (const index of sharing(model, box.index))
				if (index !== box.index || (!box.vector && box.maps.total > box.maps.count)) ranged.add(index);
		}
		if (box.kernels) wants.push({ layer, what: "kernels", from: 0, count: box.kernels.count, maxSide: box.kernelSide });
	}
	if (scope === "network") for (const index of model.layers.keys()) ranged.add(index);
	return limited([...wants, ...[...ranged].flatMap((index) => numbersOf(model, index))]);
}

/** All the numbers (min, max, …) of a layer's maps, without their pictures: tiles of one pixel. */
export function numbersOf(model: PanelModel, index: number): readonly Want[] {
	const count = tilesAt(model, index);
	return count > 0 ? [{ layer: keyAt(model, index), what: "maps", from: 0, count: Math.min(MOST_TILES, count), maxSide: 1 }] : [];
}

/** At most what one message may hold, and no tile count beyond the contract's. */
export const limited = (wants: readonly Want[]): readonly Want[] =>
	wants.slice(0, MOST).map((want) => (want.count > MOST_TILES ? { ...want, count: MOST_TILES } : want));

/** Wants whose layer is computed: nothing is asked about layers at fault or below a fault. */
export function askable(model: PanelModel, wants: readonly Want[]): readonly Want[] {
	const ok = new Set(model.layers.filter((layer) => layer.state === "ok" && layer.shape).map((layer) => layer.key));
	return wants.filter((want) => want.layer === INPUT_KEY || ok.has(want.layer));
}
