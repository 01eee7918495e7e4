import type { DerivationQuery, Form, Place, Source } from "../../network/derivation";
import type { Layer, Model } from "../model";
import type { Tensor } from "../tensor";
import { type Grid, gridOf, placeOf } from "./grid";

/** One number of a layer's output, and all that is needed to say how it came about. */
export interface Site<A = Readonly<Record<string, unknown>>> {
	readonly model: Model;
	readonly layer: Layer;
	/** In the form that rules compute with. */
	readonly attributes: A;
	readonly place: Place;
	/** Where the number stands among those of the first picture's output, row-major. */
	readonly index: number;
	readonly parts: Parts;
}

/** Which parts are asked for. */
export type Parts = Pick<DerivationQuery, "from" | "count" | "order">;

/** How a kind's numbers come about; of a forward pass in eval mode. */
export interface Deriver<A = Readonly<Record<string, unknown>>> {
	/** The kinds that it explains. */
	readonly types: readonly string[];
	derive(site: Site<A>): Form;
}

/** Keeps attribute types inside a deriver's file, as `defineOp` does. */
export const defineDeriver = <A = Readonly<Record<string, unknown>>>(deriver: Deriver<A>): Deriver => deriver as unknown as Deriver;

/** Input `k` of the layer. */
export function inputOf({ layer }: Pick<Site, "layer">, k = 0): Tensor {
	const input = layer.inputs[k];
	if (!input) throw new TypeError("the layer has no such input");
	return input;
}

/** Number `index` of the first picture of input `k`. */
export function sourceAt(grid: Grid, index: number, k = 0): Source {
	return { input: k, ...placeOf(grid, index), value: grid.data[index]! };
}

/** The number of the (only) input that stands where the output's does. */
export function sameSource(site: Pick<Site, "layer" | "index">): Source {
	return sourceAt(gridOf(inputOf(site)), site.index);
}
