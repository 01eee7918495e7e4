import type { Form, Window } from "../../network/derivation";
import { needed } from "../op";
import { type ConvolutionValues, convolutionOf } from "../ops/Conv2d";
import { type TransposedValues, transposedOf } from "../ops/ConvTranspose2d";
import { dimensions, type Tensor } from "../tensor";
import { gridOf } from "./grid";
import { pageOf } from "./parts";
import { defineDeriver, inputOf, type Site } from "./site";
import { readWindow, taps, weighed } from "./window";

/** The slice of a kernel that one window meets: `rows` and `columns` of it, in the window's order. */
function slice(weight: Tensor, index: readonly [number, number], rows: readonly number[], columns: readonly number[]) {
	const [, second, height, width] = dimensions(weight);
	const tile = index[0] * second + index[1];
	const values = rows.flatMap((u) => columns.map((v) => weight.data[(tile * height + u) * width + v]!));
	return { rows, columns, values, index, tile };
}

/** value = Σ windows' sums + bias, one window an input channel of the output's group. */
function summed({ layer, place, parts }: Pick<Site, "layer" | "place" | "parts">, windows: readonly Window[]): Form {
	const { listed, rest } = pageOf(
		windows.map(({ sum }) => sum),
		parts,
	);
	const bias = layer.parameters.bias?.data[place.tile];
	return { form: "windows", windows: listed.map((i) => windows[i]!), total: windows.length, rest, ...(bias === undefined ? {} : { bias }) };
}

/** See `conv2d`: output (i, j) reads rows i·s − top + u·d of each channel, and meets kernel row u there; columns alike. */
const Conv2d = defineDeriver<ConvolutionValues>({
	types: ["Conv2d"],
	derive(site) {
		const { layer, place, attributes } = site;
		const { stride, dilation, groups, pads } = convolutionOf(attributes);
		const weight = needed(layer.parameters.weight, "weight");
		const grid = gridOf(inputOf(site));
		const [outChannels, perGroup, height, width] = dimensions(weight);
		const first = Math.floor(place.tile / (outChannels / groups)) * perGroup;
		const rows = taps(place.y * stride[0] - pads[0], height, dilation[0]);
		const columns = taps(place.x * stride[1] - pads[1], width, dilation[1]);
		const kernel = [taps(0, height, 1), taps(0, width, 1)] as const;
		const windows = taps(0, perGroup, 1).map((c) =>
			weighed(readWindow(grid, first + c, rows, columns), slice(weight, [place.tile, c], ...kernel)),
		);
		return summed(site, windows);
	},
});

/** The inputs along an axis that are stamped onto output `at`, first to last, with the row (or column) of the kernel that falls there. */
function stamps(at: number, size: number, kernel: number, [stride, dilation, pad]: readonly [number, number, number]) {
	const found: { readonly place: number; readonly tap: number }[] = [];
	for (let tap = kernel - 1; tap >= 0; tap--) {
		const place = (at + pad - tap * dilation) / stride;
		if (Number.isInteger(place) && place >= 0 && place < size) found.push({ place, tap });
	}
	return { places: found.map(({ place }) => place), taps: found.map(({ tap }) => tap) };
}

/** See `convTranspose2d`: input row i met kernel row u where i·s − top + u·d is the output's row; columns alike. */
const ConvTranspose2d = defineDeriver<TransposedValues>({
	types: ["ConvTranspose2d"],
	derive(site) {
		const { layer, place, attributes } = site;
		const { stride, dilation, groups, pads } = transposedOf(attributes);
		const weight = needed(layer.parameters.weight, "weight");
		const grid = gridOf(inputOf(site));
		const [channels, outPerGroup, height, width] = dimensions(weight);
		const perGroup = channels / groups;
		const first = Math.floor(place.tile / outPerGroup) * perGroup;
		const down = stamps(place.y, grid.height, height, [stride[0], dilation[0], pads[0]]);
		const across = stamps(place.x, grid.width, width, [stride[1], dilation[1], pads[1]]);
		const windows = taps(first, perGroup, 1).map((c) =>
			weighed(readWindow(grid, c, down.places, across.places), slice(weight, [c, place.tile % outPerGroup], down.taps, across.taps)),
		);
		return summed(site, windows);
	},
});

export const convolutions = [Conv2d, ConvTranspose2d];
