import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import { build } from "esbuild";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { EngineFunctions } from "../../../src/protocol/engine";
import { whyNotJoined } from "../../../src/worker/optimised";
import { datasetFiles, lenetRun } from "./files";
import { recipe } from "./workbench";

suite("worker: in a real thread", () => {
	const folder = mkdtempSync(path.join(tmpdir(), "convscope-worker-"));
	const outfile = path.join(folder, "worker.js");
	const root = path.resolve(__dirname, "../../../..");

	suiteSetup(async () => {
		const entryPoints = [path.join(root, "src/worker/node.ts")];
		await build({
			absWorkingDir: root,
			entryPoints,
			outfile,
			bundle: true,
			platform: "node",
			format: "cjs",
			mainFields: ["module", "main"],
		});
		for (const name of ["kernels.wasm", "kernels-wide.wasm"]) copyFileSync(path.join(root, "dist", name), path.join(folder, name));
	});
	suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

	function connect(workerData?: { readonly threads: number; readonly wide: boolean }) {
		const worker = new Worker(outfile, { workerData });
		const engine = createBirpc<EngineFunctions>(
			{},
			{ post: (message: unknown) => worker.postMessage(message), on: (receive) => worker.on("message", receive) },
		);
		return { worker, engine };
	}

	test("datasets, pictures and answers cross the thread", async () => {
		const { worker, engine } = connect();
		try {
			assert.equal(await engine.ping(), true);
			assert.deepEqual(await engine.setDataset(datasetFiles("mnist")), { ok: true, total: 1000 });
			const reply = await engine.run(lenetRun(1));
			assert.ok(reply.ok);
			assert.equal(reply.label, "3");
			const [set] = reply.frame.sets;
			assert.ok(reply.frame.buffer instanceof ArrayBuffer && set);
			const codes = new Uint8Array(reply.frame.buffer, set.codes, set.count * set.width * set.height);
			assert.ok(codes.includes(1) && codes.includes(255) && !codes.includes(0));
		} finally {
			await worker.terminate();
		}
	});

	test("it computes on the fast kernels", async () => {
		const { worker, engine } = connect();
		try {
			const { backend, reason } = await engine.about();
			assert.deepEqual([backend, reason], ["simd", undefined]);
		} finally {
			await worker.terminate();
		}
	});

	test("wide kernels, where they are wanted and this Node joins them: the maps are the same bytes", async () => {
		const frames: Uint8Array[] = [];
		for (const wide of [false, true]) {
			const { worker, engine } = connect({ threads: 1, wide });
			try {
				const about = await engine.about();
				const why = wide ? whyNotJoined() : undefined;
				assert.deepEqual([about.backend, about.reason], ["simd", undefined]);
				// Joined kernels that gain too little on this machine are not used either: what it says then is all that can be asked for.
				if (wide && !why) assert.ok(about.wide || /^they gain too little here/.test(about.whyNotWide ?? ""), about.whyNotWide);
				else assert.deepEqual([about.wide, about.whyNotWide], [false, why]);
				assert.ok((await engine.setDataset(datasetFiles("mnist"))).ok);
				const reply = await engine.run(lenetRun(1));
				assert.ok(reply.ok);
				frames.push(new Uint8Array(reply.frame.buffer));
			} finally {
				await worker.terminate();
			}
		}
		assert.deepEqual(frames[1], frames[0]);
	});

	test("training goes on between messages, which are answered meanwhile", async () => {
		const { worker, engine } = connect();
		try {
			for (const part of ["train", "test"] as const) assert.ok((await engine.setDataset(datasetFiles("mnist", part))).ok);
			const { graph } = lenetRun(1);
			const wanted = { revision: 1, graph, seed: 7, recipe: { ...recipe, batch_size: 32 }, memoryLimit: 2 ** 30, snapshotLimit: 2 ** 26 };
			assert.ok((await engine.run(lenetRun(1))).ok);
			assert.ok((await engine.train(wanted)).ok);
			const news = () => engine.trainingNews({ revision: 1, run: 0, from: 0, wants: lenetRun(1).wants });
			let seen = await news();
			while (seen.ok && seen.phase === "running" && seen.step < 20) {
				assert.equal(await engine.ping(), true);
				seen = await news();
			}
			const paused = await engine.pauseTraining();
			assert.ok(seen.ok && paused.ok && paused.phase === "paused" && paused.step >= 20 && paused.step < paused.steps);
		} finally {
			await worker.terminate();
		}
	}).timeout(30_000);

	test("a request that is refused leaves the worker usable", async () => {
		const { worker, engine } = connect();
		try {
			const fault = await engine.run({ ...lenetRun(3), memoryLimit: 100 });
			assert.ok(!fault.ok && fault.code === "out-of-memory" && fault.revision === 3);
			assert.equal(await engine.ping(), true);
		} finally {
			await worker.terminate();
		}
	});
});
