/** Which ops of the reference results the engine claims, and how each is run on its kernels. */
import { type Parameters, reference, type Tensor, tensor } from "../../engine";
import { adaptiveAvgPool2d } from "../../engine/ops/AdaptiveAvgPool2d";
import { adaptiveMaxPool2d } from "../../engine/ops/AdaptiveMaxPool2d";
import { avgPool2d } from "../../engine/ops/AvgPool2d";
import { batchNorm } from "../../engine/ops/BatchNorm2d";
import { combineAll } from "../../engine/ops/broadcast";
import { concat } from "../../engine/ops/Concat";
import { conv2d } from "../../engine/ops/Conv2d";
import { convTranspose2d } from "../../engine/ops/ConvTranspose2d";
import { dropout, dropoutMask } from "../../engine/ops/Dropout";
import { groupNorm } from "../../engine/ops/GroupNorm";
import { linear } from "../../engine/ops/Linear";
import { localResponseNorm } from "../../engine/ops/LocalResponseNorm";
import { maxPool2d } from "../../engine/ops/MaxPool2d";
import { pixelShuffle } from "../../engine/ops/PixelShuffle";
import { softmaxAlong } from "../../engine/ops/softmaxKernel";
import { type Interpolation, upsample } from "../../engine/ops/Upsample";
import { constantPad2d } from "../../engine/ops/ZeroPad2d";
import type { Window } from "../../network/layers/window";
import { elements } from "../../network/shape";
import type { Given } from "./given";

/** What was computed, by the names of the case's results. */
export type Computed = Readonly<Record<string, Float32Array | Int32Array>>;

export interface Claim {
	/** |a − b| ≤ tolerance · max(1, max|b|) where a case is not exact. */
	readonly tolerance: number;
	readonly run: (given: Given) => Computed;
	/** Why a case is not claimed after all, or undefined. */
	readonly except?: (given: Given) => string | undefined;
}

/** A layer of the registry, forward and (where it can) backward. */
const layer = (type: string, attributes: (given: Given) => Readonly<Record<string, unknown>> = () => ({})): Claim => ({
	tolerance: 1e-6,
	run(given): Computed {
		const op = reference.opOf(type);
		if (!op) throw new Error(`there is no ${type}`);
		const inputs = [given.tensor("x")];
		const step = {
			attributes: attributes(given),
			inputs,
			output: given.result("y"),
			parameters: given.parameters(),
			training: false,
			seed: 0,
		};
		op.forward(step);
		if (!op.backward || !given.has("gy")) return { y: step.output.data };
		const gx = tensor(given.tensor("x").shape);
		op.backward(step, { output: given.tensor("gy"), inputs: [gx], parameters: {} });
		return { y: step.output.data, gx: gx.data };
	},
});

/** A kernel that fills y from x. */
const kernel = (tolerance: number, fill: (given: Given, x: Tensor, y: Tensor) => void): Claim => ({
	tolerance,
	run(given) {
		const y = given.result("y");
		fill(given, given.tensor("x"), y);
		return { y: y.data };
	},
});

const convolution = (given: Given) => ({
	stride: given.pair("stride", [1, 1]),
	dilation: given.pair("dilation", [1, 1]),
	groups: given.number("groups", 1),
	pads: given.pads(),
});

const poolWindow = (given: Given): Window => {
	const kernel = given.pair("kernel");
	const padding = given.pair("padding", [0, 0]);
	const [stride, dilation] = [given.pair("stride", kernel), given.pair("dilation", [1, 1])];
	return { kernel, stride, dilation, before: padding, after: padding, ceil: given.flag("ceil_mode") };
};

const softmax = (logarithm: boolean): Claim =>
	kernel(1e-6, (given, x, y) => {
		const axis = given.number("axis");
		softmaxAlong(x, y, axis < 0 ? axis + x.shape.length : axis, logarithm);
	});

const combine = (combination: (a: number, b: number) => number): Claim => ({
	tolerance: 1e-6,
	run(given) {
		const y = given.result("y");
		combineAll([given.tensor("a"), given.tensor("b")], y, combination);
		return { y: y.data };
	},
});

const same = kernel(0, (_, x, y) => y.data.set(x.data));

function runBatchNorm(given: Given): Computed {
	const parameters: Parameters = given.parameters();
	const y = given.result("y");
	const ofBatch = given.flag("training");
	const settings = { eps: given.number("eps"), ofBatch, momentum: ofBatch ? given.number("momentum") : undefined };
	// Some cases call several times, on x0, x1, … and at last x: the running statistics remember all of them.
	for (let i = 0; given.has(`x${i}`); i++) {
		const before = given.tensor(`x${i}`);
		batchNorm(before, tensor(before.shape), parameters, settings);
	}
	batchNorm(given.tensor("x"), y, parameters, settings);
	return {
		y: y.data,
		...(parameters.running_mean ? { rm: parameters.running_mean.data } : {}),
		...(parameters.running_var ? { rv: parameters.running_var.data } : {}),
	};
}

