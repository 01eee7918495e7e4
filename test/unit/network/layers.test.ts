import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { readAttributes } from "../../../src/network/attribute";
import type { Fault } from "../../../src/network/issue";
import type { LayerKind } from "../../../src/network/kind";
import { longestWindow } from "../../../src/network/layers/adaptive";
import { kindOf } from "../../../src/network/registry";
import type { Shape } from "../../../src/network/shape";
import { english } from "../../../src/network/text";

function layer(type: string, written: Record<string, unknown>, ...inputs: Shape[]) {
	const kind: LayerKind | undefined = kindOf(type);
	assert.ok(kind, `there is no ${type}`);
	const values = readAttributes(kind.attributes, written);
	const inference = kind.infer(inputs, values);
	const shape = inference.ok ? inference.shape : [];
	return {
		inference,
		shape,
		explained: inference.ok ? kind.explain?.(inputs, values, shape) : undefined,
		parameters: inference.ok ? (kind.parameters?.(inputs, values) ?? []) : [],
		macs: inference.ok ? kind.macs?.(inputs, values, shape) : undefined,
		reach: inference.ok ? kind.reach?.(inputs, values) : undefined,
	};
}

function fault(type: string, written: Record<string, unknown>, ...inputs: Shape[]): Fault {
	const { inference } = layer(type, written, ...inputs);
	assert.ok(!inference.ok, `${type} is not refused`);
	return inference.fault;
}

/** A fault's code, attribute and sentence, for comparing. */
const said = ({ code, attribute, text }: Fault): unknown[] => [code, attribute, english(text)];

suite("network: formulas in the user's numbers", () => {
	const shapeLines: [string, Record<string, unknown>, Shape[], string[]][] = [
		["Conv2d", { out_channels: 6, kernel_size: 5, padding: 2 }, [[1, 28, 28]], ["(28 + 2·2 − 5)/1 + 1 = 28"]],
		["Conv2d", { out_channels: 6, kernel_size: 4, padding: "same" }, [[1, 28, 28]], ["(28 + 1 + 2 − 4)/1 + 1 = 28"]],
		[
			"Conv2d",
			{ out_channels: 6, kernel_size: 3, stride: 2, dilation: 2 },
			[[1, 28, 27]],
			["⌊(28 − (2·(3 − 1) + 1))/2⌋ + 1 = 12", "(27 − (2·(3 − 1) + 1))/2 + 1 = 12"],
		],
		["MaxPool2d", { kernel_size: 2 }, [[6, 7, 7]], ["⌊(7 − 2)/2⌋ + 1 = 3"]],
		["MaxPool2d", { kernel_size: 2, ceil_mode: true }, [[6, 7, 7]], ["⌈(7 − 2)/2⌉ + 1 = 4"]],
		// The last of ⌈(4 + 2 − 2)/3⌉ + 1 = 3 windows would begin behind the data, at 6 ≥ 4 + 1.
		["AvgPool2d", { kernel_size: 2, stride: 3, padding: 1, ceil_mode: true }, [[1, 4, 4]], ["⌈(4 + 2·1 − 2)/3⌉ + 1 − 1 = 2"]],
		["AdaptiveAvgPool2d", { output_size: 7 }, [[1, 10, 14]], ["⌊i·10/7⌋ … ⌈(i + 1)·10/7⌉ − 1", "14/2 = 7"]],
		[
			"ConvTranspose2d",
			{ out_channels: 8, kernel_size: 3, stride: 2, padding: 1, output_padding: 1 },
			[[16, 7, 7]],
			["(7 − 1)·2 − 2·1 + 3 + 1 = 14"],
		],
		["Flatten", {}, [[16, 5, 5]], ["16·5·5 = 400"]],
		["ZeroPad2d", { padding: [1, 2, -1, 0] }, [[1, 5, 5]], ["5 − 1 + 0 = 4", "5 + 1 + 2 = 8"]],
		["Upsample", { scale_factor: [2, 1.5] }, [[1, 5, 5]], ["5·2 = 10", "⌊5·1.5⌋ = 7"]],
		["PixelShuffle", { upscale_factor: 2 }, [[12, 4, 4]], ["12/2² = 3", "4·2 = 8"]],
		[
			"Concat",
			{},
			[
				[64, 4, 4],
				[32, 4, 4],
			],
			["64 + 32 = 96"],
		],
	];
	for (const [type, written, inputs, lines] of shapeLines) {
		test(`${type} ${JSON.stringify(written)}`, () => {
			assert.deepEqual(layer(type, written, ...inputs).explained?.shape, lines);
		});
	}

	test("parameters and multiply-adds are spelled out", () => {
		const conv = layer("Conv2d", { out_channels: 6, kernel_size: 5, padding: 2 }, [1, 28, 28]);
		assert.equal(conv.explained?.parameters, "5·5·1·6 + 6 = 156");
		assert.equal(conv.explained?.macs, "5·5·1·6·28·28 = 117,600");
		assert.equal(conv.macs, 117_600);
		const grouped = layer("ConvTranspose2d", { out_channels: 8, kernel_size: [2, 3], groups: 4, bias: false }, [16, 5, 7]);
		assert.equal(grouped.explained?.parameters, "2·3·2·16 = 192");
		assert.equal(grouped.explained?.macs, "2·3·2·16·5·7 = 6,720");
		assert.equal(grouped.macs, 6720);
		assert.equal(layer("BatchNorm2d", {}, [64, 5, 5]).explained?.parameters, "64 + 64 = 128");
		assert.equal(layer("InstanceNorm2d", {}, [64, 5, 5]).explained?.parameters, undefined);
		assert.equal(layer("PReLU", { num_parameters: 64 }, [64, 5, 5]).explained?.parameters, "64");
	});
});

