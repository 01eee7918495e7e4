import { interpolationOf, mixes, type UpsampleValues } from "../ops/Upsample";
import { gridOf, indexOf } from "./grid";
import { pageOf } from "./parts";
import { defineDeriver, inputOf, sourceAt } from "./site";
import { readWindow, taps, weighed } from "./window";

/** Places with their shares; one that is read several times (at the border) has the sum of them. */
export function joined({ places, shares }: ReturnType<typeof mixes>[number]): {
	readonly places: readonly number[];
	readonly shares: readonly number[];
} {
	const sums = new Map<number, number>();
	for (const [i, place] of places.entries()) sums.set(place, (sums.get(place) ?? 0) + shares[i]!);
	return { places: [...sums.keys()], shares: [...sums.values()] };
}

/** See `upsample`: a copy of the nearest pixel, or neighbours by their shares along both axes. */
export const Upsample = defineDeriver<UpsampleValues>({
	types: ["Upsample"],
	derive(site) {
		const { layer, place, attributes, parts } = site;
		const interpolation = interpolationOf(attributes);
		const [input, output] = [gridOf(inputOf(site)), gridOf(layer.output)];
		const rows = joined(mixes(input.height, output.height, interpolation, 0)[place.y]!);
		const columns = joined(mixes(input.width, output.width, interpolation, 1)[place.x]!);
		if (interpolation.mode === "nearest") {
			const from = { tile: place.tile, y: rows.places[0]!, x: columns.places[0]! };
			return { form: "copy", from: sourceAt(input, indexOf(input, from)) };
		}
		const window = weighed(readWindow(input, place.tile, rows.places, columns.places), {
			rows: taps(0, rows.places.length, 1),
			columns: taps(0, columns.places.length, 1),
			values: rows.shares.flatMap((down) => columns.shares.map((across) => down * across)),
		});
		const { listed, rest } = pageOf([window.sum], parts);
		return { form: "windows", windows: listed.map(() => window), total: 1, rest };
	},
});
