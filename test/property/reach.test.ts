import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { Model, makePlan, reachBack, reference, sources, uses } from "../../src/engine";
import { placeOf } from "../../src/engine/derive/grid";
import { Stream } from "../../src/engine/random";
import { reacherOf } from "../../src/engine/reach/registry";
import { tileSize } from "../../src/engine/source";
import type { Place } from "../../src/network/derivation";
import { INPUT } from "../../src/network/graph";
import { typeNames } from "../../src/network/registry";
import { elements, type Shape } from "../../src/network/shape";
import { graphOf, type TestLayer, tryGraph } from "../unit/engine/networks";
import { outputShape, type Trial } from "./gradientCheck";
import { gradientTrials } from "./gradientTrials";
import { network } from "./networks";

const placeAt = (shape: Shape, index: number): Place => placeOf(tileSize(shape), index);

const marked = (mask: ArrayLike<number> | undefined): number[] =>
	Array.from(mask ?? assert.fail("no mask"), (found, i) => (found ? i : -1)).filter((i) => i >= 0);
const nonzero = (numbers: Float32Array): number[] => marked(Float32Array.from(numbers, (number) => (number === 0 ? 0 : 1)));

/** Layers whose slope is nowhere 0, so that a gradient of 0 says that there is no way: a largest number becomes a mean of the same window. */
function sloping(layer: TestLayer): TestLayer {
	if (layer.type === "MaxPool2d") return { ...layer, type: "AvgPool2d" };
	return layer.type === "AdaptiveMaxPool2d" ? { ...layer, type: "AdaptiveAvgPool2d" } : layer;
}

/** Kinds whose gradients may cancel, vanish or overflow where everything is positive: what they depend on is held against each one alone. */
const unfit = new Set([
	"GroupNorm",
	"InstanceNorm2d",
	"LocalResponseNorm",
	"Softmax",
	"LogSoftmax",
	"Sigmoid",
	"Tanh",
	"Hardsigmoid",
	"Hardtanh",
	"ReLU6",
]);

/**
 * Random networks of such layers, and the same with means for maxima; products of borders, which are 0, and of products would hide what they
 * are made of.
 */
const positive = network.map(({ input, layers }) => {
	let products = layers.some(({ type }) => type === "ZeroPad2d") ? 1 : 0;
	const replaced = layers.map((layer): TestLayer => {
		if (unfit.has(layer.type)) return { ...layer, type: "Identity", attributes: {} };
		if (layer.attributes?.mode === "bicubic") return { ...layer, attributes: { ...layer.attributes, mode: "bilinear" } }; // some shares are negative
		return layer.type === "Multiply" && products++ > 0 ? { ...layer, type: "Add" } : layer;
	});
	return { graph: tryGraph(input, replaced), twin: tryGraph(input, replaced.map(sloping)) };
});

/** Weights about a layer's mean, all positive; running statistics that change nothing. */
function fillPositive(model: Model, stream: Stream): void {
	for (const { parameters } of model.layers) {
		const { weight, bias } = parameters;
		const fanIn = weight && weight.shape.length > 1 ? elements(weight.shape.slice(1)) : 1;
		weight?.data.forEach((_, i) => {
			weight.data[i] = (0.9 + 0.2 * stream.uniform(i)) / fanIn;
		});
		bias?.data.fill(0.1);
	}
	model.weightsChanged();
}

suite("reach: any network", () => {
	test("is the input numbers whose gradient is not 0 where all weights are positive", () => {
		let [parts, wholes] = [0, 0];
		fc.assert(
			fc.property(positive, fc.nat(), fc.nat(), ({ graph, twin }, seed, pick) => {
				if (!graph || !twin || graph.nodes.length === 0) return;
				const model = new Model();
				model.compile(twin, { seed: 1, gradients: true });
				const stream = new Stream(seed, "positive");
				fillPositive(model, stream);
				model.forward(Float32Array.from({ length: elements(graph.input) }, (_, i) => 0.5 + stream.uniform(i)));
				const { output, layers } = model;
				const plan = makePlan(graph, { backend: reference, batch: 1, gradients: false, memoryLimit: 2 ** 30 });
				const index = pick % output.data.length;
				model.backward(Float32Array.from(output.data, (_, i) => (i === index ? 1 : 0)));
				const last = layers.at(-1)?.key ?? "";
				const found = marked(reachBack(plan, last, placeAt(output.shape.slice(1), index)));
				assert.deepEqual(found, nonzero(model.inputGradient.data));
				if (found.length < elements(graph.input)) parts++;
				else wholes++;
			}),
			{ numRuns: 500 },
		);
		assert.ok(parts > 50 && wholes > 10, `${parts} of a part, ${wholes} of the whole`);
	});
});

