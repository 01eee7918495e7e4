import assert from "node:assert/strict";
import type * as fc from "fast-check";
import { type Layer, type Model, tilePatch } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import { tileSize } from "../../src/engine/source";
import type { Place } from "../../src/network/derivation";
import { INPUT } from "../../src/network/graph";
import { elements, type Shape } from "../../src/network/shape";
import { INPUT_KEY, type What } from "../../src/network/tile";
import { graphOf, type TestLayer } from "../unit/engine/networks";
import { outputShape, type Trial } from "./gradientCheck";
import { gradientTrials } from "./gradientTrials";

/** float32 sums of a few dozen numbers, of which Winograd's are the roughest. */
export const ROUNDING = 4e-6;
/** How many numbers of a layer are taken apart. */
const PLACES = 4;

/** How a layer of that kind is tried. */
export const trialsOf = (type: string): fc.Arbitrary<Trial> =>
	(gradientTrials[type] ?? assert.fail(type)).filter((trial) => outputShape(type, trial) !== undefined);

/**
 * The layer with its inputs made of the network's (one of several inputs by a 1×1 convolution and a cut), and a ReLU behind it, which a
 * backend may join with it.
 */
function networkOf(type: string, { inputs, attributes }: Trial) {
	const [batch = 1] = inputs[0] ?? [];
	const shapes = inputs.map((shape) => shape.slice(1));
	const [first = []] = shapes;
	if (shapes.length === 1) return { batch, graph: graphOf(first, [{ type, attributes }, { type: "ReLU" }]), tested: 0 };
	const largest = first.map((_, axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 1)));
	const layers: TestLayer[] = shapes.flatMap(([channels = 1, height = 1, width = 1], k) => [
		{ type: "Conv2d", attributes: { out_channels: channels, kernel_size: 1 }, inputs: [INPUT] },
		{ type: "ZeroPad2d", attributes: { padding: [0, width - (largest[2] ?? 1), 0, height - (largest[1] ?? 1)] }, inputs: [2 * k] },
	]);
	const tested = layers.length;
	layers.push({ type, attributes, inputs: shapes.map((_, k) => 2 * k + 1) }, { type: "ReLU" });
	return { batch, graph: graphOf(largest, layers), tested };
}

/** Random weights of every kind; running variances are positive. */
function fillWeights(layers: readonly Layer[], seed: number): void {
	for (const { key, parameters } of layers) {
		for (const [name, tensor] of Object.entries({ ...parameters })) {
			const stream = new Stream(seed, key, name);
			const low = name === "running_var" ? 0.5 : -1;
			for (let i = 0; tensor && i < tensor.data.length; i++) tensor.data[i] = low + 2 * stream.uniform(i);
		}
	}
}

/** A network with such a layer that has computed a picture, and the layer. */
export function computed(model: Model, type: string, trial: Trial): Layer {
	const { batch, graph, tested } = networkOf(type, trial);
	model.compile(graph, { seed: 1, batch, gradients: true });
	fillWeights(model.layers, trial.seed);
	model.weightsChanged();
	const numbers = new Stream(trial.seed, "input");
	model.forward(Float32Array.from({ length: batch * elements(graph.input) }, (_, i) => trial.range * (2 * numbers.uniform(i) - 1)));
	return model.layers[tested] ?? assert.fail();
}

/** Random gradients of what the network gives, and all that follow from them. */
export function differentiated(model: Model, seed: number): void {
	const stream = new Stream(seed, "gradient");
	model.backward(Float32Array.from(model.output.data, (_, i) => 2 * stream.uniform(i) - 1));
}

/** Some places of a tensor's first picture. */
export function placesOf(shape: Shape, stream: Stream, count = PLACES): Place[] {
	const { total, height, width } = tileSize(shape);
	const pick = (size: number, i: number) => stream.bits(i) % size;
	return Array.from({ length: count }, (_, i) => ({ tile: pick(total, 3 * i), y: pick(height, 3 * i + 1), x: pick(width, 3 * i + 2) }));
}

/** A number as the pictures have it: NaN beside the data. */
export function shown(model: Model, layer: string, what: What, { tile, y, x }: Place): number {
	const patch = tilePatch(model, { layer, what, tile, y, x, height: 1, width: 1 });
	return patch?.[0] ?? assert.fail(`${layer} has no ${what} ${tile}`);
}

/** The key of what a layer's input is. */
export const inputKey = (model: Model, layer: Layer, k: number): string => {
	const from = layer.plan.node.inputs[k] ?? INPUT;
	return from === INPUT ? INPUT_KEY : (model.layers[from]?.key ?? "");
};
