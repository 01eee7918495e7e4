import { fromFront } from "../../network/layers/dimension";
import { elements } from "../../network/shape";
import { gridOf, holds, indexOf } from "./grid";
import { defineDeriver, inputOf, sameSource, sourceAt } from "./site";

/** Layers that give every number as it comes, in the same order. */
const inOrder = defineDeriver({
	types: ["Flatten", "Identity", "Dropout"],
	derive: (site) => ({ form: "copy", from: sameSource(site) }),
});

/** See `constantPad2d`: padding is [left, right, top, bottom]. */
const ZeroPad2d = defineDeriver<{ readonly padding: readonly [left: number, right: number, top: number, bottom: number] }>({
	types: ["ZeroPad2d"],
	derive(site) {
		const [left, , top] = site.attributes.padding;
		const grid = gridOf(inputOf(site));
		const { tile, y, x } = site.place;
		const from = { tile, y: y - top, x: x - left };
		return { form: "copy", from: holds(grid, from) ? sourceAt(grid, indexOf(grid, from)) : undefined };
	},
});

/** See `pixelShuffle`: y[c, i·r + u, j·r + v] = x[(c·r + u)·r + v, i, j]. */
const PixelShuffle = defineDeriver<{ readonly upscale_factor: number }>({
	types: ["PixelShuffle"],
	derive(site) {
		const r = site.attributes.upscale_factor;
		const grid = gridOf(inputOf(site));
		const { tile, y, x } = site.place;
		const from = { tile: (tile * r + (y % r)) * r + (x % r), y: Math.floor(y / r), x: Math.floor(x / r) };
		return { form: "copy", from: sourceAt(grid, indexOf(grid, from)) };
	},
});

/** See `concat`: inputs lie one behind the other along an axis. */
const Concat = defineDeriver<{ readonly dim: number }>({
	types: ["Concat"],
	derive(site) {
		const { inputs, output } = site.layer;
		const axis = fromFront(site.attributes.dim, output.shape.slice(1));
		const inner = elements(output.shape.slice(axis + 1));
		const size = output.shape[axis] ?? 1;
		const outer = Math.floor(site.index / (inner * size));
		let along = Math.floor(site.index / inner) % size;
		let k = 0;
		let length = inputs[0]?.shape[axis] ?? 0;
		while (along >= length) {
			along -= length;
			k++;
			length = inputOf(site, k).shape[axis] ?? 0;
		}
		const index = (outer * length + along) * inner + (site.index % inner);
		return { form: "copy", from: sourceAt(gridOf(inputOf(site, k)), index, k) };
	},
});

export const moved = [inOrder, ZeroPad2d, PixelShuffle, Concat];