suite("network: first values of tensors", () => {
	const inits = (type: string, written: Record<string, unknown>, input: Shape) =>
		layer(type, written, input).parameters.map(({ name, init, buffer }) => [name, init, buffer ?? false]);

	test("convolutions and linear layers: U(−1/√fan_in, 1/√fan_in)", () => {
		const uniform = (bound: number) => ({ kind: "uniform", bound });
		assert.deepEqual(inits("Conv2d", { out_channels: 4, kernel_size: 3, groups: 2 }, [8, 9, 9]), [
			["weight", uniform(1 / Math.sqrt(4 * 9)), false],
			["bias", uniform(1 / Math.sqrt(4 * 9)), false],
		]);
		// PyTorch 1.13's nn.ConvTranspose2d(8, 4, 3) fills its weight up to ±0.1667 = 1/√(4·9).
		assert.deepEqual(inits("ConvTranspose2d", { out_channels: 4, kernel_size: 3 }, [8, 9, 9]), [
			["weight", uniform(1 / 6), false],
			["bias", uniform(1 / 6), false],
		]);
		assert.deepEqual(inits("Linear", { out_features: 3, bias: false }, [16]), [["weight", uniform(0.25), false]]);
	});

	test("norms and PReLU: constants", () => {
		const constant = (value: number) => ({ kind: "constant", value });
		assert.deepEqual(inits("BatchNorm2d", {}, [2, 3, 3]), [
			["weight", constant(1), false],
			["bias", constant(0), false],
			["running_mean", constant(0), true],
			["running_var", constant(1), true],
		]);
		assert.deepEqual(inits("InstanceNorm2d", { track_running_stats: true }, [2, 3, 3]), [
			["running_mean", constant(0), true],
			["running_var", constant(1), true],
		]);
		assert.deepEqual(inits("PReLU", {}, [2, 3, 3]), [["weight", constant(0.25), false]]);
	});
});

