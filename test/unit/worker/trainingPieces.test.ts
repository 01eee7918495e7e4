import assert from "node:assert/strict";
import { suite, test } from "mocha";
import type { Graph } from "../../../src/network/graph";
import { backends } from "../engine/backends";
import { conv, dense, flatten, graphOf, pool, relu } from "../engine/networks";
import { Bench, good, recipe } from "./workbench";

const norm = { type: "BatchNorm2d" };
const averaged = { type: "BatchNorm2d", attributes: { momentum: null } };
const networkOf = (channels: number): Graph =>
	graphOf(
		[1, 8, 8],
		[conv(8, 3, 1), norm, relu, conv(channels, 3, 1), averaged, { type: "GELU" }, pool, flatten, { type: "Dropout" }, dense(4)],
	);
const graph = networkOf(6);
const WANTS = [
	{ layer: "0", what: "gradients", from: 0, count: 4, maxSide: 8 },
	{ layer: "4", what: "maps", from: 0, count: 4, maxSide: 8 },
] as const;

/** Larger calls in shares and every layer apart: a step of many pieces, of which a slice makes some ten. */
const TINY = 1e-3;

const saved = (bench: Bench): string => Buffer.from(good(bench.engine.saveWeights({ metadata: {} })).bytes).toString("base64");

/** Weights and running statistics after every step of an undisturbed run. */
async function history(backend: (typeof backends)[number], more: Partial<typeof recipe> = {}): Promise<string[]> {
	const bench = await Bench.ready(backend);
	bench.run(graph);
	const states = [saved(bench)];
	for (let step = 1; step <= 18; step++) {
		bench.train({ graph, recipe: { ...recipe, ...more }, steps: 1 });
		assert.equal(bench.finish().step, step);
		states.push(saved(bench));
	}
	return states;
}

/** Makes slices until there are so many whole steps; the next one has begun in the last slice. */
function amid(bench: Bench, step: number): void {
	while (bench.news().step < step) assert.ok(bench.slice());
	assert.equal(bench.news().step, step, "a step takes more than a slice");
}

for (const backend of backends) {
	suite(`worker: interrupted in the middle of a step, ${backend.name}`, () => {
		test("whoever asks sees a whole step, and no number changes", async () => {
			const states = await history(backend);
			const bench = await Bench.ready(backend, TINY);
			bench.run(graph);
			bench.train({ graph });
			const asks: (() => void)[] = [
				() => bench.run(graph),
				() => void bench.news({ wants: WANTS }),
				() => {
					assert.equal(good(bench.engine.pauseTraining()).phase, "paused");
					bench.train({ graph });
				},
				() => {
					if (bench.news().step > 0) assert.equal(good(bench.engine.keepRun({ metadata: {} })).step, bench.news().step);
				},
				() => {
					good(bench.engine.showSnapshot({ step: 0 }));
					good(bench.engine.showSnapshot({ step: undefined }));
					bench.train({ graph });
				},
				() => {
					bench.time += 1000;
				},
			];
			let n = 0;
			let halves = 0;
			let before = -1;
			const news = bench.finish(() => {
				const { step, phase } = bench.news();
				if (step === before) halves++;
				before = step;
				assert.equal(saved(bench), states[bench.news().step], `after step ${step}`);
				if (phase === "running") asks[n++ % asks.length]?.();
			});
			assert.ok(halves > 20, `${halves} slices ended within a step`);
			assert.deepEqual([news.phase, news.step], ["done", 18]);
			assert.equal(saved(bench), states[18]);
			assert.equal(news.norms.length, 10);
		});

		test("an edit and another rate are those of the next step, as if they had come before it began", async () => {
			const edited = async (piece: number | undefined) => {
				const bench = await Bench.ready(backend, piece);
				bench.run(graph);
				bench.train({ graph, ...(piece === undefined ? { steps: 4 } : {}) });
				if (piece === undefined) bench.finish();
				else amid(bench, 4);
				bench.run(networkOf(9));
				bench.train({ graph: networkOf(9), ...(piece === undefined ? { steps: 3 } : {}) });
				if (piece === undefined) bench.finish();
				else amid(bench, 7);
				bench.train({ graph: networkOf(9), recipe: { ...recipe, lr: 0.03 } });
				const { phase, step, train } = bench.finish();
				return { phase, step, train, weights: saved(bench) };
			};
			assert.deepEqual(await edited(TINY), await edited(undefined));
		});

		test("reset, going back and another run begin from whole states", async () => {
			const states = await history(backend);
			const bench = await Bench.ready(backend, TINY);
			bench.run(graph);
			bench.train({ graph });
			amid(bench, 3);
			const kept = good(bench.engine.keepRun({ metadata: {} })).bytes;
			amid(bench, 5);
			assert.equal(good(bench.engine.continueFrom({ step: 2 })).step, 2);
			assert.equal(saved(bench), states[2]);
			bench.train({ graph });
			amid(bench, 4);
			assert.equal(good(bench.engine.resumeRun({ ...bench.request({ graph }), bytes: kept })).step, 3);
			assert.equal(saved(bench), states[3]);
			bench.train({ graph });
			amid(bench, 8);
			assert.equal(good(bench.engine.resetTraining()).phase, "idle");
			assert.equal(saved(bench), states[0]);
			bench.train({ graph });
			assert.equal(bench.finish().phase, "done");
			assert.equal(saved(bench), states[18]);
		});

		test("the sizes of gradients that are asked for amid a step are measured before the next one", async () => {
			const bench = await Bench.ready(backend, TINY);
			bench.run(graph);
			bench.train({ graph });
			let news = bench.news();
			for (; news.norms.length === 0; news = bench.news()) assert.ok(bench.slice()); // each news asks
			const { norms, step } = news;
			assert.ok(step > 0 && step < 3, `step ${step}`);
			assert.equal(norms.length, 10);
			assert.ok(norms.every(({ output }) => output > 0));
		});
	});
}