function runConcat(given: Given): Computed {
	const names = given.raw("inputs");
	if (!Array.isArray(names)) throw new Error("attrs.inputs is no list of names");
	const y = given.result("y");
	const axis = given.number("axis");
	concat(
		names.map((name) => given.tensor(String(name))),
		y,
		axis < 0 ? axis + y.shape.length : axis,
	);
	return { y: y.data };
}

const interpolation = (given: Given): Interpolation => {
	const mode = given.raw("mode");
	if (mode !== "nearest" && mode !== "bilinear" && mode !== "bicubic") throw new Error(`attrs.mode is ${String(mode)}`);
	const factor = given.raw("scale_factor") === undefined ? undefined : given.pair("scale_factor");
	return { mode, alignCorners: given.flag("align_corners"), factor };
};

export const claims: Readonly<Record<string, Claim>> = {
	conv2d: kernel(1e-5, (given, x, y) => conv2d(x, given.tensor("w"), given.optional("b"), y, convolution(given))),
	conv_transpose2d: kernel(1e-5, (given, x, y) => convTranspose2d(x, given.tensor("w"), given.optional("b"), y, convolution(given))),
	linear: kernel(1e-5, (given, x, y) => linear(x, given.tensor("w"), given.optional("b"), y)),

	maxpool2d: {
		tolerance: 0,
		run(given) {
			const y = given.result("y");
			const idx = new Int32Array(y.data.length);
			maxPool2d(given.tensor("x"), y, poolWindow(given), idx);
			return { y: y.data, idx };
		},
	},
	avgpool2d: kernel(1e-6, (given, x, y) => {
		const divisor = given.raw("divisor_override");
		const override = typeof divisor === "number" ? divisor : undefined;
		avgPool2d(x, y, poolWindow(given), { includePad: given.flag("count_include_pad", true), override });
	}),
	global_avgpool2d: kernel(1e-6, (_, x, y) => adaptiveAvgPool2d(x, y)),
	global_maxpool2d: kernel(0, (_, x, y) => adaptiveMaxPool2d(x, y)),
	adaptive_avgpool2d: kernel(1e-6, (_, x, y) => adaptiveAvgPool2d(x, y)),
	adaptive_maxpool2d: kernel(0, (_, x, y) => adaptiveMaxPool2d(x, y)),

	relu: layer("ReLU"),
	relu6: layer("ReLU6"),
	leaky_relu: layer("LeakyReLU", (given) => ({ negative_slope: given.number("alpha") })),
	elu: layer("ELU", (given) => ({ alpha: given.number("alpha") })),
	selu: layer("SELU"),
	gelu: layer("GELU", (given) => ({ approximate: given.raw("approximate") ?? "none" })),
	silu: layer("SiLU"),
	mish: layer("Mish"),
	softplus: layer("Softplus", (given) => ({ beta: given.number("beta", 1), threshold: given.number("threshold", 20) })),
	sigmoid: layer("Sigmoid"),
	tanh: layer("Tanh"),
	hardsigmoid: layer("Hardsigmoid"),
	hardswish: layer("Hardswish"),
	hardtanh: layer("Hardtanh", (given) => ({ min_val: given.number("min"), max_val: given.number("max") })),
	prelu: layer("PReLU"),
	softmax: softmax(false),
	log_softmax: softmax(true),

	batchnorm: { tolerance: 2e-5, run: runBatchNorm },
	groupnorm: kernel(2e-5, (given, x, y) => groupNorm(x, y, given.parameters(), given.number("groups"), given.number("eps"))),
	instancenorm: kernel(2e-5, (given, x, y) => groupNorm(x, y, given.parameters(), x.shape[1] ?? 1, given.number("eps"))),
	lrn: kernel(2e-5, (given, x, y) => {
		const [size, alpha, beta, k] = [given.number("size"), given.number("alpha"), given.number("beta"), given.number("k")];
		localResponseNorm(x, y, { size, alpha, beta, k });
	}),

	add: combine((a, b) => a + b),
	mul: combine((a, b) => a * b),
	concat: { tolerance: 0, run: runConcat },
	flatten: same,
	reshape: same,
	pad2d: {
		...kernel(0, (given, x, y) => {
			const [top, left] = given.pads();
			constantPad2d(x, y, top, left, given.number("value", 0));
		}),
		except: (given) => (given.raw("mode") === "constant" ? undefined : `no layer pads with mode ${String(given.raw("mode"))}`),
	},
	upsample: kernel(1e-6, (given, x, y) => upsample(x, y, interpolation(given))),
	pixel_shuffle: kernel(0, (given, x, y) => pixelShuffle(x, y, given.number("r"))),
	dropout: kernel(1e-6, (given, x, y) => {
		const p = given.number("p");
		const mask = given.flag("training") ? (given.optional("mask")?.data ?? dropoutMask(elements(x.shape), p, 0)) : undefined;
		if (mask) dropout(x.data, mask, y.data, p);
		else y.data.set(x.data);
	}),
};
