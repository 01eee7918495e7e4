import type { Back, GradientTerm } from "../../../network/gradient";
import type { Layer, Model } from "../../model";
import { type Grid, gridOf, placeOf } from "../grid";
import { byContribution } from "../parts";

/** One number of a layer's input, and all that is needed to say what the layer sends back to it. */
export interface BackSite<A = Readonly<Record<string, unknown>>> {
	readonly model: Model;
	readonly layer: Layer;
	/** In the form that rules compute with. */
	readonly attributes: A;
	/** Which of the layer's inputs. */
	readonly input: number;
	/** Where the number stands among those of the first picture's input, row-major. */
	readonly index: number;
	/** Most terms that are listed. */
	readonly count: number;
}

/** What a kind sends back; of a model that was differentiated in eval mode. `sum` is what it comes to, in float64. */
export interface Sender<A = Readonly<Record<string, unknown>>> {
	readonly types: readonly string[];
	back(site: BackSite<A>): Back & { readonly sum: number };
}

/** Keeps attribute types inside a sender's file, as `defineOp` does. */
export const defineSender = <A = Readonly<Record<string, unknown>>>(sender: Sender<A>): Sender => sender as unknown as Sender;

/** ∂loss/∂output, as tiles. */
export const arrivingAt = ({ layer }: Pick<BackSite, "layer">): Grid => gridOf(layer.gradient);

/** The output that stands where the number does, and its gradient. */
export function sameOutput(site: Pick<BackSite, "layer" | "index">) {
	const grid = arrivingAt(site);
	return { output: placeOf(grid, site.index), gradient: grid.data[site.index]! };
}

/** The sum of some terms, of which the largest are listed. */
export function summed(terms: readonly GradientTerm[], count: number): Back & { readonly sum: number } {
	const ranked = byContribution(terms.map(({ product }) => product));
	const sum = terms.reduce((all, { product }) => all + product, 0);
	let rest = 0;
	for (const i of ranked.subarray(count)) rest += terms[i]!.product;
	return { form: "sum", terms: [...ranked.subarray(0, count)].map((i) => terms[i]!), total: terms.length, rest, sum };
}