suite("network: what one output sees", () => {
	const reaches: [string, Record<string, unknown>, Shape, unknown][] = [
		["Conv2d", { out_channels: 1, kernel_size: [3, 5], dilation: [2, 1], stride: [1, 2] }, [1, 20, 20], { window: [5, 5], stride: [1, 2] }],
		["MaxPool2d", { kernel_size: 3, stride: 2 }, [1, 20, 20], { window: [3, 3], stride: [2, 2] }],
		["ConvTranspose2d", { out_channels: 1, kernel_size: [2, 5], stride: 2 }, [1, 8, 8], { window: [1, 3], stride: [0.5, 0.5] }],
		["AdaptiveAvgPool2d", { output_size: 1 }, [1, 8, 6], { window: [8, 6], stride: [8, 6] }],
		["AdaptiveMaxPool2d", { output_size: [null, 4] }, [1, 8, 6], { window: [1, 2], stride: [1, 1.5] }],
		["Upsample", { scale_factor: 2 }, [1, 8, 6], { window: [1, 1], stride: [0.5, 0.5] }],
		["Upsample", { size: [16, 6], mode: "bilinear" }, [1, 8, 6], { window: [2, 1], stride: [0.5, 1] }],
		["Upsample", { scale_factor: 4, mode: "bicubic" }, [1, 8, 6], { window: [4, 4], stride: [0.25, 0.25] }],
		["PixelShuffle", { upscale_factor: 2 }, [4, 8, 6], { window: [1, 1], stride: [0.5, 0.5] }],
		["Linear", { out_features: 3 }, [7], "all"],
		["Softmax", {}, [10], "all"],
		["Softmax", { dim: -1 }, [3, 8, 6], { window: [1, 6], stride: [1, 1] }],
		["ReLU", {}, [3, 8, 6], undefined],
	];
	for (const [type, written, input, reach] of reaches) {
		test(`${type} ${JSON.stringify(written)} of ${input.join("×")}`, () => {
			assert.deepEqual(layer(type, written, input).reach, reach);
		});
	}

	test("the longest adaptive window is the longest of all windows", () => {
		for (let size = 1; size <= 24; size++) {
			for (let count = 1; count <= 24; count++) {
				const lengths = Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * size) / count) - Math.floor((i * size) / count));
				assert.equal(longestWindow(size, count), Math.max(...lengths), `${size} into ${count}`);
			}
		}
	});
});

