import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { dense, flatten, graphOf } from "../engine/networks";
import { Bench, faultOf, good, recipe, smallGraph } from "./workbench";

const weights = [1, 2, 3, 10];
const sums = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

suite("worker: class weights", () => {
	test("a loss is the weighted mean of its pictures, and a class that counts more is taken for sooner", async () => {
		const trained = async (class_weights: readonly number[] | undefined) => {
			const bench = await Bench.ready();
			bench.run();
			bench.train({ recipe: { ...recipe, class_weights, lr: 0.02 }, steps: 6 });
			const { test: points, confusion } = bench.finish();
			return { bench, points, taken: sums([3, 7, 11, 15].map((cell) => confusion?.counts[cell] ?? 0)) };
		};
		const { bench, points, taken } = await trained(weights);
		const { pictures } = good(bench.engine.tested({ from: 0, count: 64 }));
		const all = sums(pictures.map(({ actual }) => weights["abcd".indexOf(actual)] ?? Number.NaN));
		assert.ok(Math.abs(sums(pictures.map(({ loss }) => loss)) / all - (points.at(-1)?.loss ?? 0)) < 1e-6);
		const plain = await trained(undefined);
		assert.ok(taken >= plain.taken, `${taken} of 12 are taken for the last class, without weights ${plain.taken}`);
		assert.notDeepEqual(bench.weights(), plain.bench.weights());
		const alike = await trained([1, 1, 1, 1]);
		assert.deepEqual(alike.bench.weights(), plain.bench.weights(), "weights of 1 change nothing");
	});

	test("a class of weight 0 is not learnt, and a batch of nothing else changes nothing", async () => {
		const trained = async (class_weights: readonly number[], batch_size: number) => {
			const bench = await Bench.ready();
			bench.run();
			bench.train({ recipe: { ...recipe, class_weights, batch_size, momentum: 0 } });
			return { bench, news: bench.finish() };
		};
		const { news } = await trained([1, 1, 1, 0], 8);
		assert.equal(news.phase, "done");
		assert.equal(sums([3, 7, 11, 15].map((cell) => news.confusion?.counts[cell] ?? 0)), 0, "nothing is taken for the last class");
		const single = await trained([1, 1, 1, 0], 1); // every fourth picture stands alone
		assert.equal(single.news.phase, "done");
		assert.ok(single.bench.weights().every(Number.isFinite));
		assert.ok(single.news.train.every(({ loss }) => Number.isFinite(loss)));
	});

	test("as many as scores, or it does not begin; a network that is edited to have others stops", async () => {
		const bench = await Bench.ready();
		bench.run();
		const fault = faultOf(bench.engine.train(bench.request({ recipe: { ...recipe, class_weights: [1, 2] } })));
		assert.deepEqual([fault.code, fault.layer], ["invalid-request", "4"]);
		const request = bench.request({ graph: smallGraph, recipe: { ...recipe, loss: "MSELoss", class_weights: [1, 2] } });
		good(bench.engine.train(request)); // MSELoss has none
		bench.finish();
		const other = await Bench.ready();
		other.run();
		other.train({ recipe: { ...recipe, class_weights: weights } });
		other.slice();
		other.run(graphOf([1, 8, 8], [flatten, dense(6)]));
		const news = other.finish();
		assert.deepEqual([news.phase, news.notice?.severity], ["stopped", "error"]);
		for (const class_weights of [[0, 0, 0, 0], [-1, 1, 1, 1], [], [Number.NaN, 1, 1, 1], new Array(5000).fill(1)]) {
			assert.equal(faultOf(other.engine.train(other.request({ recipe: { ...recipe, class_weights } }))).code, "invalid-request");
		}
	});
});
