import * as fc from "fast-check";
import type { Shape } from "../../src/network/shape";
import { graphOf, type TestLayer, tryGraph } from "../unit/engine/networks";

export const small = fc.integer({ min: 1, max: 3 });
const layer = (type: string, attributes: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<TestLayer> =>
	fc.record(attributes, { requiredKeys: [] }).map((written) => ({ type, attributes: { ...written } }));
const fixed = (type: string, attributes: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<TestLayer> =>
	fc.record(attributes).map((written) => ({ type, attributes: { ...written } }));

/** Layers without weights that keep the shape. */
export const shapeless = fc.oneof(
	...["ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Sigmoid", "Tanh", "Hardswish", "Hardsigmoid", "Identity", "Dropout"].map((type) =>
		layer(type),
	),
	layer("LeakyReLU", { negative_slope: fc.constantFrom(0.01, 0.2) }),
	layer("ELU", { alpha: fc.constantFrom(1, 0.5) }),
	layer("GELU", { approximate: fc.constantFrom("none", "tanh") }),
	layer("Softplus", { beta: fc.constantFrom(1, 2) }),
	layer("Hardtanh"),
	layer("Softmax"),
	layer("LogSoftmax"),
);

export const anyLayer: fc.Arbitrary<TestLayer> = fc.oneof(
	{ arbitrary: shapeless, weight: 2 },
	{
		arbitrary: fc.oneof(
			fixed("Conv2d", { out_channels: fc.integer({ min: 1, max: 5 }), kernel_size: small, padding: fc.constantFrom(0, 1, [1, 2], "same") }),
			fixed("Conv2d", {
				out_channels: fc.constantFrom(2, 4),
				kernel_size: fc.constant(3),
				groups: fc.constant(2),
				stride: small,
				dilation: small,
			}),
			fixed("ConvTranspose2d", { out_channels: small, kernel_size: small, stride: small }),
			fixed("MaxPool2d", { kernel_size: small, ceil_mode: fc.boolean(), padding: fc.constantFrom(0, 1) }),
			fixed("AvgPool2d", { kernel_size: small, ceil_mode: fc.boolean(), count_include_pad: fc.boolean() }),
			fixed("AdaptiveAvgPool2d", { output_size: fc.constantFrom(1, 3, [2, 5], [null, 2]) }),
			fixed("AdaptiveMaxPool2d", { output_size: fc.constantFrom(1, 3, [2, 5], [null, 2]) }),
			layer("BatchNorm2d", { affine: fc.boolean() }),
			fixed("GroupNorm", { num_groups: small }),
			layer("InstanceNorm2d", { affine: fc.boolean(), track_running_stats: fc.boolean() }),
			fixed("LocalResponseNorm", { size: small }),
			fixed("ZeroPad2d", { padding: fc.constantFrom(1, [1, 0, 2, 1], [-1, 0, 0, 1]) }),
			fixed("Upsample", { scale_factor: fc.constantFrom(2, 0.5, [1.5, 1]), mode: fc.constantFrom("nearest", "bilinear", "bicubic") }),
			fixed("PixelShuffle", { upscale_factor: fc.constantFrom(1, 2) }),
			layer("PReLU"),
			layer("Flatten"),
			fixed("Linear", { out_features: fc.integer({ min: 1, max: 6 }) }),
		),
		weight: 3,
	},
	fc.constantFrom("Add", "Multiply", "Concat").map((type) => ({ type })),
);

export const shape: fc.Arbitrary<Shape> = fc.tuple(
	fc.integer({ min: 1, max: 4 }),
	fc.integer({ min: 1, max: 9 }),
	fc.integer({ min: 1, max: 9 }),
);

/** A network that the network room accepts: layers that do not fit are left out; combining ones take the layer above and an earlier one. */
export const network = fc
	.tuple(shape, fc.array(fc.tuple(anyLayer, fc.nat(20)), { minLength: 1, maxLength: 8 }))
	.map(([input, candidates]) => {
		const layers: TestLayer[] = [];
		for (const [candidate, earlier] of candidates) {
			const several = ["Add", "Multiply", "Concat"].includes(candidate.type);
			const inputs = several ? [layers.length - 1, (earlier % (layers.length + 1)) - 1] : [layers.length - 1];
			if (tryGraph(input, [...layers, { ...candidate, inputs }])) layers.push({ ...candidate, inputs });
		}
		return { input, layers, graph: graphOf(input, layers) };
	});
