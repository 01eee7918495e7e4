import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { elements } from "../../../src/network/shape";
import type { TrainRecipe } from "../../../src/network/train";
import { buffersOfMessage } from "../../../src/protocol/exact";
import { backends } from "../engine/backends";
import { conv, dense, flatten, graphOf, pool, relu } from "../engine/networks";
import { Bench, faultOf, good, quarters, recipe, small, smallGraph } from "./workbench";

for (const backend of backends) {
	suite(`worker: training, ${backend.name}`, () => {
		test("a whole run: points, tests after each epoch, confusion, norms", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			const begun = bench.train();
			assert.deepEqual([begun.phase, begun.run, begun.step, begun.steps, begun.stepsPerEpoch], ["running", 1, 0, 18, 6]);
			const news = bench.finish();
			assert.deepEqual([news.phase, news.step, news.steps, news.epoch, news.notice], ["done", 18, 18, 3, undefined]);
			assert.deepEqual(
				news.train.map(({ step }) => step),
				Array.from({ length: 18 }, (_, i) => i + 1),
			);
			assert.deepEqual(
				news.test.map(({ step, epoch }) => [step, epoch]),
				[
					[0, 0],
					[6, 1],
					[12, 2],
					[18, 3],
				],
			);
			assert.ok((news.test[0]?.accuracy ?? 1) < 0.6 && news.test[3]?.accuracy === 1, JSON.stringify(news.test));
			const { step, classes, counts } = news.confusion ?? { step: -1, classes: [], counts: [] };
			assert.equal(step, 18);
			assert.deepEqual(classes, ["a", "b", "c", "d"]);
			assert.deepEqual(counts, [3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3]);
			assert.deepEqual(
				news.norms.map(({ layer }) => layer),
				["0", "1", "2", "3", "4"],
			);
			for (const { layer, output, weight } of news.norms) {
				assert.ok(output > 0 && (layer === "0" || layer === "4" ? (weight ?? 0) > 0 : weight === undefined), layer);
			}
			assert.deepEqual([news.samplesPerSecond, news.elapsedMs > 0], [0, true]);
		});

		test("the same weights bit for bit, however often news are asked for, and others by another seed", async () => {
			const trained = async (more: Partial<TrainRecipe>, ask?: (bench: Bench) => void) => {
				const bench = await Bench.ready(backend);
				bench.run();
				bench.train({ recipe: { ...recipe, ...more } });
				bench.finish(() => ask?.(bench));
				return bench.weights();
			};
			const plain = await trained({});
			const wants = [
				{ layer: "0", what: "gradients", from: 0, count: 4, maxSide: 8 },
				{ layer: "1", what: "maps", from: 0, count: 4, maxSide: 8 },
			] as const;
			const watched = await trained({}, (bench) => {
				bench.time += 1000;
				assert.equal(bench.news({ wants }).frame?.sets[0]?.count, 4);
				bench.run();
			});
			assert.deepEqual(watched, plain);
			assert.notDeepEqual(await trained({ seed: 6 }), plain);
		});

		test("steps one by one, pauses and runs of the same text change nothing", async () => {
			const plain = await Bench.ready(backend);
			plain.run();
			plain.train();
			plain.finish();
			const bench = await Bench.ready(backend);
			bench.run();
			for (let step = 1; step <= 4; step++) {
				bench.train({ steps: 1 });
				const news = bench.finish();
				assert.deepEqual([news.phase, news.step, news.train.at(-1)?.step], ["paused", step, step]);
			}
			bench.train();
			bench.slice();
			assert.equal(good(bench.engine.pauseTraining()).phase, "paused");
			const { step } = bench.news();
			bench.finish();
			assert.equal(bench.news().step, step, "nothing goes on while it is paused");
			bench.run();
			bench.train();
			assert.equal(bench.finish().phase, "done");
			assert.deepEqual(bench.weights(), plain.weights());
		});

		test("while somebody types nothing is trained, and nothing is lost by it", async () => {
			const long = { recipe: { ...recipe, epochs: 20 } };
			const plain = await Bench.ready(backend);
			plain.train(long);
			plain.finish();
			const bench = await Bench.ready(backend);
			bench.train(long);
			bench.slice();
			for (let key = 0; key < 5; key++) {
				const { step, phase } = bench.news();
				assert.equal(phase, "running");
				const began = bench.time;
				bench.engine.standAside();
				assert.ok(bench.slice(), "it goes on by itself");
				assert.deepEqual(bench.news().step, step, "what had been due already is not made");
				while (bench.news().step === step) assert.ok(bench.slice());
				assert.ok(bench.time - began > 300, "the editor had its time");
			}
			assert.equal(bench.finish().phase, "done");
			assert.deepEqual(bench.weights(), plain.weights());
		});

		test("while the text is broken, the part before the fault is shown and not trained: the whole goes on as if nothing had been", async () => {
			const long = { recipe: { ...recipe, epochs: 20 } };
			const plain = await Bench.ready(backend);
			plain.run();
			plain.train(long);
			plain.finish();
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train(long);
			bench.slice();
			const { step } = bench.news();
			bench.run(graphOf([1, 8, 8], small.slice(0, 4)), { partial: true }); // 64 numbers, which could be taken for scores
			for (let i = 0; i < 5; i++) bench.slice();
			const waiting = bench.news();
			assert.deepEqual([waiting.phase, waiting.step, waiting.notice], ["running", step, undefined]);
			assert.equal(faultOf(bench.engine.continueFrom({ step: 0 })).text.message, "The network has to fit before it can be trained.");
			bench.train(long);
			assert.equal(bench.finish().phase, "done");
			assert.deepEqual(bench.weights(), plain.weights());
		});

		test("a text that is broken behind its layers keeps no run waiting, and one that is whole again lets it go on by itself", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ recipe: { ...recipe, epochs: 20 } });
			bench.slice();
			const { step } = bench.news();
			bench.run(smallGraph, { partial: true });
			bench.slice();
			const next = bench.news().step;
			assert.ok(next > step, "all of the network is there");
			bench.run(graphOf([1, 8, 8], small.slice(0, 4)), { partial: true });
			while (bench.slice());
			assert.equal(bench.news().step, next);
			bench.run();
			bench.slice();
			assert.ok(bench.news().step > next);
		});

		test("rate, momentum, batch size and epochs change between two steps", async () => {
			const bench = await Bench.ready(backend);
			bench.train({ steps: 3 });
			bench.finish();
			const changed = { ...recipe, lr: 0.05, momentum: 0.5, batch_size: 4, epochs: 1 };
			bench.train({ recipe: changed });
			const news = bench.finish();
			assert.deepEqual(
				news.train.map(({ lr }) => lr),
				[...new Array(3).fill(0.1), ...new Array(5).fill(0.05)],
				"18 pictures are left: five steps of 4",
			);
			assert.deepEqual([news.phase, news.epoch, news.run], ["done", 1, 1]);
			const again = bench.train({ recipe: changed });
			assert.deepEqual([again.phase, again.notice?.severity], ["done", "info"]);
			bench.train({ recipe: { ...changed, epochs: 2 } });
			assert.equal(bench.finish().epoch, 2);
		});

		test("schedules tick once an epoch", async () => {
			const bench = await Bench.ready(backend);
			bench.train({ recipe: { ...recipe, schedule: "StepLR", step_size: 1, gamma: 0.5 } });
			const rates = bench.finish().train.map(({ lr }) => lr);
			assert.deepEqual([rates[0], rates[5], rates[6], rates[12]], [0.1, 0.1, 0.05, 0.025]);
		});

		test("an edit during the run: what it does not touch goes on", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train({ steps: 6 });
			bench.finish();
			const before = bench.weights();
			const wider = graphOf([1, 8, 8], [conv(4, 3, 1), relu, conv(4, 1), relu, pool, flatten, dense(4)]);
			bench.train();
			const { kept, initialised } = bench.run(wider);
			assert.deepEqual([kept, initialised], [["0", "6"], ["2"]]);
			assert.deepEqual(bench.kernels("0", 4, 3, 3), before.slice(0, 36));
			const news = bench.finish();
			assert.deepEqual([news.phase, news.step, news.notice], ["done", 18, undefined]);
			assert.equal(news.norms.length, 7);
			bench.run(wider);
			assert.notDeepEqual(bench.kernels("0", 4, 3, 3), before.slice(0, 36));
		});

		test("a network that cannot be trained stops the run; undone, it goes on with what it had", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train();
			bench.slice();
			const { step } = bench.news();
			const before = bench.weights();
			bench.run(graphOf([1, 8, 8], [conv(4, 3, 1), relu, pool]));
			const stopped = bench.finish();
			assert.deepEqual([stopped.phase, stopped.step, stopped.notice?.severity, stopped.notice?.layer], ["stopped", step, "error", "2"]);
			bench.run(graphOf([1, 8, 8], [conv(4, 3, 1), relu, pool, flatten, dense(3)]));
			const few = good(bench.engine.train(bench.request({ graph: graphOf([1, 8, 8], [flatten, dense(3)]) })));
			assert.deepEqual([few.phase, few.notice?.text.args], ["stopped", { data: "mnist", classes: 4, layer: "1 Linear", features: 3 }]);
			assert.deepEqual(bench.weights(), before, "the weights come back");
			bench.train();
			assert.deepEqual([bench.finish().phase, bench.news().run], ["done", 1]);
		});

		test("numbers that break stop the run at that step and change no weight and no running statistics", async () => {
			const normed = graphOf([1, 8, 8], [conv(4, 3, 1), { type: "BatchNorm2d" }, flatten, dense(4)]);
			const after = async (steps: number | undefined) => {
				const bench = await Bench.ready(backend);
				const { weights } = bench.run(normed);
				bench.train({ graph: normed, recipe: { ...recipe, lr: 1e30, momentum: 0 }, steps });
				const news = bench.finish();
				const numbers = weights?.layers.flatMap(({ tensors }) =>
					tensors.flatMap(({ shape, buffer }) => [...new Float32Array(buffer, 0, elements(shape))]),
				);
				return { news, numbers };
			};
			const whole = await after(1);
			const broken = await after(undefined);
			assert.deepEqual([broken.news.phase, broken.news.notice?.severity, broken.news.notice?.layer], ["stopped", "error", "1"]);
			assert.deepEqual([broken.news.notice?.broken, broken.news.notice?.text.args?.layer], [true, "BatchNorm2d 1"]);
			assert.deepEqual([broken.news.step, broken.news.train.length], [1, 1], "the second step's loss breaks");
			assert.ok(whole.numbers?.every(Number.isFinite) && whole.numbers.length > 1000);
			assert.deepEqual(broken.numbers, whole.numbers);
		});

		test("reset: the weights are those of the beginning, curves and snapshots are gone", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			const before = bench.weights();
			bench.train();
			bench.slice();
			const news = good(bench.engine.resetTraining());
			assert.deepEqual([news.phase, news.step, news.train, news.test, news.snapshots], ["idle", 0, [], [], []]);
			bench.finish();
			assert.deepEqual(bench.weights(), before);
			assert.equal(bench.train().run, news.run + 1);
			assert.equal(bench.finish().phase, "done");
		});

		test("another seed for the weights ends the run", async () => {
			const bench = await Bench.ready(backend);
			bench.run();
			bench.train();
			bench.slice();
			bench.run(smallGraph, { seed: 8 });
			const news = bench.finish();
			assert.deepEqual([news.phase, news.step, news.notice?.severity], ["idle", 0, "info"]);
		});

		test("weights reach whoever was handed them while the run goes on", async () => {
			const bench = await Bench.ready(backend);
			const { weights } = bench.run();
			const kernel = weights?.layers[0]?.tensors[0]?.buffer;
			assert.ok(kernel);
			const before = [...new Float32Array(kernel, 0, 36)];
			bench.train({ recipe: { ...recipe, epochs: 1000 } });
			for (let i = 0; i < 5; i++) {
				bench.slice();
				bench.time += 1000;
			}
			assert.notDeepEqual([...new Float32Array(kernel, 0, 36)], before);
			assert.equal(bench.news().phase, "running");
			assert.ok(bench.news().samplesPerSecond > 0);
		});
	});
}

