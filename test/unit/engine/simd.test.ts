import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { Model, type Tensor } from "../../../src/engine";
import { compileKernels, simd } from "../../../src/engine/simd";
import type { Graph } from "../../../src/network/graph";
import { dense, flatten, graphOf, lenet, pool, relu, type TestLayer } from "./networks";

const kernels = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
const backend = () => {
	assert.ok(kernels, "this machine has no WebAssembly SIMD, or no shared memory");
	return simd({ module: kernels });
};

/** Numbers that look random and are the same every time. */
const noise = (count: number, seed = 1) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + seed * 78.233) * 1.2);

/**
 * |a − b| ≤ 1e-5 · max(1, max|b|): sums of float32 in another order. `terms` is the size of what was summed, where the sum may be much
 * smaller (a bias before a BatchNorm2d has no influence at all).
 */
function assertClose(actual: Tensor | undefined, expected: Tensor | undefined, what: string, terms = 0): void {
	assert.deepEqual(actual?.shape, expected?.shape, what);
	if (!actual || !expected) return;
	const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), Math.max(1, terms / 10));
	for (const [i, value] of actual.data.entries()) {
		const other: number = expected.data[i] ?? Number.NaN;
		const fine = Math.abs(value - other) <= 1e-5 * scale || Object.is(value, other);
		if (!fine) assert.fail(`${what}: number ${i} is ${value}, not ${other}`);
	}
}

/** Everything that both models can be asked for. */
function compareForward(fast: Model, plain: Model): void {
	for (const layer of plain.layers)
		assertClose(fast.layer(layer.key)?.output, layer.output, `output of ${layer.key} ${layer.plan.node.type}`);
}

function compareBackward(fast: Model, plain: Model): void {
	assertClose(fast.inputGradient, plain.inputGradient, "∂loss/∂x");
	for (const layer of plain.layers) {
		const name = `${layer.key} ${layer.plan.node.type}`;
		assertClose(fast.layer(layer.key)?.gradient, layer.gradient, `gradient of ${name}`);
		const terms = layer.gradient.data.reduce((sum, value) => sum + Math.abs(value), 0) / (layer.plan.shape[1] ?? 1);
		for (const which of ["weight", "bias"] as const) {
			assertClose(fast.layer(layer.key)?.parameterGradients[which], layer.parameterGradients[which], `∂${which} of ${name}`, terms);
		}
		for (const which of ["running_mean", "running_var"] as const) {
			assertClose(fast.layer(layer.key)?.parameters[which], layer.parameters[which], `${which} of ${name}`);
		}
	}
}

const conv = (out_channels: number, kernel_size: unknown, more: Readonly<Record<string, unknown>> = {}): TestLayer => ({
	type: "Conv2d",
	attributes: { out_channels, kernel_size, ...more },
});
const bn: TestLayer = { type: "BatchNorm2d" };

