import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { derive, deriveWeight, type Layer, Model, tilePatch } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import { tileSize } from "../../src/engine/source";
import type { Derivation, DerivationQuery, Place, Source, Window } from "../../src/network/derivation";
import { INPUT } from "../../src/network/graph";
import { typeNames } from "../../src/network/registry";
import { elements, type Shape } from "../../src/network/shape";
import { INPUT_KEY, type What } from "../../src/network/tile";
import { expressionOf } from "../../webview/pixel/arithmetic";
import { digitsFor } from "../../webview/pixel/expression";
import { backends } from "../unit/engine/backends";
import { graphOf, type TestLayer } from "../unit/engine/networks";
import { outputShape, type Trial } from "./gradientCheck";
import { gradientTrials } from "./gradientTrials";
import { close, readd } from "./readd";

/** float32 sums of a few dozen numbers, of which Winograd's are the roughest. */
const ROUNDING = 4e-6;
/** How many numbers of a layer are taken apart. */
const PLACES = 4;

const trialsOf = (type: string): fc.Arbitrary<Trial> =>
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

function computed(model: Model, type: string, trial: Trial): Layer {
	const { batch, graph, tested } = networkOf(type, trial);
	model.compile(graph, { seed: 1, batch, gradients: true });
	fillWeights(model.layers, trial.seed);
	model.weightsChanged();
	const numbers = new Stream(trial.seed, "input");
	model.forward(Float32Array.from({ length: batch * elements(graph.input) }, (_, i) => trial.range * (2 * numbers.uniform(i) - 1)));
	return model.layers[tested] ?? assert.fail();
}

function differentiated(model: Model, seed: number): void {
	const stream = new Stream(seed, "gradient");
	model.backward(Float32Array.from(model.output.data, (_, i) => 2 * stream.uniform(i) - 1));
}

/** Some places of a tensor's first picture. */
function placesOf(shape: Shape, stream: Stream, count = PLACES): Place[] {
	const { total, height, width } = tileSize(shape);
	const pick = (size: number, i: number) => stream.bits(i) % size;
	return Array.from({ length: count }, (_, i) => ({ tile: pick(total, 3 * i), y: pick(height, 3 * i + 1), x: pick(width, 3 * i + 2) }));
}

const everything = { from: 0, count: 4096, order: "channel", gradient: true } as const;

function derived(model: Model, layer: Layer, place: Place, more: Partial<DerivationQuery> = {}): Derivation {
	return derive(model, { layer: layer.key, ...place, ...everything, ...more }) ?? assert.fail(`${layer.plan.node.type} has no derivation`);
}

/** A number as the pictures have it: NaN beside the data. */
function shown(model: Model, layer: string, what: What, { tile, y, x }: Place): number {
	const patch = tilePatch(model, { layer, what, tile, y, x, height: 1, width: 1 });
	return patch?.[0] ?? assert.fail(`${layer} has no ${what} ${tile}`);
}

const inputKey = (model: Model, layer: Layer, k: number): string => {
	const from = layer.plan.node.inputs[k] ?? INPUT;
	return from === INPUT ? INPUT_KEY : (model.layers[from]?.key ?? "");
};

/** Every number that a derivation names is that of the picture at that place, and every weight that of the kernel. */
function checkSources(model: Model, layer: Layer, derivation: Derivation, place: Place): void {
	const source = (named: Source | undefined) => {
		if (named) assert.equal(named.value, shown(model, inputKey(model, layer, named.input), "maps", named));
	};
	const window = ({ input, tile, rows, columns, values, kernel }: Window, border: number) => {
		assert.equal(values.length, rows.length * columns.length);
		for (const [i, value] of values.entries()) {
			const [row, column] = [Math.floor(i / columns.length), i % columns.length];
			const there = shown(model, inputKey(model, layer, input), "maps", { tile, y: rows[row] ?? 0, x: columns[column] ?? 0 });
			assert.equal(value, Number.isNaN(there) ? border : there);
			if (kernel?.tile === undefined) continue;
			const at = { tile: kernel.tile, y: kernel.rows[row] ?? -1, x: kernel.columns[column] ?? -1 };
			assert.equal(kernel.values[i], shown(model, layer.key, "kernels", at));
		}
	};
	if (derivation.form === "windows") for (const one of derivation.windows) window(one, 0);
	else if (derivation.form === "max") window(derivation.window, Number.NEGATIVE_INFINITY);
	else if (derivation.form === "mean") window(derivation.window, 0);
	else if (derivation.form === "combine") derivation.terms.forEach(source);
	else if (derivation.form === "terms") {
		for (const term of derivation.terms) {
			source(term);
			assert.equal(term.weight, shown(model, layer.key, "kernels", { tile: 0, y: place.x, x: term.x }));
		}
	} else source(derivation.from);
	if (derivation.form === "localResponse") derivation.neighbours.forEach(source);
	if (derivation.form === "softmax") derivation.others.forEach(source);
}

