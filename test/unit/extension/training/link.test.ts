import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type LinkServices, TrainingLink } from "../../../../src/extension/training/link";
import { idle, joined, pointsFrom, type Run, testAccuracy, trainable } from "../../../../src/extension/training/state";
import type { EngineFault } from "../../../../src/protocol/engine";
import type { NewsRequest, TrainingNews, TrainRequest } from "../../../../src/protocol/training";
import { analyze } from "../../../../src/source/analyze";

const model = (train: string) =>
	`{ "input": [1, 28, 28], "layers": [{ "type": "Flatten" }, { "type": "Linear", "out_features": 10 }]${train} }`;
const LINEAR = model(', "train": { "data": "mnist", "lr": 0.1 }');

const frame = { revision: 1, sets: [], buffer: new ArrayBuffer(0) };
const point = (step: number) => ({ step, loss: 1 / step, accuracy: 0.5, lr: 0.1 });

/** Lets everything happen that waits for nothing but its turn. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A worker that makes ten steps between two questions, and a panel that draws when it is told to. */
function bench(text = LINEAR) {
	const calls: (readonly [name: string, request: unknown])[] = [];
	const faults: unknown[] = [];
	const runs: Run[] = [];
	let state: Run = idle;
	let waits: { readonly ms: number; readonly done: () => void }[] = [];
	let frames: (() => void)[] = [];
	const world = {
		text,
		revision: 1,
		visible: true,
		answer: undefined as EngineFault | undefined,
		last: 1000,
		now: 0,
		allowed: [] as number[],
		refreshed: 0,
		prepare: (async () => undefined) as LinkServices["prepare"],
	};
	const news = (from: number): TrainingNews => ({
		ok: true,
		...state,
		train: state.train.filter(({ step }) => step > from),
		frame: undefined,
	});
	const worker: Record<string, (request: never) => TrainingNews> = {
		train: ({ steps }: TrainRequest) => {
			state = { ...state, run: Math.max(1, state.run), phase: "running" };
			world.last = steps === undefined ? 1000 : state.step + steps;
			return news(0);
		},
		pauseTraining: () => {
			if (state.phase === "running") state = { ...state, phase: "paused" };
			return news(0);
		},
		resetTraining: () => {
			state = { ...idle, run: state.run + 1 };
			return news(0);
		},
		showSnapshot: ({ step }: { step: number | undefined }) => {
			state = { ...state, phase: "paused", shown: step };
			return news(0);
		},
		continueFrom: ({ step }: { step: number }) => {
			state = { ...state, step, run: state.run + 1, shown: undefined, train: state.train.filter((each) => each.step <= step) };
			return news(0);
		},
		trainingNews: ({ run, from, wants }: NewsRequest) => {
			if (state.phase === "running") {
				const step = Math.min(world.last, state.step + 10);
				state = { ...state, step, phase: step === world.last ? "paused" : "running", train: [...state.train, point(step)] };
			}
			return { ...news(run === state.run ? from : 0), frame: wants.length > 0 ? frame : undefined };
		},
	};
	const services: LinkServices = {
		call: async (name, args) => {
			calls.push([name, args[0]]);
			const work = worker[name];
			return (world.answer ?? work?.(args[0] as never)) as never;
		},
		get trainable() {
			return trainable(analyze(world.text), world.revision);
		},
		request: { seed: 3, memoryLimit: 1e9, snapshotLimit: 1e6 },
		prepare: (...given) => world.prepare(...given),
		get wants() {
			return world.visible ? [{ layer: "0", what: "maps", from: 0, count: 1, maxSide: 1 } as const] : undefined;
		},
		allow: (macs) => world.allowed.push(macs),
		changed: (run) => runs.push(run),
		frame: () => new Promise((resolve) => frames.push(resolve)),
		keep: () => undefined,
		refresh: () => world.refreshed++,
		fault: (fault) => faults.push(fault),
		wait: (ms) => new Promise((done) => waits.push({ ms, done })),
		now: () => world.now,
	};
	const link = new TrainingLink(services);
	return {
		link,
		world,
		calls,
		faults,
		runs,
		waits: () => waits.map(({ ms }) => ms),
		names: () => calls.map(([name]) => name),
		asked: (name: string) => calls.filter(([each]) => each === name).map(([, request]) => request),
		async draw() {
			for (const drawn of frames.splice(0)) drawn();
			await settle();
		},
		async pass() {
			const due = waits;
			waits = [];
			for (const { done } of due) done();
			await settle();
		},
		undrawn: () => frames.length,
		forget: () => {
			frames = [];
		},
	};
}