/** What each kernel and each way of joining layers needs. Every network is run in eval and in train mode, forward and backward, in batches. */
const networks: Readonly<Record<string, Graph>> = {
	lenet: graphOf([1, 28, 28], lenet),
	"three channels, padding": graphOf([3, 11, 9], [conv(5, 3, { padding: 1 }), relu, conv(17, 3, { padding: 2 }), { type: "ReLU6" }]),
	"no bias": graphOf([2, 6, 6], [conv(4, 3, { bias: false })]),
	"Winograd's algorithm": graphOf(
		[16, 13, 18],
		[
			conv(18, 3, { padding: 1 }),
			relu,
			conv(16, 3),
			{ type: "Add", inputs: [2, 2] },
			{ type: "ConvTranspose2d", attributes: { out_channels: 17, kernel_size: 3 } },
		],
	),
	"Winograd's algorithm, batch norm": graphOf([12, 9, 11], [conv(12, 3, { padding: 1 }), bn, relu, conv(10, 3, { bias: false }), bn]),
	"Winograd's algorithm, many weights and few tiles": graphOf(
		[128, 6, 5],
		[conv(130, 3, { padding: 1 }), relu, conv(128, 3, { padding: 1 })],
	),
	"Winograd's algorithm, 5 × 5 and 4 × 4": graphOf([8, 13, 14], [conv(10, 5, { padding: 2 }), relu, conv(12, 4), conv(7, 5)]),
	"strides by depth, from the input": graphOf([3, 30, 33], [conv(20, 7, { stride: 2, padding: 3 }), bn, relu, conv(4, 3, { stride: 2 })]),
	"strides by depth, with padding lanes": graphOf([2, 41, 45], [conv(5, 2), conv(12, 5, { stride: 2 }), relu]),
	"strides by depth, 4 × 4 and 11 × 11": graphOf(
		[4, 75, 79],
		[
			conv(4, 11, { stride: 1, padding: [2, 0] }),
			conv(16, 11, { stride: 4, padding: 2 }),
			{ type: "ConvTranspose2d", attributes: { out_channels: 4, kernel_size: 4, stride: 3 } },
			conv(10, 4, { stride: 2, padding: 1 }),
		],
	),
	strides: graphOf([3, 13, 15], [conv(6, 3, { stride: 2, padding: 1 }), relu, conv(5, [5, 2], { stride: [2, 3], padding: [1, 0] })]),
	"stride beyond the kernel": graphOf([4, 9, 9], [conv(3, 1), conv(7, 2, { stride: 3 })]),
	dilation: graphOf([6, 14, 14], [conv(8, 3, { dilation: 2 }), conv(8, 3, { dilation: [1, 3], padding: "same" })]),
	depthwise: graphOf(
		[6, 9, 9],
		[conv(6, 3, { groups: 6, padding: 1 }), { type: "ReLU6" }, conv(10, 1), conv(10, 3, { groups: 10, stride: 2, padding: 1 })],
	),
	"Winograd's algorithm in groups": graphOf(
		[24, 15, 15],
		[conv(36, 3, { groups: 2, padding: 1 }), relu, conv(32, 5, { groups: 2, bias: false })],
	),
	"nearest, by a factor that is not whole": graphOf([3, 2, 1], [{ type: "Upsample", attributes: { scale_factor: 3.3 } }]),
	groups: graphOf([8, 7, 7], [conv(12, 3, { groups: 2, padding: 1 }), conv(8, 3, { groups: 4 }), conv(6, 1, { groups: 2 })]),
	transposed: graphOf(
		[4, 5, 6],
		[
			{ type: "ConvTranspose2d", attributes: { out_channels: 6, kernel_size: 3, stride: 2, padding: 1, output_padding: 1 } },
			relu,
			{ type: "ConvTranspose2d", attributes: { out_channels: 3, kernel_size: 2, stride: 3 } },
			{ type: "ConvTranspose2d", attributes: { out_channels: 3, kernel_size: 3, dilation: 2, padding: 1, groups: 3 } },
		],
	),
	pools: graphOf(
		[5, 13, 11],
		[
			{ type: "MaxPool2d", attributes: { kernel_size: 3, stride: 2, padding: 1, ceil_mode: true } },
			{ type: "AvgPool2d", attributes: { kernel_size: 3, stride: 1, padding: 1, count_include_pad: false } },
			{ type: "MaxPool2d", attributes: { kernel_size: [2, 1], stride: 1, dilation: 2 } },
			{ type: "AdaptiveAvgPool2d", attributes: { output_size: 1 } },
		],
	),
	"batch norm": graphOf([3, 8, 8], [conv(7, 3), bn, relu, conv(7, 3, { bias: false }), bn, { type: "Hardtanh" }]),
	"batch norm, plain": graphOf(
		[3, 5, 5],
		[
			{ type: "BatchNorm2d", attributes: { affine: false } },
			{ type: "BatchNorm2d", attributes: { track_running_stats: false } },
			{ type: "BatchNorm2d", attributes: { momentum: null } },
		],
	),
	residual: graphOf(
		[4, 8, 8],
		[conv(4, 3, { padding: 1 }), relu, conv(4, 3, { padding: 1 }), { type: "Add", inputs: [2, 0, -1] }, relu, pool, flatten, dense(5)],
	),
	"fan-out": graphOf(
		[3, 6, 6],
		[
			conv(5, 3, { padding: 1 }),
			relu,
			conv(4, 1),
			conv(6, 3, { padding: 1 }),
			{ type: "Concat", inputs: [1, 3] },
			{ type: "Multiply", inputs: [4, 4] },
			{ type: "Upsample", attributes: { scale_factor: 2 } },
			{ type: "ZeroPad2d", attributes: { padding: [1, 0, 2, 1] } },
		],
	),
	"on the reference's kernels": graphOf(
		[4, 6, 6],
		[
			{ type: "GroupNorm", attributes: { num_groups: 2 } },
			{ type: "PReLU" },
			{ type: "Upsample", attributes: { scale_factor: 1.5, mode: "bilinear" } },
			{ type: "LocalResponseNorm", attributes: { size: 3 } },
			{ type: "PixelShuffle", attributes: { upscale_factor: 2 } },
			{ type: "Dropout" },
			{ type: "Identity" },
			flatten,
			{ type: "Softmax" },
		],
	),
	activations: graphOf(
		[6, 5, 5],
		["ReLU", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Softplus", "Sigmoid", "Tanh", "Hardsigmoid", "Hardswish", "Hardtanh"].map(
			(type) => ({ type }),
		),
	),
	"odd vectors": graphOf([3, 3, 3], [flatten, dense(10), relu, { type: "Dropout" }, dense(7), dense(1)]),
	"the input itself": graphOf([2, 4, 4], [relu, { type: "Add", inputs: [0, -1] }]),
};

