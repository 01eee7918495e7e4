import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { InputChoice } from "../../../src/protocol/engine";
import { backends } from "../engine/backends";
import { conv, graphOf, pool, relu } from "../engine/networks";
import { Bench, good, recipe, smallGraph } from "./workbench";

const wants = [
	{ layer: "4", what: "gradients", from: 0, count: 1, maxSide: 8 },
	{ layer: "0", what: "gradients", from: 0, count: 4, maxSide: 8 },
	{ layer: "0", what: "kernelGradients", from: 0, count: 4, maxSide: 8 },
	{ layer: "input", what: "gradients", from: 0, count: 1, maxSide: 8 },
	{ layer: "1", what: "kernelGradients", from: 0, count: 1, maxSide: 8 },
] as const;

const sample = (index: number): InputChoice => ({ kind: "sample", dataset: "mnist", index });

/** How many tiles of each want there are. */
const totals = (bench: Bench, graph = smallGraph, more: Parameters<Bench["run"]>[1] = {}) =>
	bench.run(graph, { wants, ...more }).frame.sets.map(({ total }) => total);

for (const backend of backends) {
	suite(`worker: pictures of gradients, ${backend.name}`, () => {
		/** One row of exact numbers. */
		const row = (bench: Bench, layer: string, what: "gradients" | "kernelGradients" | "maps", tile: number, width: number) => {
			const query = { revision: bench.request().revision, layer, what, tile, y: 0, x: 0, height: 1, width };
			return [...new Float32Array(good(bench.engine.patch(query)).values)];
		};
		const close = (actual: readonly number[], expected: readonly number[], what: string) => {
			for (const [i, value] of expected.entries())
				assert.ok(Math.abs((actual[i] ?? Number.NaN) - value) < 1e-5, `${what}: ${actual} ${expected}`);
		};

		test("without any training: of cross entropy, or of the text's loss", async () => {
			const bench = await Bench.ready(backend);
			assert.deepEqual(totals(bench), [1, 4, 4, 1, 0]);
			const scores = row(bench, "4", "maps", 0, 4);
			const sum = scores.reduce((all, score) => all + Math.exp(score), 0);
			const label = 3;
			close(
				row(bench, "4", "gradients", 0, 4),
				scores.map((score, i) => Math.exp(score) / sum - (i === label ? 1 : 0)),
				"softmax minus the label",
			);
			bench.run(smallGraph, { wants, recipe: { ...recipe, loss: "MSELoss" } });
			close(
				row(bench, "4", "gradients", 0, 4),
				scores.map((score, i) => (2 * (score - (i === label ? 1 : 0))) / 4),
				"mean squares",
			);
			bench.run(smallGraph, { wants, input: sample(1), recipe });
			assert.ok((row(bench, "4", "gradients", 0, 4)[1] ?? 0) < 0, "of the picture that is shown");
			assert.ok(row(bench, "0", "kernelGradients", 2, 3).some((value) => value !== 0));
		});

		test("none without a label, without a vector at the end, or where the label does not fit", async () => {
			const bench = await Bench.ready(backend);
			assert.deepEqual(totals(bench), [1, 4, 4, 1, 0]);
			good(bench.engine.setImage({ width: 1, height: 1, rgba: new ArrayBuffer(4) }));
			assert.deepEqual(totals(bench, smallGraph, { input: { kind: "image" } }), [0, 0, 0, 0, 0]);
			assert.deepEqual(totals(bench), [1, 4, 4, 1, 0]);
			assert.deepEqual(totals(bench, graphOf([1, 8, 8], [conv(4, 3, 1), relu, pool])), [0, 0, 0, 0]);
			const two = {
				...smallGraph,
				nodes: [...smallGraph.nodes.slice(0, 4), { ...smallGraph.nodes[4], attributes: { out_features: 2 }, shape: [2] }],
			};
			assert.deepEqual(totals(bench, two as typeof smallGraph), [0, 0, 0, 0, 0]);
		});

		test("too little memory for gradients: the other pictures are there all the same", async () => {
			const bench = await Bench.ready(backend);
			const both = [...wants, { layer: "0", what: "maps", from: 0, count: 4, maxSide: 8 }] as const;
			const { sets } = bench.run(smallGraph, { wants: both, memoryLimit: 5500 }).frame;
			assert.deepEqual(
				sets.map(({ total }) => total),
				[0, 0, 0, 0, 0, 4],
			);
		});

		test("during a run they are of the newest weights", async () => {
			const bench = await Bench.ready(backend);
			bench.run(smallGraph, { wants });
			const before = row(bench, "4", "gradients", 0, 4);
			bench.train();
			bench.finish();
			assert.ok(bench.news({ wants }).frame);
			const after = row(bench, "4", "gradients", 0, 4);
			assert.ok(Math.abs(after[3] ?? 1) < Math.abs(before[3] ?? 0), "the picture is known by now");
		});
	});
}
