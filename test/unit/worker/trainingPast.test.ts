import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { backends } from "../engine/backends";
import { conv, dense, flatten, graphOf, pool, relu } from "../engine/networks";
import { Bench, faultOf, good, recipe } from "./workbench";

const wants = [{ layer: "0", what: "maps", from: 0, count: 4, maxSide: 8 }] as const;

for (const backend of backends) {
	suite(`worker: back in time, ${backend.name}`, () => {
		test("a snapshot shows weights, pictures and confusion as they were, and nothing is lost", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ steps: 6 });
			bench.finish();
			const then = bench.weights();
			const { confusion } = bench.news();
			const pictured = new Uint8Array(bench.run(undefined, { wants }).frame.buffer);
			bench.train();
			const done = bench.finish();
			assert.ok(done.snapshots.length > 5 && done.snapshots[0]?.step === 0 && done.snapshots.at(-1)?.step === 18);
			const now = bench.weights();

			const shown = good(bench.engine.showSnapshot({ step: 6 }));
			assert.deepEqual([shown.shown, shown.phase, shown.step], [6, "done", 18]);
			assert.deepEqual(shown.confusion, confusion);
			assert.deepEqual(new Uint8Array(bench.news({ wants }).frame?.buffer ?? new ArrayBuffer(0)), pictured);
			assert.deepEqual(bench.weights(), then, "through a run of the same text, too");

			const back = good(bench.engine.showSnapshot({ step: undefined }));
			assert.deepEqual([back.shown, back.confusion], [undefined, done.confusion]);
			assert.deepEqual(bench.weights(), now);
		});

		test("going on from a snapshot gives what the run had given, bit for bit", async () => {
			for (const more of [{}, { optimizer: "Adam", lr: 0.01 }] as const) {
				const bench = await Bench.ready(backend);
				bench.run();
				const dropping = graphOf([1, 8, 8], [conv(4, 3, 1), relu, pool, flatten, { type: "Dropout" }, dense(4)]);
				const weights = () => {
					bench.run(dropping);
					return [...bench.kernels("0", 4, 3, 3), ...bench.kernels("5", 1, 4, 64)];
				};
				const rules = { graph: dropping, recipe: { ...recipe, schedule: "StepLR", ...more } } as const;
				bench.train(rules);
				const done = bench.finish();
				const end = weights();
				const forked = good(bench.engine.continueFrom({ step: 8 }));
				assert.deepEqual([forked.run, forked.phase, forked.step, forked.epoch], [2, "paused", 8, 1]);
				assert.deepEqual([forked.train.at(-1)?.step, forked.test.at(-1)?.step, forked.snapshots.at(-1)?.step], [8, 6, 8]);
				assert.notDeepEqual(weights(), end);
				bench.train(rules);
				const again = bench.finish();
				assert.deepEqual([again.train, again.test], [done.train, done.test]);
				assert.deepEqual(weights(), end);
			}
		});

		test("starting while a snapshot is shown goes on from the newest weights", async () => {
			const plain = await Bench.ready(backend);
			plain.run();
			plain.train();
			plain.finish();
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ recipe: { ...recipe, epochs: 1000 } });
			bench.slice();
			assert.equal(good(bench.engine.showSnapshot({ step: 2 })).phase, "paused");
			assert.equal(bench.slice(), true);
			assert.equal(bench.slice(), false, "it waits");
			assert.equal(bench.train().shown, undefined);
			assert.equal(bench.finish().phase, "done");
			assert.deepEqual(bench.weights(), plain.weights());
		});

		test("a network that was edited since: what fits is shown as it was", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train();
			bench.finish();
			good(bench.engine.showSnapshot({ step: 6 }));
			const then = bench.weights();
			good(bench.engine.showSnapshot({ step: undefined }));
			const longer = graphOf([1, 8, 8], [conv(4, 3, 1), relu, pool, flatten, dense(8), relu, dense(4)]);
			bench.run(longer);
			good(bench.engine.showSnapshot({ step: 6 }));
			bench.run(longer);
			assert.deepEqual(bench.kernels("0", 4, 3, 3), then.slice(0, 36));
			assert.equal(good(bench.engine.continueFrom({ step: 6 })).step, 6);
			assert.deepEqual(bench.kernels("0", 4, 3, 3), then.slice(0, 36));
			bench.train({ graph: longer });
			assert.deepEqual([bench.finish().phase, bench.news().step], ["done", 18]);
		});
	});
}

suite("worker: memory of the past", () => {
	test("snapshots stay below their limit, first and last always among them", async () => {
		const bench = await Bench.ready();
		bench.train({ steps: 1 });
		const each = bench.finish().snapshots.at(-1)?.bytes ?? 0;
		assert.ok(each >= 2 * 4 * (36 + 4 + 256 + 4), "weights and momentum");
		const epochs = { ...recipe, epochs: 20 };
		const limit = Math.floor(5.5 * each);
		bench.train({ snapshotLimit: limit, recipe: epochs });
		bench.finish(() => {
			const { snapshots } = bench.news();
			assert.ok(snapshots.reduce((sum, { bytes }) => sum + bytes, 0) <= limit);
		});
		const steps = bench.news().snapshots.map(({ step }) => step);
		assert.deepEqual([steps[0], steps.at(-1)], [0, 120]);
		assert.ok(steps.length >= 3 && steps.length <= 6, steps.join());
		const gaps = steps.slice(1, -1).map((step, i) => step - (steps[i] ?? 0));
		assert.equal(new Set(gaps).size, 1, `evenly: ${steps}`);
		assert.equal(good(bench.engine.showSnapshot({ step: (steps[2] ?? 0) + 1 })).shown, steps[2]);
	});

	test("without memory for them there are none, and the run is the same", async () => {
		const bench = await Bench.ready();
		bench.train({ snapshotLimit: 0 });
		const news = bench.finish();
		assert.deepEqual([news.phase, news.snapshots], ["done", []]);
		assert.equal(faultOf(bench.engine.continueFrom({ step: 3 })).code, "invalid-request");
	});

	test("the curve of a long run is a few hundred points, means of what was between", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ recipe: { ...recipe, epochs: 150, lr: 0 } });
		const { train, step, test } = bench.finish();
		assert.equal(step, 900);
		assert.ok(train.length > 200 && train.length <= 401, `${train.length}`);
		assert.equal(train.at(-1)?.step, 900);
		const accuracies = train.map(({ accuracy }) => accuracy ?? -1);
		assert.ok(Math.min(...accuracies) >= 0 && Math.max(...accuracies) <= 1);
		assert.equal(test.length, 151);
		const losses = train.map(({ loss }) => loss);
		const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
		assert.ok(
			losses.every((loss) => Math.abs(loss - mean) < 0.2 * mean),
			"with a rate of 0 nothing is learnt",
		);
	});
});
