import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { suite, test } from "mocha";
import type { EngineFault, EngineFunctions, RunRequest } from "../../../src/protocol/engine";
import { buffersOfMessage } from "../../../src/protocol/exact";
import { serve } from "../../../src/worker/serve";
import { conv, graphOf, lenet } from "../engine/networks";
import { datasetFiles, lenetRun } from "./files";

async function ready(): Promise<EngineFunctions> {
	const engine = serve();
	assert.deepEqual(await engine.setDataset(datasetFiles("mnist")), { ok: true, total: 1000 });
	return engine;
}

/** The answer, which must not be a fault. */
function good<T extends { readonly ok: true }>(answer: T | EngineFault): T {
	if (!answer.ok) assert.fail(`${answer.code}: ${answer.text.message} ${JSON.stringify(answer.text.args)}`);
	return answer;
}

function faultOf(answer: { readonly ok: true } | EngineFault): EngineFault {
	assert.ok(!answer.ok);
	return answer;
}

suite("worker: requests", () => {
	test("run: pictures, scores, label, and which weights were kept", async () => {
		const engine = await ready();
		const reply = good(engine.run(lenetRun(1)));
		assert.deepEqual([reply.revision, reply.frame.revision, reply.label, reply.kept], [1, 1, "3", []]);
		assert.deepEqual(reply.initialised, ["0", "3", "7", "9", "11"]);
		assert.equal(reply.output?.byteLength, 40);
		const [set] = reply.frame.sets;
		assert.deepEqual([set?.count, set?.width, set?.height, set?.total], [6, 28, 28, 6]);
		assert.equal(reply.frame.buffer.byteLength, 6 * (28 * 28 + 20));
		assert.ok(reply.forwardMs >= 0);
		assert.deepEqual(good(engine.run(lenetRun(2))).initialised, []);
	});

	test("look and patch: of the last revision only", async () => {
		const engine = await ready();
		assert.equal(faultOf(engine.look({ revision: 1, wants: [] })).code, "stale");
		good(engine.run(lenetRun(5)));
		const wants = [{ layer: "input", what: "maps", from: 0, count: 1, maxSide: 28 }] as const;
		assert.equal(good(engine.look({ revision: 5, wants })).frame.sets.length, 1);
		assert.equal(faultOf(engine.look({ revision: 4, wants })).code, "stale");
		const query = { revision: 5, layer: "0", what: "maps", tile: 2, y: 0, x: 0, height: 3, width: 2 } as const;
		assert.equal(good(engine.patch(query)).values.byteLength, 24);
		assert.equal(faultOf(engine.patch({ ...query, tile: 6 })).code, "invalid-request");
		assert.equal(faultOf(engine.patch({ ...query, revision: 4 })).code, "stale");
	});

	test("too much memory leaves the last picture in place", async () => {
		const engine = await ready();
		good(engine.run(lenetRun(1)));
		const fault = faultOf(engine.run({ ...lenetRun(2), graph: graphOf([1, 28, 28], [conv(1e9, 3, 1)]) }));
		assert.deepEqual(
			[fault.code, fault.revision, fault.layer, fault.text.args],
			["out-of-memory", 2, "0", { wanted: "2.9 TiB", limit: "1 GiB" }],
		);
		good(engine.look({ revision: 1, wants: [] }));
	});

	test("no picture: no dataset, no such sample, no image", async () => {
		const engine = serve();
		assert.equal(faultOf(engine.run(lenetRun(1))).code, "no-input");
		assert.equal(faultOf(engine.samples({ dataset: "mnist", from: 0, count: 1 })).code, "no-input");
		await engine.setDataset(datasetFiles("mnist"));
		const fault = faultOf(engine.run({ ...lenetRun(2), input: { kind: "sample", dataset: "mnist", index: 1000 } }));
		assert.deepEqual([fault.code, fault.revision], ["no-input", 2]);
		assert.equal(faultOf(engine.run({ ...lenetRun(3), input: { kind: "image" } })).code, "no-input");
		good(engine.run(lenetRun(4)));
	});

	test("an image of one's own is fitted; another one replaces it", async () => {
		const engine = await ready();
		const image = (grey: number) => ({
			width: 2,
			height: 2,
			rgba: new Uint8Array(16).fill(255).map((x, i) => (i % 4 === 3 ? x : grey)).buffer,
		});
		for (const grey of [0, 255, 51]) {
			good(engine.setImage(image(grey)));
			good(engine.run({ ...lenetRun(grey), input: { kind: "image" } }));
			const query = { revision: grey, layer: "input", what: "maps", tile: 0, y: 5, x: 5, height: 1, width: 1 } as const;
			assert.equal(new Float32Array(good(engine.patch(query)).values)[0], Math.fround(grey / 255));
		}
		assert.equal(faultOf(engine.setImage({ ...image(0), width: 3 })).code, "invalid-request");
	});

	test("samples for the carousel", async () => {
		const engine = await ready();
		const sheet = good(engine.samples({ dataset: "mnist", from: 995, count: 20 }));
		assert.deepEqual([sheet.from, sheet.count, sheet.total, sheet.labels], [995, 5, 1000, ["5", "6", "7", "8", "9"]]);
		assert.equal(sheet.pixels.byteLength, 5 * 784);
		await engine.setDataset(datasetFiles("emoji8"));
		const emoji = good(engine.samples({ dataset: "emoji8", from: 0, count: 2 }));
		assert.deepEqual([emoji.channels, emoji.pixels.byteLength, emoji.labels[1]], [3, 2 * 3072, "face"]);
	});

	test("damaged datasets: not gzip, cut off, not IDX", async () => {
		const engine = serve();
		const files = datasetFiles("mnist");
		const zip = (bytes: readonly number[]): ArrayBuffer => new Uint8Array(gzipSync(Uint8Array.from(bytes))).buffer;
		for (const images of [new ArrayBuffer(0), new ArrayBuffer(100), files.images.slice(0, 1000), zip([1, 2, 3, 4]), zip([])]) {
			const fault = faultOf(await engine.setDataset({ ...files, images }));
			assert.deepEqual([fault.code, fault.text.message], ["invalid-request", "The dataset cannot be read: {reason}"]);
		}
		good(await engine.setDataset(datasetFiles("mnist")));
	});

	test("malformed requests are faults that name the field, whatever they are", async () => {
		const engine = await ready();
		const run = lenetRun(1);
		const malformed: readonly [unknown, string][] = [
			[{ ...run, revision: -1 }, "revision"],
			[{ ...run, graph: { input: [0, 1, 1], nodes: [] } }, "graph.input.0"],
			[{ ...run, wants: [{ layer: 3 }] }, "wants.0.layer"],
			[{ ...run, input: { kind: "sample", dataset: "imagenet", index: 0 } }, "input.dataset"],
			[{ ...run, memoryLimit: Number.NaN }, "memoryLimit"],
			[null, ""],
			["run", ""],
		];
		for (const [request, field] of malformed) {
			const fault = faultOf(engine.run(request as typeof run));
			assert.deepEqual([fault.code, fault.text.args?.field], ["invalid-request", field]);
		}
		const wrongAttribute = {
			...run.graph,
			nodes: run.graph.nodes.map((node) => ({ ...node, attributes: { ...node.attributes, stride: "x" } })),
		};
		assert.equal(faultOf(engine.run({ ...run, graph: wrongAttribute })).code, "invalid-request");
		assert.equal(engine.ping(), true);
		good(engine.run(run));
	});

	test("every answer's buffers are whole, and handed over once", async () => {
		const engine = await ready();
		const posted = (result: unknown) => buffersOfMessage({ t: "s", i: "1", r: result }).length;
		const run = good(engine.run(lenetRun(1)));
		assert.equal(posted(run), 2, "the frame and the scores");
		assert.equal(run.frame.buffer.byteLength, 6 * (28 * 28 + 20), "nothing but the tiles");
		const image = { width: 1, height: 1, rgba: new ArrayBuffer(4) };
		assert.equal(posted(engine.look({ revision: 1, wants: lenetRun(1).wants })), 1);
		assert.equal(posted(engine.patch({ revision: 1, layer: "0", what: "maps", tile: 0, y: 0, x: 0, height: 2, width: 2 })), 1);
		assert.equal(posted(engine.samples({ dataset: "mnist", from: 0, count: 2 })), 1);
		assert.equal(posted(engine.setImage(image)), 0);
		assert.equal(posted(engine.run({ ...lenetRun(2), memoryLimit: 1 })), 0);
	});
});

