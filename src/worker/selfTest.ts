import { type KernelModule, losses, Model, Optimiser, optimisers, simd, Trainer } from "../engine";
import type { Graph, GraphNode } from "../network/graph";

const layer = (type: string, shape: readonly number[], attributes: GraphNode["attributes"] = {}) => ({ type, attributes, shape });
const conv = (channels: number, side: number, more: GraphNode["attributes"]) =>
	layer("Conv2d", [channels, side, side], { out_channels: channels, ...more });

/** Panels of 16, 12, 8 and 4 outputs, direct, from lists of taps and by Winograd's algorithm (3 × 3 and 5 × 5), depthwise, pooling, curves and a batch's statistics. */
const LAYERS = [
	conv(28, 22, { kernel_size: 3, padding: 1 }),
	layer("BatchNorm2d", [28, 22, 22]),
	layer("ReLU", [28, 22, 22]),
	conv(28, 22, { kernel_size: 5, padding: 2 }),
	layer("SiLU", [28, 22, 22]),
	conv(24, 22, { kernel_size: 3, padding: 1 }),
	layer("ReLU6", [24, 22, 22]),
	conv(24, 22, { kernel_size: 3, padding: 1, groups: 24 }),
	conv(48, 22, { kernel_size: 3, padding: 1, groups: 6 }),
	layer("MaxPool2d", [48, 11, 11], { kernel_size: 2 }),
	conv(20, 6, { kernel_size: 3, padding: 1, stride: 2 }),
	layer("Tanh", [20, 6, 6]),
	conv(32, 6, { kernel_size: 1 }),
	layer("AvgPool2d", [32, 3, 3], { kernel_size: 2 }),
	layer("Flatten", [288]),
	layer("Linear", [37], { out_features: 37 }),
	layer("GELU", [37]),
	layer("Linear", [10], { out_features: 10 }),
];

const trial: Graph = { input: [3, 22, 22], nodes: LAYERS.map((each, i) => ({ ...each, key: `${i}`, inputs: [i - 1] })) };
const BATCH = 3;
const STEPS = 3;

/** What some steps of training leave: every layer's output, gradients and parameters, by name. */
function trained(module: KernelModule): ReadonlyMap<string, Float32Array> {
	const model = new Model(simd({ module }));
	model.compile(trial, { seed: 5, batch: BATCH, gradients: true });
	const optimiser = new Optimiser(optimisers.AdamW, { lr: 0.01, weightDecay: 0.01 });
	const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser });
	const input = Float32Array.from({ length: BATCH * 3 * 22 * 22 }, (_, i) => Math.sin(i * 12.9898) * 1.2);
	const targets = Int32Array.from({ length: BATCH }, (_, i) => (7 * i) % 10);
	for (let step = 0; step < STEPS; step++) trainer.step(input, targets);
	const all = new Map<string, Float32Array>();
	for (const { key, output, gradient, parameters, parameterGradients, plan } of model.layers) {
		const name = `${plan.node.type} ${key}`;
		all.set(`output of ${name}`, output.data.slice()).set(`gradient of ${name}`, gradient.data.slice());
		for (const [which, { data }] of Object.entries(parameters)) all.set(`${which} of ${name}`, data.slice());
		for (const [which, { data }] of Object.entries(parameterGradients)) all.set(`gradient of ${which} of ${name}`, data.slice());
	}
	model.dispose();
	return all;
}

/** What of a small network's training comes out as other bits; undefined where nothing does. */
export function firstDifference(plain: KernelModule, other: KernelModule): string | undefined {
	const actual = trained(other);
	for (const [name, expected] of trained(plain)) {
		const bits = (numbers: Float32Array) => new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
		const found = bits(actual.get(name) ?? new Float32Array(0));
		if (found.length !== expected.length || bits(expected).some((word, i) => word !== found[i])) return name;
	}
	return undefined;
}

/** A convolution of 12.8 million multiply-adds, to be timed. */
const timed: Graph = {
	input: [64, 56, 56],
	nodes: [{ key: "0", type: "Conv2d", inputs: [-1], attributes: { out_channels: 64, kernel_size: 1 }, shape: [64, 56, 56] }],
};
const ROUNDS = 12;

/** How many times as fast as `plain` a convolution is: least times of some turns each. */
export function gain(plain: KernelModule, other: KernelModule): number {
	const input = new Float32Array(64 * 56 * 56);
	const models = [plain, other].map((module) => {
		const model = new Model(simd({ module }));
		model.compile(timed, { seed: 5, inference: true });
		return model;
	});
	const least = models.map(() => Number.POSITIVE_INFINITY);
	for (let round = 0; round < ROUNDS; round++) {
		input.fill(round);
		for (const [i, model] of models.entries()) {
			const start = performance.now();
			model.forward(input);
			least[i] = Math.min(least[i] ?? 0, performance.now() - start);
		}
	}
	for (const model of models) model.dispose();
	const [before = 0, after = 1] = least;
	return before / after;
}
