import type { Place, WeightDerivation, WeightQuery } from "../../network/derivation";
import type { Layer, Model } from "../model";
import { needed, onlyInput } from "../op";
import { type ConvolutionValues, convolutionOf } from "../ops/Conv2d";
import { type TransposedValues, transposedOf } from "../ops/ConvTranspose2d";
import { tileSize } from "../source";
import { dimensions, type Tensor } from "../tensor";
import { gridOf, holds, indexOf, placeOf } from "./grid";
import { byContribution } from "./parts";

/** An input number and the output number to which a weight carries it. */
type Meeting = WeightDerivation["terms"][number];
type Places = Pick<Meeting, "input" | "output">;

/** All pairs of numbers that one weight of a layer joins: the weight at (y, x) of a tile of its kernels. */
type Meetings<A> = (layer: Layer, attributes: A, weight: Tensor, at: Place) => readonly Places[];

/** The places of a map, row by row. */
const pixels = ({ height, width }: { readonly height: number; readonly width: number }): { readonly y: number; readonly x: number }[] =>
	Array.from({ length: height * width }, (_, i) => ({ y: Math.floor(i / width), x: i % width }));

/** ∂w[o,c,u,v] = Σ_i Σ_j ∂y[o,i,j] · x[c, i·s − top + u·d, j·s − left + v·d]; beside the map x is 0. */
const ofConvolution: Meetings<ConvolutionValues> = ({ output }, attributes, weight, { tile, y: u, x: v }) => {
	const { stride, dilation, groups, pads } = convolutionOf(attributes);
	const [outChannels, perGroup] = dimensions(weight);
	const o = Math.floor(tile / perGroup);
	const c = Math.floor(o / (outChannels / groups)) * perGroup + (tile % perGroup);
	return pixels(gridOf(output)).map(({ y, x }) => ({
		input: { tile: c, y: y * stride[0] - pads[0] + u * dilation[0], x: x * stride[1] - pads[1] + v * dilation[1] },
		output: { tile: o, y, x },
	}));
};

/** ∂w[c,o,u,v] = Σ_i Σ_j x[c,i,j] · ∂y[o, i·s − top + u·d, j·s − left + v·d], over those that fall onto y. */
const ofTransposed: Meetings<TransposedValues> = (layer, attributes, weight, { tile, y: u, x: v }) => {
	const { stride, dilation, groups, pads } = transposedOf(attributes);
	const [channels, outPerGroup] = dimensions(weight);
	const c = Math.floor(tile / outPerGroup);
	const o = Math.floor(c / (channels / groups)) * outPerGroup + (tile % outPerGroup);
	const output = gridOf(layer.output);
	return pixels(gridOf(onlyInput(layer)))
		.map(({ y, x }) => ({
			input: { tile: c, y, x },
			output: { tile: o, y: y * stride[0] - pads[0] + u * dilation[0], x: x * stride[1] - pads[1] + v * dilation[1] },
		}))
		.filter((met) => holds(output, met.output));
};

/** ∂w[o,i] = ∂y[o] · x[i], over the rows where maps come in. */
const ofLinear: Meetings<unknown> = (layer, _, weight, { y: o, x: i }) => {
	const [outFeatures, features] = dimensions(weight);
	const [input, output] = [gridOf(onlyInput(layer)), gridOf(layer.output)];
	const rows = (output.tiles * output.height * output.width) / outFeatures;
	return Array.from({ length: rows }, (__, row) => ({
		input: placeOf(input, row * features + i),
		output: placeOf(output, row * outFeatures + o),
	}));
};

const meetings: Readonly<Record<string, Meetings<never>>> = {
	Conv2d: ofConvolution,
	ConvTranspose2d: ofTransposed,
	Linear: ofLinear,
};

/**
 * How the gradient of one kernel weight came about, of a model that was differentiated for one picture. Undefined where there is no such
 * weight, or the layer is none whose weights are multiplied with inputs. Throws an Error where no gradients are held.
 */
export function deriveWeight(model: Model, query: WeightQuery): WeightDerivation | undefined {
	const layer = model.layer(query.layer);
	const meet = layer && meetings[layer.plan.node.type];
	if (!layer || !meet) return undefined;
	const weight = needed(layer.parameters.weight, "weight");
	const { total: tiles, height, width } = tileSize(weight.shape);
	const { tile, y, x } = query;
	const place = { tile, y, x };
	if (!holds({ tiles, height, width }, place)) return undefined;
	if (!model.differentiated || model.plan?.batch !== 1) throw new Error("the model holds no gradients of one picture");
	const index = indexOf({ height, width }, place);
	const gradient = needed(layer.parameterGradients.weight, "gradient").data[index]!;
	const [from, arriving] = [gridOf(onlyInput(layer)), gridOf(layer.gradient)];
	const places = meet(layer, layer.plan.attributes as never, weight, place);
	const terms = places.map(({ input, output }): Meeting => {
		const value = holds(from, input) ? from.data[indexOf(from, input)]! : 0;
		const there = arriving.data[indexOf(arriving, output)]!;
		return { input, output, value, gradient: there, product: value * there };
	});
	const ranked = byContribution(terms.map(({ product }) => product));
	let rest = 0;
	for (const i of ranked.subarray(query.count)) rest += terms[i]!.product;
	const listed = [...ranked.subarray(0, query.count)].map((i) => terms[i]!);
	return { weight: weight.data[index]!, gradient, terms: listed, total: terms.length, rest };
}
