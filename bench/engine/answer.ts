import { readNet } from "./net";
import type { Peer, Runner } from "./peers/peer";
import { CHECKED_STEPS, encodeNumbers, type Opened, type Request, SAMPLE_MS, type Timed } from "./protocol";

/** Passes that count as slow are not repeated to get warm. */
const SLOW_MS = 500;

/** An engine's answers to the bench's requests, one after the other. Throws what the engine throws. */
export function answer(peer: Peer): (request: Request) => Promise<Opened | Timed | object> {
	let runner: Runner | undefined;
	/** Passes in one sample. */
	let group = 1;
	let passed = 0;

	const close = async () => {
		await runner?.close();
		runner = undefined;
	};

	/** Milliseconds of `count` passes in a row. */
	const passes = async (running: Runner, count: number): Promise<number> => {
		const start = performance.now();
		for (let i = 0; i < count; i++) {
			const pending = running.pass(passed++ % 2 === 0 ? 0 : 1);
			if (pending instanceof Promise) await pending;
		}
		return performance.now() - start;
	};

	const open = async (file: string, batch: number, warmMs: number): Promise<Opened> => {
		await close();
		const net = readNet(file, batch);
		const opened = await peer.open(net);
		runner = opened;
		const times: number[] = [];
		const first = async () => {
			const start = performance.now();
			const loss = await opened.pass(0);
			times.push(performance.now() - start);
			return loss;
		};
		let values: Float32Array;
		if (net.mode === "training") {
			values = new Float32Array(CHECKED_STEPS);
			for (const i of values.keys()) values[i] = (await first()) ?? Number.NaN;
		} else {
			await first();
			values = opened.output().slice();
		}
		passed = 1;
		let last = times.at(-1) ?? 0;
		const until = performance.now() + warmMs;
		// Once more whatever the first took: it may have been the compiler, or others on the machine.
		while (times.length < 2 || (last < SLOW_MS && performance.now() < until)) {
			last = await passes(opened, 1);
			times.push(last);
			// Threads come up while this one waits.
			await new Promise((resolve) => setImmediate(resolve));
		}
		group = Math.max(1, Math.ceil(SAMPLE_MS / last));
		return { values: encodeNumbers(values), passes: times.slice(0, 8), facts: opened.facts?.() ?? {} };
	};

	const time = async (ms: number): Promise<Timed> => {
		if (!runner) throw new Error("nothing is open");
		const samples: number[] = [];
		const until = performance.now() + ms;
		do samples.push((await passes(runner, group)) / group);
		while (performance.now() < until);
		return { samples };
	};

	return async (request) => {
		if (request.do === "open") return open(request.file, request.batch, request.warmMs);
		if (request.do === "time") return time(request.ms);
		await close();
		return {};
	};
}