suite("worker: weights for a worker after this one", () => {
	const shifted: RunRequest = { ...lenetRun(2), graph: graphOf([1, 28, 28], [conv(1, 1), ...lenet]) };
	const kernels = (engine: EngineFunctions, layer: string, revision: number) =>
		[0, 5, 11].map((tile) => {
			const query = { revision, layer, what: "kernels", tile, y: 0, x: 0, height: 5, width: 5 } as const;
			return [...new Float32Array(good(engine.patch(query)).values)];
		});

	test("another engine goes on with the same kernels and scores", async () => {
		const engine = await ready();
		assert.ok(good(engine.run(lenetRun(1))).weights);
		const reply = good(engine.run(shifted));
		assert.ok(reply.weights);
		assert.equal(good(engine.run({ ...shifted, revision: 3 })).weights, undefined, "nothing is new");
		const before = kernels(engine, "4", 3);

		const bare = await ready();
		good(bare.run({ ...shifted, revision: 3 }));
		assert.notDeepEqual(kernels(bare, "4", 3), before, "the seed alone does not bring them back");

		const next = await ready();
		const again = good(next.run({ ...shifted, revision: 3, restore: reply.weights }));
		assert.deepEqual([again.notRestored, again.initialised, again.kept.length], [[], [], 6]);
		assert.deepEqual(kernels(next, "4", 3), before);
		assert.deepEqual(new Uint8Array(again.output ?? new ArrayBuffer(0)), new Uint8Array(reply.output ?? new ArrayBuffer(1)));
	});

	test("damaged weights are left out, layer by layer, and said", async () => {
		const engine = await ready();
		const { weights } = good(engine.run(lenetRun(1)));
		assert.ok(weights);
		const layers = weights.layers.map((layer, i) =>
			i !== 1 ? layer : { ...layer, tensors: layer.tensors.map((tensor) => ({ ...tensor, buffer: new SharedArrayBuffer(4) })) },
		);
		const next = await ready();
		const reply = good(next.run({ ...lenetRun(2), restore: { ...weights, layers } }));
		assert.deepEqual([reply.kept, reply.initialised], [["0", "7", "9", "11"], ["3"]]);
		assert.equal(reply.notRestored.length, 1);
		assert.match(reply.notRestored[0] ?? "", /^layer 3: fewer bytes/);
		const nothing = good((await ready()).run({ ...lenetRun(1), restore: "?" as never }));
		assert.deepEqual([nothing.kept, nothing.initialised.length, nothing.notRestored.length], [[], 5, 1]);
	});
});
