import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { suite, test } from "mocha";
import { readAttributes } from "../../../src/network/attribute";
import { kindOf } from "../../../src/network/registry";
import { elements, type Shape } from "../../../src/network/shape";

interface Case {
	readonly name: string;
	readonly op: string;
	// Its keys depend on the op; `layerOf` reads them.
	readonly attrs: Record<string, unknown> & { readonly pads?: readonly number[]; readonly inputs?: readonly string[] };
	readonly in: Readonly<Record<string, { readonly s: Shape }>>;
	readonly out: Readonly<Record<string, { readonly s: Shape }>>;
}

const read = (suiteName: string): Case[] =>
	JSON.parse(gunzipSync(readFileSync(path.resolve("test/golden/data", `${suiteName}.json.gz`))).toString("utf8")).cases;

type Layer = readonly [type: string, written: Readonly<Record<string, unknown>>];

const copy = (from: Case["attrs"], names: readonly string[]): Record<string, unknown> =>
	Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));

/** A case as a layer of ours; undefined where no layer kind computes that op or takes those attributes. */
function layerOf({ op, attrs, in: inputs }: Case): Layer | undefined {
	const { pads = [] } = attrs;
	const [top = 0, left = 0, bottom = 0, right = 0] = pads;
	const weights = inputs.w?.s ?? [];
	const window = { kernel_size: weights.slice(2), bias: "b" in inputs, ...copy(attrs, ["stride", "dilation", "groups"]) };
	const pool = {
		kernel_size: attrs.kernel,
		...copy(attrs, ["stride", "padding", "dilation", "ceil_mode", "count_include_pad", "divisor_override"]),
	};
	switch (op) {
		case "conv2d":
			if (!("torch_padding" in attrs)) return undefined; // asymmetric padding, which nn.Conv2d does not have
			return ["Conv2d", { ...window, out_channels: weights[0], padding: attrs.torch_padding }];
		case "conv_transpose2d":
			return [
				"ConvTranspose2d",
				{ ...window, out_channels: (weights[1] ?? 0) * Number(attrs.groups), padding: [top, left], output_padding: attrs.output_padding },
			];
		case "maxpool2d":
			return ["MaxPool2d", pool];
		case "avgpool2d":
			return ["AvgPool2d", pool];
		case "global_avgpool2d":
		case "global_maxpool2d":
			return [op === "global_avgpool2d" ? "AdaptiveAvgPool2d" : "AdaptiveMaxPool2d", { output_size: 1 }];
		case "adaptive_avgpool2d":
		case "adaptive_maxpool2d":
			return [op === "adaptive_avgpool2d" ? "AdaptiveAvgPool2d" : "AdaptiveMaxPool2d", { output_size: attrs.output_size }];
		case "linear":
			return ["Linear", { out_features: weights[0], in_features: weights[1], bias: "b" in inputs }];
		case "batchnorm":
			return ["BatchNorm2d", copy(attrs, ["eps", "momentum"])];
		case "groupnorm":
			return ["GroupNorm", { num_groups: attrs.groups, eps: attrs.eps }];
		case "instancenorm":
			return ["InstanceNorm2d", { eps: attrs.eps, affine: true }];
		case "lrn":
			return ["LocalResponseNorm", attrs];
		case "softmax":
		case "log_softmax":
			return [op === "softmax" ? "Softmax" : "LogSoftmax", { dim: attrs.axis }];
		case "concat":
			return attrs.axis === 0 ? undefined : ["Concat", { dim: attrs.axis }];
		case "flatten":
			return ["Flatten", { start_dim: attrs.axis }];
		case "pad2d":
			return attrs.mode === "constant" ? ["ZeroPad2d", { padding: [left, right, top, bottom] }] : undefined;
		case "upsample":
			return ["Upsample", copy(attrs, ["size", "scale_factor", "mode", "align_corners"])];
		case "pixel_shuffle":
			return ["PixelShuffle", { upscale_factor: attrs.r }];
		case "add":
			return ["Add", {}];
		case "mul":
			return ["Multiply", {}];
		default:
			return undefined;
	}
}

/** The shapes that go in, in order. */
function inputsOf(one: Case): Shape[] {
	const names = one.op === "concat" ? (one.attrs.inputs ?? []) : one.op === "add" || one.op === "mul" ? ["a", "b"] : ["x"];
	return names.map((name) => one.in[name]?.s ?? []);
}

/** Layers take a batch of C×H×W or of features. */
const hasBatch = (shapes: readonly Shape[]): boolean => shapes.every((shape) => shape.length === 4 || shape.length === 2);

const SUITES = { conv2d: 80, conv_transpose2d: 16, pool: 91, linear: 6, norm: 15, struct: 20, activation: 10 };

suite("network: shapes of the golden cases", () => {
	for (const [name, least] of Object.entries(SUITES)) {
		test(name, () => {
			let compared = 0;
			for (const one of read(name)) {
				const [type, written] = layerOf(one) ?? [];
				const kind = type && kindOf(type);
				const inputs = inputsOf(one);
				const output = one.out.y?.s ?? [];
				if (!kind || !written || !hasBatch(inputs) || (type === "BatchNorm2d" && inputs[0]?.length !== 4)) continue;
				compared++;
				const shapes = inputs.map((shape) => shape.slice(1));
				const values = readAttributes(kind.attributes, written);
				const inference = kind.infer(shapes, values);
				assert.deepEqual(inference.ok ? inference.shape : inference.fault, output.slice(1), one.name);
				const [weight] = kind.parameters?.(shapes, values) ?? [];
				if (one.in.w && inference.ok) assert.deepEqual(weight?.shape, one.in.w.s, one.name);
				if (name === "conv2d") {
					// Every output pixel takes one multiply-add for each number of its kernel.
					const macs = elements(output.slice(1)) * elements((one.in.w?.s ?? []).slice(1));
					assert.equal(kind.macs?.(shapes, values, output.slice(1)), macs, one.name);
				}
			}
			assert.ok(compared >= least, `only ${compared} cases were compared`);
		});
	}
});
