import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { experiment, type Layer, Model, Scratch, tilePatch } from "../../src/engine";
import { MAX_OUTPUT } from "../../src/engine/experiments/outcome";
import { shifted } from "../../src/engine/experiments/translation";
import { travels } from "../../src/engine/experiments/travel";
import { Stream } from "../../src/engine/random";
import type { ExperimentQuery, ExperimentResult, Outcome } from "../../src/network/experiment";
import type { Graph } from "../../src/network/graph";
import { elements, type Pair, type Shape } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { graphOf, type TestLayer, tryGraph } from "../unit/engine/networks";
import { network } from "./networks";

const random = (count: number, seed: number): Float32Array => {
	const stream = new Stream(seed, "picture");
	return Float32Array.from({ length: count }, (_, i) => 2 * stream.uniform(i) - 1);
};

/** Models are dear to make: one of each for all runs of a test. */
function laboratory(backend: (typeof backends)[number]) {
	const model = new Model(backend);
	const scratch = new Scratch(backend);
	return {
		model,
		dispose() {
			model.dispose();
			scratch.dispose();
		},
		/** A network that has computed a picture, and what is tried with it. */
		open(graph: Graph, seed: number) {
			model.compile(graph, { seed: 1 });
			const input = random(elements(graph.input), seed);
			model.forward(input);
			return { input, attempt: (query: ExperimentQuery) => experiment(model, scratch, input, query) };
		},
	};
}

const weightsOf = (model: Model) =>
	model.layers.map(({ parameters }) => Object.entries({ ...parameters }).map(([name, tensor]) => [name, tensor?.data.slice()]));
const outputsOf = (model: Model) => model.layers.map(({ output }) => output.data.slice());

const numbersOf = (buffer: ArrayBuffer | undefined): Float32Array => new Float32Array(buffer ?? assert.fail("nothing came out"));

function of<K extends ExperimentResult["kind"]>(kind: K, result: ExperimentResult | undefined): Extract<ExperimentResult, { kind: K }> {
	assert.equal(result?.kind, kind);
	return result as Extract<ExperimentResult, { kind: K }>;
}

const small = fc.integer({ min: 1, max: 3 });
const shift = fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 }));

/** Layers whose maps move along with their input, with and without strides; enlarged by powers of two, so that shares are not rounded. */
const moving: fc.Arbitrary<TestLayer> = fc.oneof(
	fc.record({
		type: fc.constant("Conv2d"),
		attributes: fc.record({
			out_channels: small,
			kernel_size: small,
			stride: small,
			padding: fc.constantFrom(0, 1),
			dilation: fc.constantFrom(1, 2),
		}),
	}),
	fc.record({
		type: fc.constant("ConvTranspose2d"),
		attributes: fc.record({ out_channels: small, kernel_size: small, stride: fc.constantFrom(1, 2), padding: fc.constantFrom(0, 1) }),
	}),
	fc.record({
		type: fc.constantFrom("MaxPool2d", "AvgPool2d"),
		attributes: fc.record({
			kernel_size: fc.constantFrom(2, 3),
			stride: fc.constantFrom(1, 2),
			padding: fc.constantFrom(0, 1),
			ceil_mode: fc.boolean(),
		}),
	}),
	fc.record({
		type: fc.constant("Upsample"),
		attributes: fc.record({ scale_factor: fc.constantFrom(2, 0.5, [1, 4], 1.5), mode: fc.constantFrom("nearest", "bilinear", "bicubic") }),
	}),
	fc.record({ type: fc.constant("ZeroPad2d"), attributes: fc.record({ padding: fc.constantFrom(1, [1, 0, 2, 1], [-1, 0, -2, 1]) }) }),
	fc.record({ type: fc.constant("AdaptiveAvgPool2d"), attributes: fc.record({ output_size: fc.constantFrom(4, 6, [null, 3]) }) }),
	fc.constantFrom<TestLayer[]>(
		{ type: "ReLU" },
		{ type: "BatchNorm2d" },
		{ type: "Tanh" },
		{ type: "Softmax" },
		{ type: "LocalResponseNorm", attributes: { size: 3 } },
		{ type: "PixelShuffle", attributes: { upscale_factor: 2 } },
	),
);

