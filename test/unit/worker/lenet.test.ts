import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { backends } from "../engine/backends";
import { datasetFiles, lenetRun } from "./files";
import { Bench, good, recipe } from "./workbench";

suite("worker: LeNet learns", () => {
	test("more than nine of ten unseen digits after two epochs of 4,000", async () => {
		const bench = new Bench(backends.find(({ name }) => name === "simd"));
		for (const part of ["train", "test"] as const) good(await bench.engine.setDataset(datasetFiles("mnist", part)));
		const { graph } = lenetRun(1);
		bench.run(graph);
		bench.train({ graph, recipe: { ...recipe, batch_size: 32, lr: 0.02, epochs: 2 } });
		const { phase, step, test } = bench.finish();
		assert.deepEqual([phase, step], ["done", 250]);
		assert.ok((test.at(-1)?.accuracy ?? 0) > 0.9, JSON.stringify(test));
	}).timeout(60_000);
});