suite("training, from the host's side", () => {
	test("asks for news only once the panel has drawn the last ones", async () => {
		const { link, names, draw, pass, waits, undrawn } = bench();
		await link.act("start");
		await settle();
		assert.deepEqual(names(), ["train", "trainingNews"]);
		assert.equal(undrawn(), 1);
		await pass();
		assert.deepEqual(names(), ["train", "trainingNews"], "the frame is not on the screen yet");
		await draw();
		assert.deepEqual(waits(), [80]);
		assert.deepEqual(names(), ["train", "trainingNews"], "not faster than an eye sees");
		await pass();
		assert.deepEqual(names(), ["train", "trainingNews", "trainingNews"]);
		link.dispose();
		await draw();
		await pass();
		assert.equal(names().length, 3, "disposed, it asks no more");
	});

	test("pictures that take long to be drawn are asked for less often", async () => {
		const { link, world, draw, waits } = bench();
		await link.act("start");
		await settle();
		world.now += 100;
		await draw();
		assert.deepEqual(waits(), [400], "500 ms from question to question, a fifth of them for drawing");
		link.dispose();
	});

	test("while somebody types the run stands aside and nothing is asked for; what the text says reaches the worker", async () => {
		const { link, world, asked, draw, pass } = bench();
		await link.act("start");
		await draw();
		assert.equal(asked("trainingNews").length, 1);
		for (const key of [1, 2, 3]) {
			world.now = 1000 + 150 * key;
			link.standAside();
			link.textChanged();
			await pass();
			assert.deepEqual([asked("standAside").length, asked("train").length], [key, 1 + key]);
		}
		world.now = 1800;
		await pass();
		assert.equal(asked("trainingNews").length, 1, "another key may come");
		world.now = 1900;
		await pass();
		assert.equal(asked("trainingNews").length, 2);
		world.visible = false;
		await draw();
		await link.act("pause");
		link.standAside();
		assert.equal(asked("standAside").length, 3, "nothing is done that could stand aside");
		link.dispose();
	});

	test("without a panel it asks once a second, and at once when one is seen again", async () => {
		const { link, world, names, waits } = bench();
		world.visible = false;
		await link.act("start");
		await settle();
		assert.deepEqual(waits(), [1000]);
		link.seen();
		await settle();
		assert.deepEqual(names(), ["train", "trainingNews", "trainingNews"]);
		link.dispose();
	});

	test("keeps the curve together: only points behind the last one are asked for", async () => {
		const { link, asked, draw, pass } = bench();
		await link.act("start");
		for (let i = 0; i < 3; i++) {
			await draw();
			await pass();
		}
		assert.deepEqual(
			asked("trainingNews").map((request) => (request as NewsRequest).from),
			[0, 10, 20, 30],
		);
		assert.deepEqual(
			link.run.train.map(({ step }) => step),
			[10, 20, 30, 40],
		);
		link.dispose();
	});

	test("the recipe and the graph are those of the text; an edit reaches the worker with the next question, and a broken text does not", async () => {
		const { link, world, asked, draw, pass, names } = bench();
		await link.act("start");
		const [first] = asked("train") as TrainRequest[];
		assert.deepEqual(
			[first?.recipe.lr, first?.recipe.batch_size, first?.seed, first?.graph.nodes.length, first?.steps],
			[0.1, 32, 3, 2, undefined],
		);
		world.text = LINEAR.replace("0.1", "0.01");
		world.revision = 2;
		link.textChanged();
		link.textChanged();
		await draw();
		await pass();
		assert.deepEqual(names(), ["train", "trainingNews", "train", "trainingNews"], "two changes, one message");
		const [, second] = asked("train") as TrainRequest[];
		assert.deepEqual([second?.recipe.lr, second?.revision], [0.01, 2]);
		world.text = LINEAR.replace("10 }", "10 ");
		link.textChanged();
		await draw();
		await pass();
		assert.equal(asked("train").length, 2);
		assert.equal(link.run.phase, "running", "what was there goes on");
		link.dispose();
	});

	test("other data are handed over before the run hears of them; those that cannot be had stop it, until the text is another", async () => {
		const { link, world, asked, draw, pass, names } = bench();
		const prepared: string[] = [];
		world.prepare = async ({ data }) => {
			prepared.push(data);
			await settle();
			if (data === "pets") return { ok: false, revision: 0, code: "no-input", text: { message: "pets is not there." } };
			return undefined;
		};
		const says = async (data: string) => {
			world.text = LINEAR.replace("mnist", data);
			world.revision++;
			link.textChanged();
			await draw();
			await pass();
			await settle();
			await settle();
			await draw();
		};
		await link.act("start");
		await says("toys");
		assert.deepEqual(prepared, ["mnist", "toys"]);
		assert.deepEqual([(asked("train") as TrainRequest[]).at(-1)?.recipe.data, link.run.phase], ["toys", "running"]);
		world.text = world.text.replace("0.1", "0.2");
		link.textChanged();
		await draw();
		await pass();
		assert.deepEqual(prepared, ["mnist", "toys"], "a rate needs no other pictures");
		const trains = asked("train").length;
		await says("pets");
		assert.deepEqual([link.run.phase, link.run.notice?.text.message, asked("train").length], ["stopped", "pets is not there.", trains]);
		assert.ok(names().includes("pauseTraining"));
		await says("toys");
		assert.deepEqual([link.run.phase, link.run.notice], ["stopped", undefined]);
		await link.act("start");
		assert.equal(link.run.phase, "running");
		link.dispose();
	});

	test("pauses, makes one step, and forgets everything at a reset", async () => {
		const { link, world, asked, draw, pass } = bench();
		await link.act("start");
		await draw();
		const paused = link.act("pause");
		await settle();
		await draw();
		await paused;
		await pass();
		await draw();
		assert.equal(link.run.phase, "paused");
		const { step } = link.run;
		await link.act("step");
		await settle();
		await draw();
		assert.deepEqual(
			(asked("train") as TrainRequest[]).map(({ steps }) => steps),
			[undefined, 1],
		);
		assert.deepEqual([link.run.step, link.run.phase], [step + 1, "paused"]);
		const reset = link.act("reset");
		await settle();
		await draw();
		await reset;
		assert.deepEqual([link.run.step, link.run.phase, link.run.train, world.refreshed], [0, "idle", [], 1]);
		await pass();
		assert.equal(world.allowed.at(-1), 0, "the worker's silence is no longer excused");
	});

	test("goes back to a snapshot and on from it", async () => {
		const { link, world, faults, names, draw, pass } = bench();
		await link.act("start");
		for (let i = 0; i < 3; i++) {
			await draw();
			await pass();
		}
		const shown = link.showSnapshot(20);
		await settle();
		await draw();
		await shown;
		assert.deepEqual([link.run.shown, link.run.phase, link.run.train.length], [20, "paused", 4]);
		const gone = link.continueFrom(20);
		await settle();
		await draw();
		await gone;
		await draw();
		await pass();
		assert.deepEqual(names().slice(names().indexOf("continueFrom")), ["continueFrom", "trainingNews", "train", "trainingNews"]);
		assert.deepEqual([link.run.run, link.run.phase, link.run.shown], [2, "running", undefined]);
		assert.deepEqual(
			link.run.train.map(({ step }) => step),
			[10, 20, 30],
		);
		await draw();
		const paused = link.act("pause");
		await settle();
		await draw();
		await paused;
		world.answer = { ok: false, revision: 1, code: "invalid-request", text: { message: "There is no such step any more." } };
		const asked = names().length;
		await link.continueFrom(7);
		assert.deepEqual(
			[names().slice(asked), link.run.phase, faults.length],
			[["continueFrom"], "paused", 1],
			"what cannot be gone back to starts nothing",
		);
	});

	test("a text without a recipe starts nothing and says why", async () => {
		for (const [text, why] of [
			[model(""), /does not say how to train/],
			[model(', "train": { "data": "mnist", "lr": -1 }'), /has to be mended/],
			[LINEAR.replace("10 }", "10, "), /has to fit/],
			['{ "input": [1, 4, 4], "layers": [{ "type": "ReLU" }], "train": { "data": "mnist" } }', /nothing to train/],
		] as const) {
			const { link, names, faults } = bench(text);
			await link.act("start");
			assert.deepEqual(names(), []);
			assert.match((faults[0] as { message: string }).message, why);
		}
	});

	test("reading data is followed, and can be left off; data that cannot be read are said where training stands", async () => {
		const { link, world, names, faults, runs } = bench(model(', "train": { "data": "pictures" }'));
		world.visible = false;
		let [begun, reason] = [0, "left off"];
		world.prepare = async (recipe, _graph, { signal, progress }) => {
			begun++;
			assert.equal(recipe.data, "pictures");
			progress(1, 40);
			await new Promise<void>((resolve) => {
				if (reason === "left off") signal.addEventListener("abort", () => resolve());
				else resolve();
			});
			return { ok: false, revision: 0, code: "no-input", text: { message: reason } };
		};
		const started = link.act("start");
		await settle();
		assert.deepEqual([link.run.phase, link.run.reading], ["loading", { done: 1, total: 40 }]);
		await Promise.all([link.act("pause"), started]);
		assert.deepEqual([link.run.phase, link.run.reading, faults], ["idle", undefined, []]);
		reason = "no such folder";
		await link.act("start");
		assert.deepEqual([link.run.phase, link.run.notice?.text.message, faults, begun], ["idle", reason, [], 2], "once, in the bar");
		assert.ok(!names().includes("train") && runs.some(({ reading }) => reading?.done === 1));
	});

	test("a fault of the worker stops the run and is said; a stale answer is not one", async () => {
		const { link, world, faults, draw, pass } = bench();
		await link.act("start");
		world.answer = { ok: false, revision: 1, code: "stale", text: { message: "old" } };
		await draw();
		await pass();
		assert.deepEqual([link.run.phase, faults], ["running", []]);
		world.answer = { ok: false, revision: 1, code: "internal", text: { message: "broke" } };
		await pass();
		assert.equal(link.run.phase, "stopped");
		assert.equal(faults.length, 1);
	});

	test("when the worker dies, the run stops; the next one counts anew and replaces its curve", async () => {
		const { link, draw, pass } = bench();
		await link.act("start");
		for (let i = 0; i < 2; i++) {
			await draw();
			await pass();
		}
		link.lost({ severity: "error", text: { message: "gone" } });
		assert.deepEqual([link.run.phase, link.run.train.length, link.run.notice?.text.message], ["stopped", 3, "gone"]);
		const next: Run = { ...idle, run: 1, phase: "running", step: 1, train: [point(1)] };
		assert.deepEqual(joined(link.run, next, undefined).train, [point(1)]);
	});

	test("a curve that has become long is asked for as a whole", () => {
		const long: Run = { ...idle, run: 1, step: 900, train: Array.from({ length: 900 }, (_, i) => point(i + 1)) };
		assert.equal(pointsFrom(long), 0);
		const halved = { ...long, train: long.train.filter(({ step }) => step % 2 === 0) };
		assert.equal(joined(long, halved, { run: 1, from: 0 }).train.length, 450);
		assert.equal(pointsFrom(halved), 900);
	});
});

suite("training: what stands in the status bar", () => {
	test("the test pictures' accuracy, once the network that is tested was trained", () => {
		const tested = (step: number, accuracy: number | undefined) => ({ step, epoch: step / 10, loss: 1, accuracy });
		assert.equal(testAccuracy({ test: [] }), undefined);
		assert.equal(testAccuracy({ test: [tested(0, 0.1)] }), undefined, "of the weights before the first step");
		assert.equal(testAccuracy({ test: [tested(0, 0.1), tested(10, 0.7), tested(20, 0.9)] }), 0.9);
		assert.equal(testAccuracy({ test: [tested(10, undefined)] }), undefined, "a loss of values has none");
	});
});