suite("network: faults name the numbers and what to do", () => {
	test("a kernel larger than its input", () => {
		const found = fault("Conv2d", { out_channels: 4, kernel_size: 5 }, [3, 4, 8]);
		assert.deepEqual(said(found), [
			"kernel-too-large",
			"kernel_size",
			"Conv2d's kernel spans 5 along the height, but its input with padding has only 4 (3×4×8).",
		]);
		assert.deepEqual(found.fixes, [
			{ kind: "set", attribute: "padding", value: [1, 0] },
			{ kind: "set", attribute: "kernel_size", value: [4, 5] },
			{ kind: "grow-input" },
		]);
	});

	test("a pool that only rounding up would save", () => {
		assert.deepEqual(fault("MaxPool2d", { kernel_size: 2 }, [8, 1, 1]).fixes, [
			{ kind: "set", attribute: "kernel_size", value: 1 },
			{ kind: "set", attribute: "ceil_mode", value: true },
			{ kind: "grow-input" },
		]);
		assert.deepEqual(layer("MaxPool2d", { kernel_size: 2, ceil_mode: true }, [8, 1, 1]).shape, [8, 1, 1]);
	});

	test("a pool's kernel is not made so small that its padding would not be allowed", () => {
		const found = fault("MaxPool2d", { kernel_size: 4, padding: 1, dilation: 3 }, [8, 1, 1]);
		assert.deepEqual(found.fixes?.[0]?.kind, "grow-input");
	});

	test("transposed convolutions", () => {
		assert.deepEqual(said(fault("ConvTranspose2d", { out_channels: 1, kernel_size: 3, padding: 2 }, [1, 1, 1])), [
			"output-too-small",
			"padding",
			"ConvTranspose2d's padding 2×2 cuts off more than there is: 1×1×1 would become -1×-1.",
		]);
		assert.deepEqual(fault("ConvTranspose2d", { out_channels: 1, kernel_size: 3, padding: 2 }, [1, 1, 1]).fixes?.[0], {
			kind: "set",
			attribute: "padding",
			value: 1,
		});
		const added = fault("ConvTranspose2d", { out_channels: 1, kernel_size: 3, stride: 2, output_padding: [2, 1] }, [1, 3, 3]);
		assert.deepEqual(said(added), [
			"attributes-disagree",
			"output_padding",
			"output_padding 2×1 must be smaller than the stride 2×2 or the dilation 1×1.",
		]);
		assert.deepEqual(added.fixes, [
			{ kind: "set", attribute: "output_padding", value: 1 },
			{ kind: "set", attribute: "stride", value: [3, 2] },
		]);
	});

	test("channels and groups", () => {
		assert.deepEqual(said(fault("BatchNorm2d", { num_features: 3 }, [4, 5, 5])), [
			"channels-mismatch",
			"num_features",
			"BatchNorm2d receives 4×5×5: 4 channels, but num_features is 3.",
		]);
		const groups = fault("GroupNorm", { num_groups: 5 }, [12, 5, 5]);
		assert.deepEqual(said(groups), [
			"groups-mismatch",
			"num_groups",
			"GroupNorm has 5 groups, which must divide the 12 channels that come in.",
		]);
		assert.deepEqual(groups.fixes, [{ kind: "set", attribute: "num_groups", value: 4 }]);
		assert.deepEqual(fault("PixelShuffle", { upscale_factor: 3 }, [16, 5, 5]).fixes, [
			{ kind: "set-cause", attribute: "out_channels", value: 18 },
			{ kind: "set", attribute: "upscale_factor", value: 2 },
		]);
		assert.equal(fault("PReLU", { num_parameters: 3 }, [4, 5, 5]).code, "channels-mismatch");
	});

	test("inputs that do not go together", () => {
		const channels = fault("Add", {}, [16, 8, 8], [32, 8, 8]);
		assert.deepEqual(said(channels), [
			"shapes-differ",
			undefined,
			"Add receives 16×8×8, 32×8×8: the channels are 16 and 32, but must be equal, or one of them 1.",
		]);
		assert.deepEqual(channels.fixes, [
			{ kind: "set-cause", attribute: "out_channels", value: 16 },
			{ kind: "type", to: "Concat" },
		]);
		assert.equal(channels.from, 1);
		assert.equal(
			english(fault("Multiply", {}, [16, 8, 8], [16]).text),
			"Multiply receives 16×8×8, 16: a vector does not spread over maps. As maps of 16×1×1 it would; leave out its Flatten.",
		);
		const joined = fault("Concat", {}, [16, 8, 8], [16, 4, 8]);
		assert.equal(
			english(joined.text),
			"Concat receives 16×8×8, 16×4×8 and joins them along dim 1, so the heights must be equal, but are 8 and 4.",
		);
		assert.deepEqual(joined.fixes, [{ kind: "set", attribute: "dim", value: 2 }]);
		assert.equal(fault("Concat", { dim: 0 }, [16, 8, 8], [16, 8, 8]).code, "invalid-attribute");
	});

	test("attributes that contradict each other", () => {
		assert.equal(fault("Upsample", {}, [1, 4, 4]).code, "missing-attribute");
		assert.deepEqual(fault("Upsample", { size: 8, scale_factor: 2 }, [1, 4, 4]).fixes, [
			{ kind: "remove", attribute: "size" },
			{ kind: "remove", attribute: "scale_factor" },
		]);
		assert.equal(fault("Upsample", { scale_factor: 2, align_corners: false }, [1, 4, 4]).attribute, "align_corners");
		assert.equal(fault("Upsample", { scale_factor: 0.1 }, [1, 4, 4]).code, "output-too-small");
		assert.equal(fault("Hardtanh", { min_val: 2 }, [4]).code, "attributes-disagree");
		assert.equal(fault("Conv2d", { out_channels: 1, kernel_size: 3, stride: 2, padding: "same" }, [1, 8, 8]).attribute, "padding");
	});

	test("a crop that leaves nothing, and an output that no machine could hold", () => {
		const crop = fault("ZeroPad2d", { padding: [-3, -3, 0, 0] }, [1, 5, 5]);
		assert.deepEqual(said(crop), ["output-too-small", "padding", "ZeroPad2d cuts 1×5×5 down to 1×5×-1; at least one pixel must stay."]);
		assert.deepEqual(crop.fixes?.[0], { kind: "set", attribute: "padding", value: [-3, -1, 0, 0] });
		assert.equal(fault("Upsample", { scale_factor: 1e300 }, [1, 5, 5]).code, "too-large");
	});

	test("Softmax over the batch is allowed, but warned of", () => {
		const { inference } = layer("Softmax", { dim: 0 }, [10]);
		assert.ok(inference.ok);
		assert.deepEqual(
			inference.notes?.map(({ severity, attribute }) => [severity, attribute]),
			[["warning", "dim"]],
		);
	});
});
