import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { Model, quantiseTiles } from "../../src/engine";
import { elements, type Shape } from "../../src/network/shape";
import { graphOf, type TestLayer, tryGraph } from "../unit/engine/networks";
import { network, shapeless, small } from "./networks";

const pixels = (input: Shape) => Float32Array.from({ length: elements(input) }, (_, i) => Math.abs(Math.sin(i + 1)));

suite("engine: any legal network", () => {
	test("gives finite numbers of the shape that was inferred", () => {
		fc.assert(
			fc.property(network, ({ input, graph }) => {
				const model = new Model();
				model.compile(graph, { seed: 1 });
				model.forward(pixels(input));
				for (const node of graph.nodes) {
					const output = model.layer(node.key)?.output;
					assert.deepEqual(output?.shape, [1, ...node.shape]);
					assert.equal(output.data.length, elements(node.shape));
					assert.ok(output.data.every(Number.isFinite), `${node.key} ${node.type}`);
				}
				const wants = graph.nodes.map(({ key }) => ({ layer: key, what: "maps", from: 0, count: 64, maxSide: 4 }) as const);
				const { sets, buffer } = quantiseTiles(model, wants, { maxBytes: 2000 });
				assert.equal(sets.length, wants.length);
				assert.ok(buffer.byteLength <= 2000);
			}),
			{ numRuns: 300 },
		);
	});

	test("computes after any edit what it computes from scratch", () => {
		fc.assert(
			fc.property(network, network, fc.nat(8), ({ input, layers }, other, cut) => {
				const edited = [...layers.slice(0, cut), ...other.layers.map((layer) => ({ type: layer.type, attributes: layer.attributes }))];
				const graph = tryGraph(
					input,
					edited.map((layer, i) => ({ ...layer, inputs: "inputs" in layer ? layer.inputs : [i - 1] })),
				);
				if (!graph) return;
				const [model, scratch] = [new Model(), new Model()];
				model.compile(graphOf(input, layers), { seed: 1 });
				model.forward(pixels(input));
				model.compile(graph, { seed: 1 });
				model.forward(pixels(input));
				scratch.compile(graph, { seed: 1 });
				for (const layer of scratch.layers) {
					for (const [name, tensor] of Object.entries({ ...layer.parameters })) {
						const source = model.layer(layer.key)?.parameters[name as keyof typeof layer.parameters];
						if (tensor && source) tensor.data.set(source.data);
					}
				}
				scratch.forward(pixels(input));
				for (const layer of scratch.layers) assert.deepEqual(model.layer(layer.key)?.output.data, layer.output.data);
			}),
			{ numRuns: 200 },
		);
	});
});

suite("engine: any edit", () => {
	const convolutions = fc.array(
		fc.record({
			type: fc.constant("Conv2d"),
			attributes: fc.record({ out_channels: small, kernel_size: fc.constantFrom(1, 3), padding: fc.constant("same") }),
		}),
		{ minLength: 1, maxLength: 6 },
	);
	/** Layers with weights, with others strewn between them. */
	const strewn = (layers: readonly TestLayer[]) =>
		fc
			.array(fc.array(shapeless, { maxLength: 2 }), { minLength: layers.length + 1, maxLength: layers.length + 1 })
			.map((between) => between.flatMap((others, i) => [...others, ...(layers[i] ? [layers[i]] : [])]));

	test("of layers without weights leaves every tensor as it is", () => {
		const pair = convolutions.chain((layers) => fc.tuple(strewn(layers), strewn(layers)));
		fc.assert(
			fc.property(pair, ([before, after]) => {
				const model = new Model();
				const tensors = () =>
					model.layers.flatMap(({ parameters }) => (parameters.weight ? [parameters.weight.data, parameters.bias?.data] : []));
				model.compile(graphOf([2, 6, 6], before), { seed: 1 });
				const old = tensors();
				for (const [i, data] of old.entries()) data?.fill(i + 1);
				const { initialised } = model.compile(graphOf([2, 6, 6], after), { seed: 1 });
				assert.deepEqual(initialised, []);
				const now = tensors();
				assert.equal(now.length, old.length);
				for (const [i, data] of now.entries()) assert.equal(data, old[i]);
			}),
			{ numRuns: 200 },
		);
	});
});
