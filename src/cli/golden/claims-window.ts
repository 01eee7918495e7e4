/** Convolutions, pools and linear layers. */
import { type Kernels, tensor } from "../../engine";
import { maxPool2d } from "../../engine/ops/MaxPool2d";
import { poolWindow } from "../../network/layers/pool";
import type { Pair } from "../../network/shape";
import { type Claim, type Computed, layer, named } from "./claim";
import type { Given } from "./given";
import { runLayer } from "./layer";

/** The attributes that both convolutions have, but for their padding. `out` is the axis of w that counts output channels. */
const convolution = (given: Given, out: 0 | 1) => {
	const { shape } = given.tensor("w");
	const groups = given.number("groups", 1);
	return {
		out_channels: out === 0 ? shape[0] : (shape[1] ?? 1) * groups,
		kernel_size: shape.slice(2),
		stride: given.pair("stride", [1, 1]),
		dilation: given.pair("dilation", [1, 1]),
		groups,
		bias: given.has("b"),
	};
};

/** A layer pads both sides alike (or "same"); other sides are padded, or cut off, by a ZeroPad2d of their own. */
const alike = ([top, left, bottom, right]: readonly number[]): boolean => top === bottom && left === right && (top ?? 0) >= 0;

function runConv2d(given: Given, kernels: Kernels): Computed {
	const same = given.raw("torch_padding") === "same";
	const [top, left, bottom, right] = same ? [0, 0, 0, 0] : given.pads();
	const [x, gy, shape] = [given.tensor("x"), given.optional("gy"), given.result("y").shape];
	const call = { type: "Conv2d", parameters: given.parameters(), shape, training: false, gy };
	const attributes = convolution(given, 0);
	if (alike([top, left, bottom, right])) {
		const padding = same ? "same" : [top, left];
		return named(runLayer(kernels, { ...call, attributes: { ...attributes, padding }, inputs: [x] }), ["gx"]);
	}
	const pad = { type: "ZeroPad2d", attributes: { padding: [left, right, top, bottom] }, inputs: [x], parameters: {}, training: false };
	const padded = runLayer(kernels, { ...pad, gy: undefined });
	const result = runLayer(kernels, { ...call, attributes, inputs: [padded.y] });
	const { inputs } = runLayer(kernels, { ...pad, gy: result.inputs[0] });
	return named({ ...result, inputs }, ["gx"]);
}

function runConvTranspose2d(given: Given, kernels: Kernels): Computed {
	const [top, left, bottom, right] = given.pads();
	const [x, gy, shape] = [given.tensor("x"), given.optional("gy"), given.result("y").shape];
	const attributes = { ...convolution(given, 1), output_padding: given.pair("output_padding", [0, 0]) };
	const call = { type: "ConvTranspose2d", parameters: given.parameters(), inputs: [x], training: false };
	if (alike([top, left, bottom, right])) {
		return named(runLayer(kernels, { ...call, attributes: { ...attributes, padding: [top, left] }, shape, gy }), ["gx"]);
	}
	const whole = runLayer(kernels, { ...call, attributes, gy: undefined });
	const padding = [-left, -right, -top, -bottom];
	const cut = runLayer(kernels, {
		type: "ZeroPad2d",
		attributes: { padding },
		inputs: [whole.y],
		parameters: {},
		shape,
		training: false,
		gy,
	});
	const result = runLayer(kernels, { ...call, attributes, gy: cut.inputs[0] });
	return named({ ...result, y: cut.y }, ["gx"]);
}

const pool = (given: Given) => {
	const kernel_size = given.pair("kernel");
	const [stride, padding] = [given.pair("stride", kernel_size), given.pair("padding", [0, 0])];
	return { kernel_size, stride, padding, ceil_mode: given.flag("ceil_mode") };
};

const maxPool = (given: Given) => ({ ...pool(given), dilation: given.pair("dilation", [1, 1]) });

function runMaxPool2d(given: Given, kernels: Kernels): Computed {
	const attributes = maxPool(given);
	const y = tensor(given.result("y").shape);
	// No layer hands out where its winners stood; the kernel knows.
	const idx = new Int32Array(y.data.length);
	maxPool2d(given.tensor("x"), y, poolWindow(attributes), idx);
	return { ...layer("MaxPool2d", 1e-6, () => ({ attributes })).run(given, kernels), idx };
}

const adaptive = (type: string, tolerance: number): Claim =>
	layer(type, tolerance, (given) => ({ attributes: { output_size: given.result("y").shape.slice(2) } }));

const linearSizes = (given: Given): Pair => {
	const [out = 1, features = 1] = given.tensor("w").shape;
	return [out, features];
};

export const windowClaims: Readonly<Record<string, Claim>> = {
	conv2d: { tolerance: 1e-5, run: runConv2d },
	conv_transpose2d: { tolerance: 1e-5, run: runConvTranspose2d },
	linear: layer("Linear", 1e-5, (given) => {
		const [out_features, in_features] = linearSizes(given);
		return { attributes: { out_features, in_features, bias: given.has("b") } };
	}),
	// Gradients of windows that overlap are sums, of which the last bit depends on their order.
	maxpool2d: { tolerance: 1e-6, run: runMaxPool2d },
	avgpool2d: layer("AvgPool2d", 1e-6, (given) => {
		const divisor = given.raw("divisor_override");
		const override = typeof divisor === "number" ? { divisor_override: divisor } : {};
		return { attributes: { ...pool(given), count_include_pad: given.flag("count_include_pad", true), ...override } };
	}),
	global_avgpool2d: adaptive("AdaptiveAvgPool2d", 1e-6),
	global_maxpool2d: adaptive("AdaptiveMaxPool2d", 1e-6),
	adaptive_avgpool2d: adaptive("AdaptiveAvgPool2d", 1e-6),
	adaptive_maxpool2d: adaptive("AdaptiveMaxPool2d", 1e-6),
};
