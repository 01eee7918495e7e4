import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { TrainRecipe } from "../../../src/network/train";
import { readHeader } from "../../../src/weights/read";
import { writeWeights } from "../../../src/weights/write";
import { backends } from "../engine/backends";
import { conv, dense, flatten, graphOf, pool, relu } from "../engine/networks";
import { Bench, faultOf, good, recipe } from "./workbench";

const metadata = { name: "small" };

/** A run that was kept after so many steps. */
async function kept(steps: number, how: TrainRecipe, backend?: Parameters<typeof Bench.ready>[0]): Promise<ArrayBuffer> {
	const bench = await Bench.ready(backend);
	bench.run();
	bench.train({ recipe: how, steps });
	bench.finish();
	return good(bench.engine.keepRun({ metadata })).bytes;
}

for (const backend of backends) {
	suite(`worker: runs that are kept, ${backend.name}`, () => {
		for (const optimizer of ["SGD", "Adam", "RMSprop"] as const) {
			test(`resumed in another worker, it comes to the same weights bit for bit: ${optimizer}`, async () => {
				const how = { ...recipe, optimizer, lr: 0.01, schedule: "StepLR" as const, gamma: 0.5 };
				const plain = await Bench.ready(backend);
				plain.run();
				plain.train({ recipe: how });
				const whole = plain.finish();
				const bytes = await kept(8, how, backend);
				const bench = await Bench.ready(backend);
				bench.run();
				const resumed = good(bench.engine.resumeRun({ ...bench.request({ recipe: how }), bytes }));
				assert.deepEqual([resumed.phase, resumed.step, resumed.epoch, resumed.steps], ["paused", 8, 1, 18]);
				assert.deepEqual(new Set(resumed.weights?.layers.map(({ origin }) => origin)), new Set(["trained"]), "also before the next step");
				assert.deepEqual(
					resumed.train.map(({ step, lr }) => [step, lr]),
					whole.train.slice(0, 8).map(({ step, lr }) => [step, lr]),
				);
				bench.train({ recipe: how });
				const news = bench.finish();
				assert.deepEqual([news.phase, news.step], ["done", 18]);
				assert.deepEqual(bench.weights(), plain.weights());
				assert.deepEqual(
					news.train.slice(8).map(({ loss }) => loss),
					whole.train.slice(8).map(({ loss }) => loss),
				);
				assert.deepEqual(
					news.test.map(({ step, data }) => [step, data]),
					[0, 6, 8, 12, 18].map((step) => [step, how.data]),
					"the test pictures are looked at anew where it goes on",
				);
			});
		}
	});
}

suite("worker: files of runs", () => {
	test("a kept run is a file of weights, too, with the card that the host gave", async () => {
		const { tensors, metadata: said } = readHeader(new Uint8Array(await kept(3, recipe)));
		assert.deepEqual(
			[...tensors.keys()].filter((name) => !name.startsWith("~")),
			["0.bias", "0.weight", "4.bias", "4.weight"],
		);
		assert.equal(said.name, "small");
	});

	test("kept while the text is broken, it has all layers", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ steps: 3 });
		bench.finish();
		bench.run(graphOf([1, 8, 8], [conv(4, 3, 1), relu]), { partial: true });
		assert.deepEqual(good(bench.engine.keepRun({ metadata })).bytes, await kept(3, recipe));
	});

	test("nothing to keep before the first step; while it runs, keeping changes nothing", async () => {
		const bench = await Bench.ready();
		bench.run();
		assert.equal(faultOf(bench.engine.keepRun({ metadata })).code, "invalid-request");
		bench.train();
		let keeps = 0;
		bench.finish(() => {
			if (bench.news().step > 0) keeps += good(bench.engine.keepRun({ metadata })).step > 0 ? 1 : 0;
		});
		assert.ok(keeps > 0);
		const plain = await Bench.ready();
		plain.run();
		plain.train();
		plain.finish();
		assert.deepEqual(bench.weights(), plain.weights());
	});

	test("a run whose numbers broke is not kept; gone back to good numbers, it is", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ recipe: { ...recipe, lr: 1e30, momentum: 0 } });
		const broken = bench.finish();
		assert.deepEqual([broken.phase, broken.notice?.severity, broken.step > 0], ["stopped", "error", true]);
		assert.equal(faultOf(bench.engine.keepRun({ metadata })).code, "invalid-request");
		good(bench.engine.continueFrom({ step: 0 }));
		bench.train({ steps: 1 });
		bench.finish();
		assert.equal(good(bench.engine.keepRun({ metadata })).step, 1);
	});

	test("a network that was edited since takes what fits", async () => {
		const bytes = await kept(6, recipe);
		const wider = graphOf([1, 8, 8], [conv(4, 3, 1), relu, conv(4, 1), relu, pool, flatten, dense(4)]);
		const bench = await Bench.ready();
		bench.run(wider);
		const news = good(bench.engine.resumeRun({ ...bench.request({ graph: wider }), bytes }));
		assert.deepEqual([news.phase, news.step], ["paused", 6]);
		bench.train({ graph: wider });
		assert.equal(bench.finish().phase, "done");
	});

	test("what is no kept run is refused, and nothing is lost by it", async () => {
		const bytes = await kept(6, recipe);
		const bench = await Bench.ready();
		bench.run();
		bench.train({ steps: 2 });
		bench.finish();
		const facts = JSON.parse(readHeader(new Uint8Array(bytes)).metadata.run ?? "");
		const weights = [{ name: "0.weight", shape: [1], data: Float32Array.of(1) }];
		const files = [
			new ArrayBuffer(0),
			bytes.slice(0, bytes.byteLength - 4),
			writeWeights(weights).buffer,
			writeWeights(weights, { run: "{" }).buffer,
			writeWeights(weights, { run: JSON.stringify({ ...facts, step: -1 }) }).buffer,
			writeWeights(weights, { run: JSON.stringify({ ...facts, train: new Array(3000).fill(facts.train[0]) }) }).buffer,
		];
		for (const file of files) assert.equal(faultOf(bench.engine.resumeRun({ ...bench.request(), bytes: file })).code, "invalid-request");
		assert.equal(bench.news().step, 2);
	});
});