/** What a layer has at most one way to depend on, and still gives 0: curves with flat pieces, the losers of a maximum. */
const flat = new Set([
	"MaxPool2d",
	"AdaptiveMaxPool2d",
	"ReLU",
	"ReLU6",
	"LeakyReLU",
	"Hardtanh",
	"Hardsigmoid",
	"Hardswish",
	"Sigmoid",
	"Tanh",
	"ELU",
	"SELU",
	"GELU",
	"SiLU",
	"Mish",
	"Softplus",
	"PReLU",
]);

const trialsOf = (type: string): fc.Arbitrary<Trial> =>
	(gradientTrials[type] ?? assert.fail(type)).filter((trial) => outputShape(type, trial) !== undefined);

/** The layer alone; several inputs are copies of the network's, cut to their size. */
function alone(type: string, { inputs, attributes }: Trial) {
	const shapes = inputs.map((shape) => shape.slice(1));
	const [first = []] = shapes;
	if (shapes.length === 1) return { graph: graphOf(first, [{ type, attributes }]), tested: 0 };
	const largest = first.map((_, axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 1)));
	const layers: TestLayer[] = shapes.flatMap(([channels = 1, height = 1, width = 1], k) => [
		{ type: "Conv2d", attributes: { out_channels: channels, kernel_size: 1 }, inputs: [INPUT] },
		{ type: "ZeroPad2d", attributes: { padding: [0, width - (largest[2] ?? 1), 0, height - (largest[1] ?? 1)] }, inputs: [2 * k] },
	]);
	const tested = layers.length;
	return { graph: graphOf(largest, [...layers, { type, attributes, inputs: shapes.map((_, k) => 2 * k + 1) }]), tested };
}

suite("reach: any layer", () => {
	for (const type of typeNames) {
		test(`${type}: each gradient that is not 0 is of something that it depends on, and the reverse`, function () {
			this.timeout(60_000);
			assert.ok(reacherOf(type), `${type} has no rule`);
			fc.assert(
				fc.property(trialsOf(type), fc.nat(), (trial, pick) => {
					const { graph, tested } = alone(type, trial);
					const model = new Model();
					model.compile(graph, { seed: 1, gradients: true });
					const stream = new Stream(trial.seed, "input");
					model.forward(Float32Array.from({ length: elements(graph.input) }, (_, i) => trial.range * (2 * stream.uniform(i) - 1)));
					const layer = model.layers[tested] ?? assert.fail();
					const plan = model.plan ?? assert.fail();
					const { shape: output } = layer.plan.node;
					const index = pick % elements(output);
					const place = placeAt(output, index);
					model.backward(Float32Array.from({ length: elements(output) }, (_, i) => (i === index ? 1 : 0)));
					const singular = ["BatchNorm2d", "InstanceNorm2d", "GroupNorm", "Softmax", "LogSoftmax"].includes(type);
					for (const [k, from] of layer.plan.node.inputs.entries()) {
						const mask = sources(plan, layer.key, k, place);
						const found = marked(mask);
						const gradient = from === INPUT ? model.inputGradient : (model.layers[from] ?? assert.fail()).gradient;
						const moving = nonzero(gradient.data);
						// Several inputs may be one and the same tensor only in a network; here each has its own.
						if (flat.has(type))
							assert.deepEqual(
								moving.filter((i) => !mask?.[i]),
								[],
							);
						// The mean of one number moves with it, and the share of one is 1 whatever it is.
						else if (singular && found.length === 1) assert.ok(moving.every((i) => found.includes(i)));
						else assert.deepEqual(moving, found, type);
						const shape = from === INPUT ? graph.input : (graph.nodes[from]?.shape ?? []);
						for (let i = 0; i < elements(shape); i++) {
							const used = uses(plan, layer.key, k, placeAt(shape, i)) ?? assert.fail();
							assert.equal(used.length, elements(output));
							assert.equal(used[index], mask?.[i], `number ${i} of input ${k}`);
						}
					}
				}),
				{ numRuns: 200 },
			);
		});
	}
});
