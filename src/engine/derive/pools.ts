import type { Form, Window } from "../../network/derivation";
import { poolWindow } from "../../network/layers/pool";
import { type AvgPoolValues, avgCount, avgSpan, divisorOf } from "../ops/AvgPool2d";
import { part } from "../ops/adaptive";
import { gridOf } from "./grid";
import { defineDeriver, inputOf, type Site } from "./site";
import { readWindow, span, taps } from "./window";

/** The first of the largest numbers on the map; NaN beats all; −1 where the window steps over all of the map. */
function largest(window: Window, onMap: (i: number) => boolean): Form {
	let winner = -1;
	for (const [i, value] of window.values.entries()) {
		if (onMap(i) && (winner < 0 || value > window.values[winner]! || Number.isNaN(value))) winner = i;
	}
	return { form: "max", window, winner };
}

/** The part of a map that an adaptive pool's output reads. */
function adaptivePart(site: Pick<Site, "layer" | "place">): Window {
	const { place, layer } = site;
	const grid = gridOf(inputOf(site));
	const output = gridOf(layer.output);
	const rows = span(...part(place.y, grid.height, output.height));
	return readWindow(grid, place.tile, rows, span(...part(place.x, grid.width, output.width)));
}

/** See `maxPool2d`: the border counts as −∞. */
const MaxPool2d = defineDeriver<Parameters<typeof poolWindow>[0]>({
	types: ["MaxPool2d"],
	derive(site) {
		const { place, attributes } = site;
		const { kernel, stride, before, dilation } = poolWindow(attributes);
		const grid = gridOf(inputOf(site));
		const rows = taps(place.y * stride[0] - before[0], kernel[0], dilation[0]);
		const columns = taps(place.x * stride[1] - before[1], kernel[1], dilation[1]);
		const inside = (at: number, size: number) => at >= 0 && at < size;
		const onMap = (i: number) => inside(rows[Math.floor(i / kernel[1])]!, grid.height) && inside(columns[i % kernel[1]]!, grid.width);
		return largest(readWindow(grid, place.tile, rows, columns, Number.NEGATIVE_INFINITY), onMap);
	},
});

const AdaptiveMaxPool2d = defineDeriver({
	types: ["AdaptiveMaxPool2d"],
	derive: (site) => largest(adaptivePart(site), () => true),
});

/** See `avgPool2d`: the window holds the border that it reaches, whether that counts or not. */
const AvgPool2d = defineDeriver<AvgPoolValues>({
	types: ["AvgPool2d"],
	derive(site) {
		const { place, attributes } = site;
		const window = poolWindow(attributes);
		const grid = gridOf(inputOf(site));
		const rows = avgSpan(place.y, 0, grid.height, window);
		const columns = avgSpan(place.x, 1, grid.width, window);
		const read = readWindow(grid, place.tile, span(...rows.padded), span(...columns.padded));
		return { form: "mean", window: read, divisor: avgCount(rows, columns, divisorOf(attributes)) };
	},
});

const AdaptiveAvgPool2d = defineDeriver({
	types: ["AdaptiveAvgPool2d"],
	derive(site) {
		const window = adaptivePart(site);
		return { form: "mean", window, divisor: window.values.length };
	},
});

export const pools = [MaxPool2d, AdaptiveMaxPool2d, AvgPool2d, AdaptiveAvgPool2d];
