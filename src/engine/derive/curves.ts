import type { Form } from "../../network/derivation";
import { needed, type Parameters } from "../op";
import type { Numbers } from "../tensor";
import { dimensions } from "../tensor";
import { defineDeriver, inputOf, type Site, sameSource } from "./site";

/** How far from 0 a curve is drawn at least, so that its bends are seen; wider where its corners or its number lie further out. */
const REACH = 3;
/** Points of a curve: one at 0, as many on either side. */
const POINTS = 121;

/** Activation functions of one number and their attributes alone. */
const types = [
	"ReLU",
	"ReLU6",
	"LeakyReLU",
	"ELU",
	"SELU",
	"GELU",
	"SiLU",
	"Mish",
	"Softplus",
	"Sigmoid",
	"Tanh",
	"Hardsigmoid",
	"Hardswish",
	"Hardtanh",
];

/** How far from 0 the last corner of a curve lies, where that is known. */
function corner({ layer, attributes }: Pick<Site, "layer" | "attributes">): number {
	if (layer.plan.node.type === "ReLU6") return 6;
	const { min_val: low, max_val: high } = attributes;
	return typeof low === "number" && typeof high === "number" ? Math.max(Math.abs(low), Math.abs(high)) : 0;
}

/** The point and the curve around it, which the layer's own kernel draws in float64. */
function curve(site: Site, parameters: Parameters<Numbers> = {}): Extract<Form, { readonly form: "curve" }> {
	const { layer, attributes } = site;
	const from = sameSource(site);
	const reach = 1.5 * Math.max(REACH, corner(site), Number.isFinite(from.value) ? Math.abs(from.value) : 0);
	const half = (POINTS - 1) / 2;
	const xs = Float64Array.from({ length: POINTS }, (_, i) => ((i - half) / half) * reach);
	const ys = new Float64Array(POINTS);
	const shape = [1, POINTS];
	const [input, output] = [
		{ shape, data: xs },
		{ shape, data: ys },
	];
	layer.plan.op.forward({ attributes, inputs: [input], output, parameters, training: false, seed: 0 });
	return { form: "curve", from, xs: [...xs], ys: [...ys] };
}

const functions = defineDeriver({ types, derive: (site) => curve(site) });

/** See `prelu`: one slope for all, or one a channel. */
const PReLU = defineDeriver({
	types: ["PReLU"],
	derive(site) {
		const { data } = needed(site.layer.parameters.weight, "weight");
		const [, channels, height, width] = dimensions(inputOf(site));
		const slope = data[data.length === 1 ? 0 : Math.floor(site.index / (height * width)) % channels]!;
		return { ...curve(site, { weight: { shape: [1], data: Float32Array.of(slope) } }), slope };
	},
});

export const curves = [functions, PReLU];

/** Kinds that change every number by itself. */
export const curveTypes: readonly string[] = curves.flatMap((deriver) => deriver.types);
