import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { buffersOfMessage } from "../../../src/protocol/exact";
import { readHeader, readTensor } from "../../../src/weights/read";
import { type NamedTensor, writeWeights } from "../../../src/weights/write";
import { conv, dense, flatten, graphOf, pool, relu } from "../engine/networks";
import { Bench, faultOf, good, smallGraph } from "./workbench";

const filled = (name: string, shape: readonly number[], value: number): NamedTensor => ({
	name,
	shape,
	data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value),
});

const sevens = writeWeights([filled("0.weight", [4, 1, 3, 3], 7), filled("0.bias", [4], 7)]);
const load = (bench: Bench, file: Uint8Array, replace = true) => bench.engine.loadWeights({ bytes: new Uint8Array(file).buffer, replace });

const isSeven = (bench: Bench) => bench.kernels("0", 4, 3, 3).every((number) => number === 7);

/** What a worker would save now, by name. */
function saved(bench: Bench): Readonly<Record<string, readonly number[]>> {
	const { bytes } = good(bench.engine.saveWeights({ metadata: {} }));
	const file = new Uint8Array(bytes);
	return Object.fromEntries([...readHeader(file).tensors].map(([name, entry]) => [name, [...(readTensor(file, entry) ?? [])]]));
}

suite("worker: files of weights", () => {
	test("what is loaded before the first run is what is run; the rest is initialised as ever", async () => {
		const [bench, other] = [await Bench.ready(), await Bench.ready()];
		good(load(bench, sevens));
		const reply = bench.run();
		assert.deepEqual(
			reply.weights?.layers.map(({ key, origin }) => [key, origin]),
			[
				["0", "given"],
				["4", "initialised"],
			],
		);
		other.run();
		assert.ok(isSeven(bench) && !isSeven(other));
		assert.deepEqual(bench.kernels("4", 1, 4, 64), other.kernels("4", 1, 4, 64));
	});

	test("loaded later it takes the place of what is there; the maps are computed anew", async () => {
		const bench = await Bench.ready();
		const before = bench.run().output;
		good(load(bench, sevens));
		assert.ok(!isSeven(bench), "not before the next run");
		assert.notDeepEqual(bench.run().output, before);
		assert.ok(isSeven(bench));
	});

	test("a layer whose tensors do not fit keeps what it has; in a later edit it is the file's", async () => {
		const bench = await Bench.ready();
		const narrow = graphOf([1, 8, 8], [conv(3, 3, 1), relu, pool, flatten, dense(4)]);
		good(load(bench, sevens));
		assert.equal(bench.run(narrow).weights?.layers[0]?.origin, "initialised");
		bench.run(graphOf([1, 8, 8], [relu]));
		assert.equal(bench.run().weights?.layers[0]?.origin, "given");
		assert.ok(isSeven(bench));
	});

	test("another seed makes all weights anew, those of the file too", async () => {
		const bench = await Bench.ready();
		good(load(bench, sevens));
		bench.run();
		bench.run(smallGraph, { seed: 8 });
		assert.ok(!isSeven(bench));
	});

	test("saved and loaded they are the same, bit for bit, in another worker; what was trained between is there", async () => {
		const [bench, other] = [await Bench.ready(), await Bench.ready()];
		bench.run();
		const untrained = saved(bench);
		assert.deepEqual(Object.keys(untrained).sort(), ["0.bias", "0.weight", "4.bias", "4.weight"]);
		bench.train();
		while (bench.news().step < 4) assert.ok(bench.slice());
		const answer = good(bench.engine.saveWeights({ metadata: { name: "a network" } }));
		assert.equal(answer.tensors, 4);
		assert.deepEqual(buffersOfMessage({ r: answer }).length, 1, "it can be handed over, not copied");
		assert.deepEqual({ ...readHeader(new Uint8Array(answer.bytes)).metadata }, { format: "pt", name: "a network" });
		const trained = saved(bench);
		assert.notDeepEqual(trained, untrained);
		good(load(other, new Uint8Array(answer.bytes)));
		other.run();
		assert.deepEqual(saved(other), trained);
		assert.equal(bench.finish().phase, "done", "saving does not disturb the run");
		assert.notDeepEqual(saved(bench), trained);
	});

	test("loaded while training pauses, training goes on from there", async () => {
		const bench = await Bench.ready();
		bench.run();
		bench.train({ steps: 2 });
		bench.finish();
		good(load(bench, sevens));
		assert.equal(bench.run().weights?.layers[0]?.origin, "given");
		assert.ok(isSeven(bench));
		bench.train({ steps: 1 });
		const news = bench.finish();
		assert.deepEqual([news.phase, news.step], ["paused", 3]);
		assert.deepEqual(
			news.weights?.layers.map(({ origin }) => origin),
			["trained", "trained"],
		);
		assert.equal(bench.news().weights, undefined, "told once");
		const moved = saved(bench)["0.weight"] ?? [];
		assert.ok(moved.length === 36 && moved.every((number) => Math.abs(number - 7) < 1), `${moved}`);
	});

	test("refused with the reason: no safetensors file, no request, nothing to save", async () => {
		const bench = await Bench.ready();
		assert.equal(faultOf(bench.engine.saveWeights({ metadata: {} })).code, "invalid-request");
		const cut = faultOf(load(bench, sevens.subarray(0, sevens.length - 1)));
		assert.match(cut.text.message, /it is cut off/);
		for (const request of [undefined, {}, { bytes: sevens, replace: true }, { bytes: sevens.buffer, replace: 1 }]) {
			assert.equal(faultOf(bench.engine.loadWeights(request as never)).code, "invalid-request");
		}
		for (const request of [undefined, {}, { metadata: { a: 1 } }, { metadata: { a: "x".repeat(65_537) } }]) {
			assert.equal(faultOf(bench.engine.saveWeights(request as never)).code, "invalid-request");
		}
		bench.run();
	});
});