/** Pages hold every part once; what a page lacks is its rest. */
function checkPages(model: Model, layer: Layer, place: Place, all: Derivation): void {
	if (all.form !== "windows" && all.form !== "terms") return;
	const partsOf = (one: Derivation): readonly number[] =>
		one.form === "windows" ? one.windows.map((part) => part.sum) : one.form === "terms" ? one.terms.map((part) => part.product) : [];
	const sums = partsOf(all);
	assert.equal(sums.length, all.total);
	const size = sums.reduce((total, part) => total + Math.abs(part), 0);
	const ranked: number[] = [];
	for (let from = 0; from < all.total + 2; from += 2) {
		const page = derived(model, layer, place, { from, count: 2, order: "contribution" });
		assert.ok(page.form === all.form && page.total === all.total);
		const listed = partsOf(page);
		const value = listed.reduce((total, part) => total + part, page.rest);
		close(
			value,
			sums.reduce((total, part) => total + part, 0),
			size,
			1e-12,
			"a page and its rest",
		);
		ranked.push(...listed);
	}
	assert.deepEqual(
		ranked.map(Math.abs),
		sums.map(Math.abs).sort((a, b) => b - a),
	);
}

suite("derivations: any layer", () => {
	for (const backend of backends) {
		for (const type of typeNames) {
			test(`${backend.name}: ${type}'s arithmetic is its output`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trialsOf(type), (trial) => {
						const layer = computed(model, type, trial);
						const { node } = layer.plan;
						for (const place of placesOf(node.shape, new Stream(trial.seed, "places"))) {
							const derivation = derived(model, layer, place);
							assert.equal(derivation.value, shown(model, layer.key, "maps", place));
							assert.equal(derivation.gradient, undefined);
							const { value, size } = readd(derivation, type, trial.attributes);
							close(derivation.value, value, size, ROUNDING, type);
							checkSources(model, layer, derivation, place);
							const line = expressionOf(derivation, type);
							assert.ok(digitsFor(line, derivation.value).equal, `the printed line of ${type} does not add up: ${JSON.stringify(line)}`);
							checkPages(model, layer, place, derivation);
						}
						const [place] = placesOf(node.shape, new Stream(trial.seed, "gradient place"));
						if (!place) return;
						differentiated(model, trial.seed);
						assert.equal(derived(model, layer, place).gradient, shown(model, layer.key, "gradients", place));
						assert.equal(derived(model, layer, place, { gradient: false }).gradient, undefined);
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});

suite("derivations: kernel weights", () => {
	for (const backend of backends) {
		for (const type of ["Conv2d", "ConvTranspose2d", "Linear"]) {
			test(`${backend.name}: the products of a weight of ${type} are its gradient`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trialsOf(type), (trial) => {
						const one = { ...trial, inputs: trial.inputs.map((shape) => [1, ...shape.slice(1)]) };
						const layer = computed(model, type, one);
						differentiated(model, trial.seed);
						const weight = layer.parameters.weight ?? assert.fail();
						for (const place of placesOf(weight.shape, new Stream(trial.seed, "places"))) {
							const query = { layer: layer.key, ...place };
							const all = deriveWeight(model, { ...query, count: 4096 }) ?? assert.fail();
							assert.equal(all.weight, shown(model, layer.key, "kernels", place));
							assert.equal(all.gradient, shown(model, layer.key, "kernelGradients", place));
							assert.equal(all.terms.length, all.total);
							assert.equal(all.rest, 0);
							const size = all.terms.reduce((sum, term) => sum + Math.abs(term.product), 0);
							close(
								all.gradient,
								all.terms.reduce((sum, term) => sum + term.product, 0),
								size,
								ROUNDING,
								type,
							);
							for (const { input, output, value, gradient, product } of all.terms) {
								const read = shown(model, inputKey(model, layer, 0), "maps", input);
								assert.equal(value, Number.isNaN(read) ? 0 : read);
								assert.equal(gradient, shown(model, layer.key, "gradients", output));
								assert.equal(product, value * gradient);
							}
							const few = deriveWeight(model, { ...query, count: 2 }) ?? assert.fail();
							assert.deepEqual(few.terms, all.terms.slice(0, 2));
							close(
								few.terms.reduce((sum, term) => sum + term.product, few.rest),
								all.gradient,
								size,
								ROUNDING,
								"largest and rest",
							);
						}
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});
