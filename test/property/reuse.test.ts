import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { Model } from "../../src/engine";
import type { Graph } from "../../src/network/graph";
import { elements } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { tryGraph } from "../unit/engine/networks";
import { anyLayer, network } from "./networks";

const noise = (count: number, phase: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + phase));

/** Every number of a pass forward and back, in eval mode. */
function pass(model: Model, graph: Graph, batch: number): Float32Array[] {
	model.forward(noise(batch * elements(graph.input), 1));
	model.backward(noise(batch * elements(graph.nodes.at(-1)?.shape ?? graph.input), 2));
	return [
		model.inputGradient.data.slice(),
		...model.layers.flatMap(({ output, gradient, parameterGradients }) =>
			[output, gradient, ...Object.values({ ...parameterGradients })].map((one) => one?.data.slice()),
		),
	];
}

for (const backend of backends) {
	suite(`memory through edits, ${backend.name}`, () => {
		test("a model that uses memory again gives the bits of one that begins with new memory", () => {
			let edits = 0;
			fc.assert(
				fc.property(
					network,
					fc.array(fc.tuple(fc.nat(8), fc.option(anyLayer), fc.integer({ min: 1, max: 3 })), { maxLength: 5 }),
					(start, steps) => {
						const [again, anew] = [new Model(backend), new Model(backend)];
						let { layers } = start;
						for (const [at, layer, batch] of [[0, null, 2] as const, ...steps]) {
							const next = [
								...layers.slice(0, at % (layers.length + 1)),
								...(layer ? [{ ...layer, inputs: [(at % (layers.length + 1)) - 1] }] : []),
							];
							const rest = layers.slice(next.length).map((one) => ({ ...one }));
							const changed = [...next, ...rest];
							const graph = tryGraph(start.input, changed);
							if (!graph) continue;
							layers = changed;
							edits++;
							const options = { seed: 3, batch, gradients: true };
							again.compile(graph, options);
							anew.dispose();
							anew.compile(graph, options);
							assert.deepEqual(pass(again, graph, batch), pass(anew, graph, batch));
						}
					},
				),
				{ numRuns: 150 },
			);
			assert.ok(edits > 200, `${edits} edits`);
		});
	});
}
