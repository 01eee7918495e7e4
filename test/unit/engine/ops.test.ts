import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Model } from "../../../src/engine";
import type { Shape } from "../../../src/network/shape";
import { graphOf, type TestLayer } from "./networks";

/** What the last of some layers makes of a picture; weights by layer key. The golden cases try the kernels; here the attributes are tried. */
function outputOf(
	shape: Shape,
	input: readonly number[],
	layers: readonly TestLayer[],
	weights: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {},
): number[] {
	const model = new Model();
	model.compile(graphOf(shape, layers), { seed: 1 });
	for (const [key, tensors] of Object.entries(weights)) {
		const parameters: Readonly<Record<string, { readonly data: Float32Array } | undefined>> = { ...model.layer(key)?.parameters };
		for (const [name, numbers] of Object.entries(tensors)) {
			assert.equal(parameters[name]?.data.length, numbers.length, `${key}.${name}`);
			parameters[name]?.data.set(numbers);
		}
	}
	model.forward(Float32Array.from(input));
	return [...(model.layers.at(-1)?.output.data ?? [])];
}

const one = (type: string, attributes: Readonly<Record<string, unknown>> = {}): TestLayer[] => [{ type, attributes }];

suite("engine: attributes mean what PyTorch means", () => {
	test("Conv2d: pairs are height first; “same” puts the odd zero behind", () => {
		const ones = { "0": { weight: [1, 1], bias: [0] } };
		const six = [1, 2, 3, 4, 5, 6];
		const columns = one("Conv2d", { out_channels: 1, kernel_size: [1, 2], stride: [2, 1] });
		assert.deepEqual(outputOf([1, 2, 3], six, columns, ones), [3, 5]);
		const same = one("Conv2d", { out_channels: 1, kernel_size: [1, 2], padding: "same" });
		assert.deepEqual(outputOf([1, 2, 3], six, same, ones), [3, 5, 3, 9, 11, 6]);
		const padded = one("Conv2d", { out_channels: 1, kernel_size: [2, 1], padding: [1, 0] });
		assert.deepEqual(outputOf([1, 2, 3], six, padded, ones), [1, 2, 3, 5, 7, 9, 4, 5, 6]);
	});

	test("Conv2d: rows longer than what is summed at once", () => {
		const wide = Array.from({ length: 2 * 1500 }, (_, i) => i % 7);
		const layer = one("Conv2d", { out_channels: 1, kernel_size: [2, 1], bias: false });
		const expected = Array.from({ length: 1500 }, (_, i) => (wide[i] ?? 0) + 2 * (wide[i + 1500] ?? 0));
		assert.deepEqual(outputOf([1, 2, 1500], wide, layer, { "0": { weight: [1, 2] } }), expected);
	});

	test("ConvTranspose2d: stride, padding, output_padding", () => {
		const layer = one("ConvTranspose2d", { out_channels: 1, kernel_size: [1, 3], stride: [1, 2], padding: [0, 1], output_padding: [0, 1] });
		// Stamps of 1 2 3 at −1 and 1: [1] 2 3+10 20 30, the first cut off, one more at the end.
		assert.deepEqual(outputOf([1, 1, 2], [1, 10], layer, { "0": { weight: [1, 2, 3], bias: [0.5] } }), [2.5, 13.5, 20.5, 30.5]);
	});

	test("pools: stride is the kernel's by default; what averages are divided by", () => {
		const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
		assert.deepEqual(outputOf([1, 3, 3], nine, one("MaxPool2d", { kernel_size: [1, 3] })), [3, 6, 9]);
		assert.deepEqual(outputOf([1, 3, 3], nine, one("MaxPool2d", { kernel_size: 2, ceil_mode: true })), [5, 6, 8, 9]);
		const average = (more: object) => outputOf([1, 3, 3], nine, one("AvgPool2d", { kernel_size: 2, padding: 1, stride: 3, ...more }));
		assert.deepEqual(average({}), [0.25, 0.75, 1.75, 2.25]);
		assert.deepEqual(average({ count_include_pad: false }), [1, 3, 7, 9]);
		assert.deepEqual(average({ divisor_override: 2 }), [0.5, 1.5, 3.5, 4.5]);
		assert.deepEqual(outputOf([1, 3, 3], nine, one("AdaptiveAvgPool2d", { output_size: [null, 1] })), [2, 5, 8]);
		assert.deepEqual(outputOf([1, 3, 3], nine, one("AdaptiveMaxPool2d", { output_size: 2 })), [5, 6, 8, 9]);
	});

	test("ZeroPad2d: left, right, top, bottom; negative cuts", () => {
		assert.deepEqual(outputOf([1, 1, 2], [1, 2], one("ZeroPad2d", { padding: [1, 0, 0, 1] })), [0, 1, 2, 0, 0, 0]);
		assert.deepEqual(outputOf([1, 1, 3], [1, 2, 3], one("ZeroPad2d", { padding: [-1, 1, 0, 0] })), [2, 3, 0]);
	});

	test("Upsample: nearest, bilinear with and without aligned corners, factor or size", () => {
		assert.deepEqual(outputOf([1, 1, 2], [1, 2], one("Upsample", { scale_factor: [1, 2] })), [1, 1, 2, 2]);
		assert.deepEqual(outputOf([1, 1, 2], [0, 3], one("Upsample", { size: [1, 4], mode: "bilinear", align_corners: true })), [0, 1, 2, 3]);
		assert.deepEqual(outputOf([1, 1, 2], [0, 4], one("Upsample", { size: [1, 4], mode: "bilinear" })), [0, 1, 3, 4]);
		// A written factor of 1.5 looks at 0, ⌊1/1.5⌋ = 0, ⌊2/1.5⌋ = 1, ⌊3/1.5⌋ = 2 of three.
		assert.deepEqual(outputOf([1, 1, 3], [1, 2, 3], one("Upsample", { scale_factor: [1, 1.5] })), [1, 1, 2, 3]);
	});

	test("PixelShuffle, Concat along the last axis, Multiply by one number a channel", () => {
		assert.deepEqual(outputOf([4, 1, 1], [1, 2, 3, 4], one("PixelShuffle", { upscale_factor: 2 })), [1, 2, 3, 4]);
		const twice: TestLayer = { type: "Concat", attributes: { dim: -1 }, inputs: [-1, 0] };
		assert.deepEqual(outputOf([1, 2, 2], [1, 2, 3, 4], [{ type: "Identity" }, twice]), [1, 2, 1, 2, 3, 4, 3, 4]);
		const gate = [...one("AdaptiveMaxPool2d", { output_size: 1 }), { type: "Multiply", inputs: [-1, 0] }];
		assert.deepEqual(outputOf([2, 1, 2], [1, 2, 3, 4], gate), [2, 4, 12, 16]);
	});

	test("Softmax counts the batch as dimension 0", () => {
		assert.deepEqual(outputOf([2, 1, 1], [5, 5], one("Softmax", { dim: 1 })), [0.5, 0.5]);
		assert.deepEqual(outputOf([2, 1, 1], [5, 5], one("Softmax", { dim: -1 })), [1, 1]);
		assert.deepEqual(outputOf([2], [5, 5], one("Softmax", { dim: 0 })), [1, 1]);
		assert.deepEqual(outputOf([1, 1, 2], [7, 7], one("LogSoftmax", { dim: 3 })), [-Math.LN2, -Math.LN2].map(Math.fround));
	});

	test("normalisations: running statistics in eval mode, groups, neighbours", () => {
		const batch = { weight: [2], bias: [1], running_mean: [3], running_var: [4] };
		assert.deepEqual(outputOf([1, 1, 2], [3, 5], one("BatchNorm2d", { eps: 0 }), { "0": batch }), [1, 3]);
		assert.deepEqual(outputOf([1, 1, 2], [3, 5], one("BatchNorm2d", { eps: 0, track_running_stats: false })), [-1, 1]);
		assert.deepEqual(outputOf([2, 1, 1], [3, 5], one("GroupNorm", { num_groups: 1, eps: 0 }), { "0": { weight: [1, 10] } }), [-1, 10]);
		assert.deepEqual(outputOf([2, 1, 2], [3, 5, 0, 8], one("InstanceNorm2d", { eps: 0 })), [-1, 1, -1, 1]);
		const tracked = one("InstanceNorm2d", { eps: 0, affine: true, track_running_stats: true });
		assert.deepEqual(outputOf([1, 1, 2], [3, 5], tracked, { "0": batch }), [1, 3]);
		// size 2 sums this channel and the one before it.
		const response = one("LocalResponseNorm", { size: 2, alpha: 2, beta: 1, k: 0 });
		assert.deepEqual(outputOf([2, 1, 1], [1, 2], response), [1, Math.fround(2 / 5)]);
	});

	test("learned and written slopes", () => {
		assert.deepEqual(outputOf([2, 1, 1], [-1, -1], one("PReLU", { num_parameters: 2 }), { "0": { weight: [0.5, 2] } }), [-0.5, -2]);
		assert.deepEqual(outputOf([2], [-1, 4], one("PReLU", { init: 0.125 })), [-0.125, 4]);
		assert.deepEqual(outputOf([2], [-1, 4], one("LeakyReLU", { negative_slope: 0.5 })), [-0.5, 4]);
		assert.deepEqual(outputOf([3], [-9, 0.5, 9], one("Hardtanh", { min_val: -2 })), [-2, 0.5, 1]);
	});

	test("Linear reads each row of a matrix by itself", () => {
		const layers = [...one("Flatten", { start_dim: 2 }), { type: "Linear", attributes: { out_features: 1, in_features: 2 } }];
		assert.deepEqual(outputOf([2, 1, 2], [1, 2, 3, 4], layers, { "1": { weight: [1, 10], bias: [100] } }), [121, 143]);
	});
});
