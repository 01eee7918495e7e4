import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import type { EngineFunctions } from "../../../src/protocol/engine";
import type { Want } from "../../../src/protocol/frame";
import { TINY_VGG } from "../models";
import { graphOf } from "../modelText";

const SIDE = 64;

/** Milliseconds from starting the worker that ships to its first reply with every map of Tiny VGG. Throws where it refuses. */
export async function firstPicture(file: string): Promise<number> {
	const graph = graphOf(TINY_VGG);
	const wants = graph.nodes.map(({ key, shape: [count = 1] }): Want => ({ layer: key, what: "maps", from: 0, count, maxSide: SIDE }));
	const rgba = new Uint8Array(4 * SIDE * SIDE).map((_, i) => (i * 37) % 256).buffer;
	const start = performance.now();
	const worker = new Worker(file, { workerData: { threads: 0 } });
	try {
		const engine = createBirpc<EngineFunctions>(
			{},
			{
				post: (message: unknown) => worker.postMessage(message),
				on: (receive) => worker.on("message", receive),
			},
		);
		const given = await engine.setImage({ width: SIDE, height: SIDE, rgba });
		const reply = await engine.run({ revision: 1, graph, seed: 7, input: { kind: "image" }, wants, memoryLimit: 1024 ** 3 });
		const took = performance.now() - start;
		if (!given.ok || !reply.ok) throw new Error("the worker refused");
		return took;
	} finally {
		await worker.terminate();
	}
}