/** Networks of them, branches included. */
const movable = fc
	.tuple(
		fc.constantFrom<Shape[]>([1, 24, 24], [4, 18, 21]),
		fc.array(fc.tuple(moving, fc.nat(20), fc.boolean()), { minLength: 1, maxLength: 5 }),
	)
	.map(([input, candidates]) => {
		const layers: TestLayer[] = [];
		for (const [candidate, earlier, branch] of candidates) {
			const next = { ...candidate, inputs: [layers.length - 1] };
			if (tryGraph(input, [...layers, next])) layers.push(next);
			const join = { type: "Concat", inputs: [layers.length - 1, (earlier % (layers.length + 1)) - 1] };
			if (branch && tryGraph(input, [...layers, join])) layers.push(join);
		}
		return graphOf(input, layers);
	})
	.filter(({ nodes }) => nodes.length > 0);

suite("experiments: translation", () => {
	const [reference] = backends;
	assert.ok(reference);

	test("maps move along exactly, away from borders, wherever the steps let them", () => {
		const lab = laboratory(reference);
		const seen = { still: 0, exact: 0, between: 0 };
		fc.assert(
			fc.property(movable, shift, fc.nat(), (graph, [dy, dx], seed) => {
				const { attempt } = lab.open(graph, seed);
				const { layers } = of("translation", attempt({ kind: "translation", layer: "input", tile: 0, dy, dx }));
				const all = new Map(layers.map((layer) => [layer.layer, layer]));
				for (const { key } of graph.nodes) {
					const found = all.get(key);
					if (!found) seen.still++;
					else if (found.exact && found.places > 0) {
						assert.equal(found.difference, 0, `${key}: ${JSON.stringify(found)}`);
						assert.ok(found.shift.every(Number.isInteger));
						seen.exact++;
					} else if (found.places > 0) seen.between++;
				}
			}),
			{ numRuns: 300 },
		);
		lab.dispose();
		assert.ok(seen.exact > 200 && seen.between > 100, JSON.stringify(seen));
	});

	test("between two outputs: what is left of the shift is all that shows", () => {
		const lab = laboratory(reference);
		let compared = 0;
		fc.assert(
			fc.property(movable, shift, fc.nat(), (graph, [dy, dx], seed) => {
				const { input } = lab.open(graph, seed);
				const plan = lab.model.plan ?? assert.fail();
				const outputs = (by: Pair) => {
					lab.model.forward(shifted(graph.input, input, by));
					return outputsOf(lab.model);
				};
				const whole = outputs([dy, dx]);
				for (const [i, travel] of travels(plan, [dy, dx]).entries()) {
					if (!travel) continue;
					// The shift is whole periods and a rest; the rest's maps, moved by whole steps, are the shift's.
					const [down, across] = travel;
					const rest: Pair = [dy % down.period, dx % across.period];
					const [v, u] = [((dy - rest[0]) * down.step[1]) / down.step[0], ((dx - rest[1]) * across.step[1]) / across.step[0]];
					const part = outputs(rest)[i] ?? assert.fail();
					const of = travels(plan, rest)[i] ?? assert.fail();
					const [channels = 1, height = 1, width = 1] = graph.nodes[i]?.shape ?? [];
					for (let at = 0; at < channels * height * width; at++) {
						const [c, y, x] = [Math.floor(at / height / width), Math.floor(at / width) % height, at % width];
						if (!down.clean[y] || !across.clean[x] || !of[0].clean[y - v] || !of[1].clean[x - u]) continue;
						assert.equal(whole[i]?.[at], part[(c * height + y - v) * width + x - u]);
						compared++;
					}
				}
			}),
			{ numRuns: 100 },
		);
		lab.dispose();
		assert.ok(compared > 10_000, `${compared}`);
	});

	test("one window with a stride: the moved maps are those of the same window at every pixel", () => {
		const lab = laboratory(reference);
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), shift, fc.nat(), (stride, kernel, [dy, dx], seed) => {
				const strided = { type: "Conv2d", attributes: { out_channels: 2, kernel_size: kernel, stride } };
				const { input } = lab.open(graphOf([1, 20, 20], [strided]), seed);
				const [travel] = travels(lab.model.plan ?? assert.fail(), [dy, dx]);
				lab.model.forward(shifted([1, 20, 20], input, [dy, dx]));
				const { shape, data } = lab.model.output;
				const [moved, size] = [data.slice(), shape[2] ?? 0];
				lab.open(graphOf([1, 20, 20], [{ ...strided, attributes: { ...strided.attributes, stride: 1 } }]), seed);
				const dense = lab.model.output;
				const side = dense.shape[2] ?? 0;
				for (let i = 0; i < moved.length; i++) {
					const [c, y, x] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
					if (!travel?.[0].clean[y] || !travel[1].clean[x]) continue;
					assert.equal(moved[i], dense.data[(c * side + y * stride - dy) * side + x * stride - dx]);
				}
			}),
			{ numRuns: 100 },
		);
		lab.dispose();
	});
});

