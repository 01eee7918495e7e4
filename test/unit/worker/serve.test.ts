import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { suite, test } from "mocha";
import type { EngineFault, EngineFunctions } from "../../../src/protocol/engine";
import { serve } from "../../../src/worker/serve";
import { transfersOf } from "../../../src/worker/transfers";
import { conv, graphOf } from "../engine/networks";
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

	test("every buffer of a reply is handed over once", async () => {
		const engine = await ready();
		const result = engine.run(lenetRun(1));
		assert.equal(transfersOf({ t: "s", i: "1", r: result }).length, 2);
		const buffer = new ArrayBuffer(4);
		assert.deepEqual(transfersOf({ r: { a: buffer, b: buffer } }), [buffer]);
	});
});
