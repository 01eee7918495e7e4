import type { Place } from "../../../network/derivation";
import type { GradientTerm } from "../../../network/gradient";
import { needed, onlyInput } from "../../op";
import { type ConvolutionValues, convolutionOf } from "../../ops/Conv2d";
import { type TransposedValues, transposedOf } from "../../ops/ConvTranspose2d";
import { dimensions } from "../../tensor";
import { type Grid, gridOf, holds, indexOf, placeOf } from "../grid";
import { arrivingAt, type BackSite, defineSender, summed } from "./site";

/** Adds what an output sends back through the number (u, v) of a weight's slice `tile`. */
function collector(site: Pick<BackSite, "layer">) {
	const weight = needed(site.layer.parameters.weight, "weight");
	const arriving = arrivingAt(site);
	const [, , height, width] = dimensions(weight);
	const terms: GradientTerm[] = [];
	return {
		weight,
		arriving,
		terms,
		add(output: Place, tile: number, u: number, v: number): void {
			if (!holds(arriving, output)) return;
			const gradient = arriving.data[indexOf(arriving, output)]!;
			const factor = weight.data[(tile * height + u) * width + v]!;
			terms.push({ output, gradient, factor, product: gradient * factor, weight: { tile, y: u, x: v } });
		},
	};
}

/** The place of the number that is explained. */
const placeIn = (site: Pick<BackSite, "layer" | "index">): Place => placeOf(gridOf(onlyInput(site.layer)), site.index);

/** ∂x[c,p,q] = Σ_o Σ_u Σ_v w[o,c,u,v] · ∂y[o,i,j] where i·s − top + u·d = p and j·s − left + v·d = q. */
const Conv2d = defineSender<ConvolutionValues>({
	types: ["Conv2d"],
	back(site) {
		const { stride, dilation, groups, pads } = convolutionOf(site.attributes);
		const { weight, terms, add } = collector(site);
		const [outChannels, perGroup, height, width] = dimensions(weight);
		const { tile: c, y, x } = placeIn(site);
		const outs = outChannels / groups;
		const first = Math.floor(c / perGroup) * outs;
		const readers = (at: number, pad: number, size: number, axis: 0 | 1) =>
			Array.from({ length: size }, (_, tap) => ({ tap, out: (at + pad - tap * dilation[axis]) / stride[axis] })).filter(({ out }) =>
				Number.isInteger(out),
			);
		const down = readers(y, pads[0], height, 0);
		const across = readers(x, pads[1], width, 1);
		for (let o = first; o < first + outs; o++) {
			for (const row of down) {
				for (const column of across) {
					add({ tile: o, y: row.out, x: column.out }, o * perGroup + (c % perGroup), row.tap, column.tap);
				}
			}
		}
		return summed(terms, site.count);
	},
});

/** ∂x[c,i,j] = Σ_o Σ_u Σ_v w[c,o,u,v] · ∂y[o, i·s − top + u·d, j·s − left + v·d]. */
const ConvTranspose2d = defineSender<TransposedValues>({
	types: ["ConvTranspose2d"],
	back(site) {
		const { stride, dilation, groups, pads } = transposedOf(site.attributes);
		const { weight, terms, add } = collector(site);
		const [channels, outPerGroup, height, width] = dimensions(weight);
		const { tile: c, y, x } = placeIn(site);
		const first = Math.floor(c / (channels / groups)) * outPerGroup;
		for (let o = 0; o < outPerGroup; o++) {
			for (let u = 0; u < height; u++) {
				for (let v = 0; v < width; v++) {
					const output = { tile: first + o, y: y * stride[0] - pads[0] + u * dilation[0], x: x * stride[1] - pads[1] + v * dilation[1] };
					add(output, c * outPerGroup + o, u, v);
				}
			}
		}
		return summed(terms, site.count);
	},
});

/** ∂x[i] = Σ_o w[o,i] · ∂y[o], of the same row. */
const Linear = defineSender({
	types: ["Linear"],
	back(site) {
		const weight = needed(site.layer.parameters.weight, "weight");
		const [outFeatures = 1, features = 1] = weight.shape;
		const arriving: Grid = arrivingAt(site);
		const i = site.index % features;
		const row = Math.floor(site.index / features) * outFeatures;
		const terms = Array.from({ length: outFeatures }, (_, o): GradientTerm => {
			const gradient = arriving.data[row + o]!;
			const factor = weight.data[o * features + i]!;
			return {
				output: placeOf(arriving, row + o),
				gradient,
				factor,
				product: gradient * factor,
				weight: { tile: 0, y: o, x: i },
			};
		});
		return summed(terms, site.count);
	},
});

export const multiplied = [Conv2d, ConvTranspose2d, Linear];