/** Everything of an outcome but the picture. */
const score = (outcome: Outcome) => numbersOf(outcome.output);

for (const backend of backends) {
	suite(`experiments: any network, ${backend.name}`, () => {
		test("a map that is switched off is 0 for all that comes after it, and nothing else changes", function () {
			this.timeout(60_000);
			const lab = laboratory(backend);
			/** The reference's kernels from a layer on, with a map set to 0 by hand. */
			const byHand = (layers: readonly Layer[], input: Float32Array, graph: Graph, tested: number, tile: number): Float32Array => {
				const numbers: Float32Array[] = [];
				for (const [i, layer] of layers.entries()) {
					const { attributes, op } = layer.plan;
					const inputs = layer.plan.node.inputs.map((from) => ({
						shape: [1, ...(from < 0 ? graph.input : (graph.nodes[from]?.shape ?? []))],
						data: from < 0 ? input : (numbers[from] ?? assert.fail()),
					}));
					const output = { shape: [1, ...layer.plan.node.shape], data: new Float32Array(elements(layer.plan.node.shape)) };
					op.forward({ attributes, inputs, output, parameters: layer.parameters, training: false, seed: 0 });
					const size = output.data.length / (layer.plan.node.shape[0] ?? 1);
					if (i === tested) output.data.fill(0, tile * size, (tile + 1) * size);
					numbers.push(output.data);
				}
				return numbers.at(-1) ?? assert.fail();
			};
			fc.assert(
				fc.property(network, fc.nat(), fc.nat(), fc.nat(), ({ graph }, seed, pick, channel) => {
					if (graph.nodes.length === 0) return;
					const { input, attempt } = lab.open(graph, seed);
					const tested = pick % graph.nodes.length;
					const node = graph.nodes[tested] ?? assert.fail();
					const tile = channel % (node.shape[0] ?? 1);
					const [weights, outputs] = [weightsOf(lab.model), outputsOf(lab.model)];
					const result = of("ablation", attempt({ kind: "ablation", layer: node.key, tile }));
					if (elements(graph.nodes.at(-1)?.shape ?? []) > MAX_OUTPUT) {
						assert.deepEqual([result.before.output, result.after.output], [undefined, undefined], "maps are not carried");
						return;
					}
					assert.deepEqual(score(result.before), lab.model.output.data.slice());
					const expected = byHand(lab.model.layers, input, graph, tested, tile);
					const found = score(result.after);
					for (const [i, value] of expected.entries())
						assert.ok(Math.abs(value - (found[i] ?? Number.NaN)) <= 1e-4 * (1 + Math.abs(value)), `${i}: ${value} ${found[i]}`);
					const rms = (numbers: Iterable<number>) => Math.sqrt([...numbers].reduce((sum, value) => sum + value * value, 0));
					const plain = score(result.before);
					const differs = rms(found.map((value, i) => value - (plain[i] ?? 0)));
					assert.equal(result.before.change, 0);
					if (rms(plain) > 0) assert.ok(Math.abs(result.after.change - differs / rms(plain)) < 1e-5);
					if (node.shape.length === 3) assert.ok(numbersOf(result.after.map?.values).every((value) => value === 0));
					assert.deepEqual(weightsOf(lab.model), weights);
					assert.deepEqual(outputsOf(lab.model), outputs);
					assert.equal(attempt({ kind: "ablation", layer: node.key, tile: node.shape[0] ?? 1 }), undefined);
				}),
				{ numRuns: 100 },
			);
			lab.dispose();
		});

		test("a kernel that is 0 takes its share from every place of the map, and is counted", function () {
			this.timeout(60_000);
			const lab = laboratory(backend);
			const layers = fc
				.tuple(
					fc.constantFrom("Conv2d", "ConvTranspose2d"),
					small,
					small,
					small,
					fc.record({ kernel_size: small, stride: fc.constantFrom(1, 2), padding: fc.constantFrom(0, 1), bias: fc.boolean() }),
				)
				.map(([type, groups, ins, outs, more]) => ({
					channels: groups * ins,
					perGroup: ins,
					layer: { type, attributes: { ...more, groups, out_channels: groups * outs } },
				}));
			fc.assert(
				fc.property(layers, fc.nat(), fc.nat(), ({ channels, perGroup, layer }, seed, pick) => {
					const graph = tryGraph([channels, 6, 7], [layer]);
					if (!graph) return;
					const { attempt } = lab.open(graph, seed);
					const shape = graph.nodes[0]?.shape ?? assert.fail();
					const [outputs = 1, height = 1, width = 1] = shape;
					const tile = pick % outputs;
					const source = pick % perGroup;
					const result = of("kernel", attempt({ kind: "kernel", layer: "0", tile, source }));
					const share =
						tilePatch(lab.model, { layer: "0", what: "partials", output: tile, tile: source, y: 0, x: 0, height, width }) ?? assert.fail();
					const [before, after] = [numbersOf(result.before.map?.values), numbersOf(result.after.map?.values)];
					for (const [i, part] of share.entries()) assert.ok(Math.abs((before[i] ?? 0) - (after[i] ?? 0) - part) < 1e-5);
					assert.equal(result.places, height * width);
					assert.equal(result.changed, before.filter((value, i) => value !== after[i]).length);
					const whole = of("kernel", attempt({ kind: "kernel", layer: "0", tile }));
					const bias = lab.model.layers[0]?.parameters.bias?.data[tile] ?? 0;
					assert.ok(numbersOf(whole.after.map?.values).every((value) => Math.abs(value - bias) < 1e-6));
					const [kh, kw] = [layer.attributes.kernel_size, layer.attributes.kernel_size];
					const count = height * width * outputs;
					const own = layer.attributes.bias ? count : 0;
					assert.equal(result.sharing.local, count * perGroup * kh * kw + own);
					assert.equal(result.sharing.full, count * (channels * 42 + 1));
					assert.equal(
						result.sharing.shared,
						channels * (outputs / layer.attributes.groups) * kh * kw + (layer.attributes.bias ? outputs : 0),
					);
					assert.equal(attempt({ kind: "kernel", layer: "0", tile, source: perGroup }), undefined);
				}),
				{ numRuns: 100 },
			);
			lab.dispose();
		});

		test("a kernel with other numbers: the network gives what it gives with them in its weights", function () {
			this.timeout(60_000);
			const lab = laboratory(backend);
			fc.assert(
				fc.property(fc.constantFrom("Conv2d", "ConvTranspose2d"), small, small, fc.nat(), fc.nat(), (type, groups, kernel, seed, pick) => {
					const layer = { type, attributes: { out_channels: 2 * groups, kernel_size: [kernel, 2], groups } };
					const graph = graphOf(
						[2 * groups, 6, 7],
						[layer, { type: "ReLU" }, { type: "Conv2d", attributes: { out_channels: 2, kernel_size: 1 } }],
					);
					const { input, attempt } = lab.open(graph, seed);
					const [tile, source] = [pick % (2 * groups), pick % 2];
					const values = [...random(2 * kernel, seed)];
					const result = of("kernel", attempt({ kind: "kernel", layer: "0", tile, source, values }));
					const weight = lab.model.layers[0]?.parameters.weight ?? assert.fail();
					// [output, input of the group], transposed [input, output of the group].
					const slice = type === "Conv2d" ? 2 * tile + source : 2 * (2 * Math.floor(tile / 2) + source) + (tile % 2);
					const held = weight.data.slice(2 * kernel * slice, 2 * kernel * (slice + 1));
					assert.deepEqual(result.kernel, { height: kernel, width: 2, values: [...held] });
					assert.deepEqual(score(result.before), lab.model.output.data.slice());
					weight.data.set(values, 2 * kernel * slice);
					lab.model.weightsChanged();
					lab.model.forward(input);
					assert.deepEqual(score(result.after), lab.model.output.data.slice());
					const own = of("kernel", attempt({ kind: "kernel", layer: "0", tile, source, values }));
					assert.equal(own.changed, 0, "the numbers that it has change nothing");
					weight.data.set(held, 2 * kernel * slice);
					assert.equal(attempt({ kind: "kernel", layer: "0", tile, source, values: values.slice(1) }), undefined);
				}),
				{ numRuns: 100 },
			);
			lab.dispose();
		});

		test("padding along the depth: sizes without any, and places that no border has reached keep their numbers", function () {
			this.timeout(60_000);
			const lab = laboratory(backend);
			const convolution = fc.tuple(small, fc.constantFrom(0, 1, 2)).map(
				([kernel, padding]): TestLayer => ({
					type: "Conv2d",
					attributes: { out_channels: 2, kernel_size: 2 * kernel - 1, padding: Math.min(padding, kernel - 1) },
				}),
			);
			fc.assert(
				fc.property(fc.array(convolution, { minLength: 1, maxLength: 4 }), fc.nat(), (layers, seed) => {
					const size = 12;
					const graph = tryGraph([1, size, size], layers);
					if (!graph) return; // a kernel does not fit
					const { attempt } = lab.open(graph, seed);
					const last = layers.length - 1;
					const result = of("padding", attempt({ kind: "padding", layer: `${last}`, tile: 1 }));
					assert.deepEqual(
						result.depth.map(({ layer }) => layer),
						layers.map((_, i) => `${i}`),
					);
					let [side, bare, pads] = [size, size, 0];
					for (const [i, { attributes = {} }] of layers.entries()) {
						const [kernel, padding] = [Number(attributes.kernel_size), Number(attributes.padding)];
						side += 2 * padding - kernel + 1;
						bare -= kernel - 1;
						pads += padding;
						const step = result.depth[i] ?? assert.fail();
						assert.deepEqual(step.size, [side, side]);
						assert.deepEqual(step.bare, bare > 0 ? [bare, bare] : undefined);
						assert.equal(step.touched, side * side - Math.max(0, bare) ** 2);
					}
					if (bare <= 0) {
						assert.equal(result.everywhere, undefined);
						return;
					}
					const [inside, alone] = [numbersOf(result.padded.values), numbersOf(result.everywhere?.values)];
					assert.equal(alone.length, bare * bare);
					for (const [at, value] of alone.entries()) {
						const there = inside[(Math.floor(at / bare) + pads) * side + (at % bare) + pads] ?? Number.NaN;
						assert.ok(Math.abs(value - there) <= 1e-5 * (1 + Math.abs(value)), `${value} ${there}`);
					}
				}),
				{ numRuns: 100 },
			);
			lab.dispose();
		});

		test("padding, pooling and fewer pixels: what the layers themselves give", function () {
			this.timeout(60_000);
			const lab = laboratory(backend);
			fc.assert(
				fc.property(fc.constantFrom(0, 1, 2), fc.constantFrom(1, 2), fc.nat(), (padding, stride, seed) => {
					const layer = (padded: number) => ({ type: "Conv2d", attributes: { out_channels: 2, kernel_size: 5, padding: padded, stride } });
					const pool = (type: string): TestLayer => ({ type, attributes: { kernel_size: 3, stride: 2, padding: 1 } });
					const { input, attempt } = lab.open(graphOf([1, 12, 12], [layer(padding), pool("MaxPool2d")]), seed);
					const padded = of("padding", attempt({ kind: "padding", layer: "0", tile: 1 }));
					const pooled = of("pooling", attempt({ kind: "pooling", layer: "1", tile: 1 }));
					const coarse = of("subsampling", attempt({ kind: "subsampling", layer: "0", tile: 0 }));
					assert.equal(attempt({ kind: "pooling", layer: "0", tile: 0 }), undefined);
					const values = numbersOf(padded.padded.values);
					const side = padded.padded.width;
					const near = (i: number) => i * stride < padding || i * stride + 5 > 12 + padding;
					const border = [...values.keys()].filter((at) => near(at % side) || near(Math.floor(at / side)));
					assert.equal(padded.places, border.length);
					const mean = (found: readonly number[]) =>
						found.length === 0 ? 0 : found.reduce((sum, at) => sum + Math.abs(values[at] ?? 0), 0) / found.length;
					assert.ok(Math.abs(padded.border - mean(border)) < 1e-6);
					assert.ok(Math.abs(padded.inside - mean([...values.keys()].filter((at) => !border.includes(at)))) < 1e-6);
					const maximum = tilePatch(lab.model, {
						layer: "1",
						what: "maps",
						tile: 1,
						y: 0,
						x: 0,
						height: pooled.maximum.height,
						width: pooled.maximum.width,
					});
					assert.deepEqual(numbersOf(pooled.maximum.values), maximum);
					const means = numbersOf(pooled.mean.values);
					const map = tilePatch(lab.model, { layer: "0", what: "maps", tile: 1, y: -1, x: -1, height: 3, width: 3 }) ?? assert.fail();
					const first = map.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) / 9;
					assert.ok(Math.abs((means[0] ?? 0) - first) < 1e-5);
					assert.deepEqual(
						coarse.trials.map(({ factor }) => factor),
						[2, 4, 8],
					);
					for (const { factor, after } of coarse.trials) {
						const picture = numbersOf(after.input.values);
						assert.equal(picture.length, input.length);
						if (factor === 2)
							assert.ok(Math.abs((picture[0] ?? 0) - ((input[0] ?? 0) + (input[1] ?? 0) + (input[12] ?? 0) + (input[13] ?? 0)) / 4) < 1e-6);
						lab.model.forward(picture);
						assert.deepEqual(score(after), lab.model.output.data.slice());
						lab.model.forward(input);
					}
					// Without the border: the same layer, told so.
					lab.open(graphOf([1, 12, 12], [layer(0)]), seed);
					const bare =
						tilePatch(lab.model, {
							layer: "0",
							what: "maps",
							tile: 1,
							y: 0,
							x: 0,
							height: padded.bare?.height ?? 0,
							width: padded.bare?.width ?? 0,
						}) ?? assert.fail();
					assert.equal(padded.bare?.width, Math.floor(7 / stride) + 1);
					for (const [i, value] of numbersOf(padded.bare.values).entries()) assert.ok(Math.abs(value - (bare[i] ?? 0)) < 1e-5);
				}),
				{ numRuns: 60 },
			);
			lab.dispose();
		});
	});
}
