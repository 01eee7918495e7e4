/** The worker's entry in Node: the engine's functions over the port to the extension host's thread, and the engine's kernel threads. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import { type Backend, compileKernels, type KernelJob, type KernelThreads, reference, serveKernels, simd } from "../engine";
import type { About } from "../protocol/engine";
import { buffersOfMessage } from "../protocol/exact";
import { type Chosen, chooseKernels } from "./chooseKernels";
import { compileOptimised, whyNotJoined } from "./optimised";
import { serve } from "./serve";
import { threadCount } from "./threadCount";
import { warmUp } from "./warmUp";

/** What a worker is started with: by the extension host's thread, or by such a worker for a kernel thread of its own. */
type Start = { readonly threads: number; readonly wide: boolean } | { readonly job: KernelJob };

if (!parentPort) throw new Error("worker.js runs in a worker thread only");
const port = parentPort;
const start: Start = workerData ?? { threads: 0, wide: false };

if ("job" in start) serveKernels(start.job);
else serveEngine(start);

function serveEngine({ threads, wide }: Exclude<Start, { readonly job: KernelJob }>): void {
	const { backend, about } = fastest(threadCount(threads, availableParallelism()), wide);
	warmUp(backend);
	createBirpc<Record<string, never>, ReturnType<typeof serve>>(
		serve(backend, about, { later: setImmediate, after: (ms, then) => void setTimeout(then, ms), now: () => performance.now() }),
		{
			post: (message: unknown) => port.postMessage(message, buffersOfMessage(message)),
			on: (receive) => port.on("message", receive),
		},
	);
}

function kernelFile(name: string): Uint8Array {
	return readFileSync(path.join(__dirname, name));
}

/** The kernels to compute with; undefined where WebAssembly lacks something. */
function kernels(wide: boolean): Chosen | undefined {
	const bytes = kernelFile("kernels.wasm");
	const whyNot = wide ? whyNotJoined() : undefined;
	if (wide && whyNot === undefined) {
		const plain = compileOptimised(bytes, false);
		return plain && chooseKernels(plain, () => compileOptimised(kernelFile("kernels-wide.wasm"), true) ?? "WebAssembly refuses them");
	}
	const module = compileKernels(bytes);
	return module && { module, wide: false, whyNot };
}

/** The SIMD kernels where this machine can run them, else the reference, with the reason. */
function fastest(count: number, wanted: boolean): { readonly backend: Backend; readonly about: Omit<About, "ok" | "backend"> } {
	try {
		const chosen = kernels(wanted);
		if (!chosen) return { backend: reference, about: { threads: 1, reason: "WebAssembly, its SIMD or shared memory is missing" } };
		const { module, wide, whyNot } = chosen;
		return { backend: simd({ module, threads: kernelThreads(count) }), about: { threads: count, wide, whyNotWide: whyNot } };
	} catch (error) {
		return { backend: reference, about: { threads: 1, reason: error instanceof Error ? error.message : String(error) } };
	}
}

/** Kernel threads are workers of this same file. A function, because it is called before the file's end is reached. */
function kernelThreads(count: number): KernelThreads {
	return {
		count,
		start(job) {
			const thread = new Worker(__filename, { name: `convscope-kernels-${job.part}`, workerData: { job } satisfies Start });
			thread.unref();
			thread.on("error", () => {}); // a thread that dies is missed at the next meeting, which says so
			return () => void thread.terminate();
		},
	};
}