suite("worker: training, its door", () => {
	test("no data, no labels that fit, nothing to train: faults that say so, and nothing begins", async () => {
		const bare = new Bench();
		assert.deepEqual(faultOf(bare.engine.train(bare.request())).code, "no-input");
		const bench = await Bench.ready();
		const refused = (layers: typeof small, more: Partial<TrainRecipe> = {}) =>
			faultOf(bench.engine.train(bench.request({ graph: graphOf([1, 8, 8], layers), recipe: { ...recipe, ...more } })));
		assert.equal(refused([flatten, dense(3)]).layer, "1");
		assert.equal(refused([conv(4, 3)]).layer, "0");
		assert.equal(refused([pool, flatten]).text.message, "The network has no weights to train.");
		assert.equal(refused(small, { data: "./my pictures" }).code, "no-input");
		assert.equal(faultOf(bench.engine.train(bench.request({ memoryLimit: 1000 }))).code, "out-of-memory");
		const news = bench.news();
		assert.deepEqual([news.phase, news.run, bench.slice()], ["idle", 0, false]);
		assert.equal(faultOf(bench.engine.showSnapshot({ step: 3 })).code, "invalid-request");
		assert.equal(good(bench.engine.pauseTraining()).phase, "idle");
		assert.equal(good(bench.engine.resetTraining()).phase, "idle");
	});

	test("malformed requests are faults that name the field", async () => {
		const bench = await Bench.ready();
		const request = bench.request();
		const { engine } = bench;
		const fields = [
			[engine.train({ ...request, recipe: { ...recipe, lr: Number.NaN } }), "recipe.lr"],
			[engine.train({ ...request, recipe: { ...recipe, optimizer: "LBFGS" as never } }), "recipe.optimizer"],
			[engine.train({ ...request, steps: 0 }), "steps"],
			[engine.train(undefined as never), ""],
			[engine.trainingNews({ revision: 1, run: 0, from: -1, wants: [] }), "from"],
			[engine.showSnapshot({ step: "3" as never }), "step"],
			[engine.continueFrom({} as never), "step"],
			[engine.run({ ...bench.request(), input: { kind: "image" }, wants: [], recipe: { data: 3 } as never }), "recipe.data"],
		] as const;
		for (const [answer, field] of fields) assert.equal(faultOf(answer).text.args?.field, field);
	});

	test("every loss and optimiser", async () => {
		for (const loss of ["CrossEntropyLoss", "NLLLoss", "MSELoss"] as const) {
			for (const optimizer of ["SGD", "Adam", "AdamW", "RMSprop"] as const) {
				const bench = await Bench.ready();
				const layers = loss === "NLLLoss" ? [...small, { type: "LogSoftmax" }] : small;
				const rate = optimizer === "SGD" ? 0.05 : 0.01;
				const rules = { ...recipe, loss, optimizer, lr: rate, momentum: 0, clip_norm: 5 };
				bench.train({ graph: graphOf([1, 8, 8], layers), recipe: rules });
				const { phase, test } = bench.finish();
				const [first, last] = [test[0]?.loss ?? 0, test.at(-1)?.loss ?? 1];
				assert.ok(phase === "done" && last < first, `${loss} ${optimizer}: ${first} ${last}`);
			}
		}
	});

	test("data without a test part, and a batch larger than the data", async () => {
		const bench = new Bench();
		good(await bench.engine.setDataset({ ...quarters(10, 0), part: "train" }));
		const begun = bench.train({ recipe: { ...recipe, batch_size: 1000 } });
		assert.deepEqual([begun.stepsPerEpoch, begun.steps], [1, 3]);
		const news = bench.finish();
		assert.deepEqual([news.phase, news.step, news.test, news.confusion], ["done", 3, [], undefined]);
	});

	test("news carry whole buffers, pictures only where something changed, and points behind a step", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ steps: 4 });
		bench.finish();
		const wants = [{ layer: "0", what: "maps", from: 0, count: 4, maxSide: 8 }] as const;
		const news = bench.news({ wants, run: 1, from: 2 });
		assert.deepEqual(
			news.train.map(({ step }) => step),
			[3, 4],
		);
		assert.equal(buffersOfMessage({ t: "s", i: "1", r: news }).length, 2, "frame and scores");
		assert.equal(bench.news({ wants }).frame, undefined);
		assert.equal(bench.news({ wants, revision: 77 }).frame, undefined);
		bench.train({ steps: 1 });
		bench.finish();
		assert.ok(bench.news({ wants }).frame);
	});

	test("pictures take a tenth of the time at most", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ recipe: { ...recipe, epochs: 1000 } });
		bench.slice();
		const wants = [{ layer: "0", what: "maps", from: 0, count: 4, maxSide: 8 }] as const;
		const began = bench.time;
		assert.ok(bench.news({ wants }).frame);
		const cost = bench.time - began;
		bench.slice();
		bench.time = began + 5 * cost;
		assert.equal(bench.news({ wants }).frame, undefined);
		bench.time += 10 * (bench.time - began); // the slice has measured gradients, which is looking, too
		assert.ok(bench.news({ wants }).frame);
	});
});