suite("engine: SIMD kernels against the reference", () => {
	for (const [name, graph] of Object.entries(networks)) {
		for (const batch of [1, 3]) {
			test(`${name}, ${batch} at once`, () => {
				const [fast, plain] = [new Model(backend()), new Model()];
				const x = noise(batch * graph.input.reduce((product, size) => product * size, 1));
				for (const model of [fast, plain]) model.compile(graph, { seed: 5, batch, gradients: true });
				const last = plain.layers.at(-1)?.plan.shape.reduce((product, size) => product * size, 1) ?? 0;
				for (const training of [false, true, false]) {
					for (const model of [fast, plain]) model.forward(x, { training, seed: 3 });
					compareForward(fast, plain);
					for (const model of [fast, plain]) model.backward(noise(last, 2));
					compareBackward(fast, plain);
				}
			});
		}
		test(`${name}, forward only`, () => {
			const [fast, plain] = [new Model(backend()), new Model()];
			const x = noise(graph.input.reduce((product, size) => product * size, 1));
			for (const model of [fast, plain]) model.compile(graph, { seed: 5 });
			assert.equal(fast.forward(x), plain.forward(x));
			compareForward(fast, plain);
			assert.equal(fast.forward(x), 0, "the same input twice computes nothing");
			// Everything was looked at: compiled again, every layer stands by itself, and the numbers are still those.
			for (const model of [fast, plain]) model.compile(graph, { seed: 5 });
			for (const model of [fast, plain]) model.forward(x);
			compareForward(fast, plain);
		});
	}

	for (const [name, graph] of Object.entries(networks)) {
		test(`${name}, for inference`, () => {
			const [fast, plain] = [new Model(backend()), new Model()];
			const x = noise(graph.input.reduce((product, size) => product * size, 1));
			const shift = (model: Model) => {
				for (const { parameters } of model.layers) {
					parameters.running_mean?.data.forEach((_, i, all) => {
						all[i] = 0.1 * i;
					});
					parameters.running_var?.data.forEach((_, i, all) => {
						all[i] = 0.5 + 0.2 * i;
					});
				}
				model.weightsChanged();
			};
			for (const model of [fast, plain]) {
				model.compile(graph, { seed: 5, inference: true });
				shift(model);
				model.forward(x);
			}
			assertClose(fast.output, plain.output, "output");
			compareForward(fast, plain);
			assertClose(fast.output, plain.output, "output after looking");
			for (const model of [fast, plain]) model.forward(x.map((value) => 1 - value));
			assertClose(fast.output, plain.output, "output of another input after looking");
			for (const model of [fast, plain]) model.forward(x);
			for (const model of [fast, plain]) model.compile(graph, { seed: 5, inference: true });
			for (const model of [fast, plain]) model.forward(x);
			compareForward(fast, plain);
			const held = fast.layers.map(({ parameters }) => parameters.weight?.data.slice());
			fast.sync();
			assert.deepEqual(
				fast.layers.map(({ parameters }) => parameters.weight?.data),
				held,
			);
		});
	}

	test("a network compiled for inference is not run in train mode", () => {
		const model = new Model(backend());
		model.compile(graphOf([1, 28, 28], lenet), { seed: 5, inference: true });
		assert.throws(() => model.forward(noise(784), { training: true }), /inference/);
	});

	test("an edit computes from the first change on, and what was there stays", () => {
		const [fast, plain] = [new Model(backend()), new Model()];
		const x = noise(784);
		const edited = lenet.map((layer) => (layer.type === "Linear" && layer.attributes?.out_features === 84 ? dense(50) : layer));
		for (const model of [fast, plain]) {
			model.compile(graphOf([1, 28, 28], lenet), { seed: 5 });
			model.forward(x);
			model.compile(graphOf([1, 28, 28], edited), { seed: 5 });
		}
		assert.equal(fast.forward(x), plain.forward(x));
		compareForward(fast, plain);
		for (const model of [fast, plain]) model.compile(graphOf([1, 28, 28], lenet), { seed: 5 });
		for (const model of [fast, plain]) model.forward(x);
		compareForward(fast, plain);
	});

	test("maps of another size whose memory is as large as that of the maps before with their border", () => {
		const fast = new Model(backend());
		const same = graphOf([2, 5, 5], [relu, conv(3, 2, { padding: "same" })]);
		const larger = graphOf([2, 6, 6], [relu, conv(3, 1)]);
		for (const graph of [same, larger, same]) {
			fast.compile(graph, { seed: 1 });
			const plain = new Model();
			plain.compile(graph, { seed: 1 });
			for (const layer of plain.layers) fast.layer(layer.key)?.parameters.weight?.data.set(layer.parameters.weight?.data ?? []);
			fast.weightsChanged();
			const input = noise(2 * (graph.input[1] ?? 0) ** 2);
			for (const model of [fast, plain]) model.forward(input);
			for (const key of ["0", "1"]) assertClose(fast.layer(key)?.output, plain.layer(key)?.output, `output of ${key}`);
		}
	});

	test("weights written from outside, and by an optimiser", () => {
		const [fast, plain] = [new Model(backend()), new Model()];
		const graph = networks["batch norm"];
		assert.ok(graph);
		const x = noise(2 * 192);
		for (const model of [fast, plain]) {
			model.compile(graph, { seed: 5, batch: 2, gradients: true });
			model.forward(x, { training: true });
			model.layer("0")?.parameters.weight?.data.fill(0.25);
			model.layer("1")?.parameters.running_mean?.data.fill(0.5);
			model.weightsChanged();
			model.forward(x);
			const last = model.layers.at(-1)?.output.data.length ?? 0;
			model.backward(noise(last));
			for (const { value, gradient } of model.trainables())
				for (let i = 0; i < value.length; i++) value[i] = (value[i] ?? 0) - 0.1 * (gradient[i] ?? 0);
			model.updated();
			model.forward(x);
		}
		compareForward(fast, plain);
		for (const layer of plain.layers) {
			for (const which of ["weight", "bias"] as const)
				assertClose(fast.layer(layer.key)?.parameters[which], layer.parameters[which], layer.key);
		}
	});
});
