import { readFileSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import {
	type Backend,
	compileKernels,
	type KernelThreads,
	losses,
	Model,
	Optimiser,
	optimisers,
	type Program,
	reference,
	simd,
	Trainer,
} from "../../../src/engine";
import { SimdProgram } from "../../../src/engine/simd/program";
import { compileOptimised, whyNotJoined } from "../../../src/worker/optimised";
import { type Net, tensorOf } from "../net";
import type { Peer, Runner } from "./peer";

/** Kernel threads are this same bundle, started as workers; see host.ts. */
const threadsOf = (count: number): KernelThreads => ({
	count,
	start: (job) => {
		const worker = new Worker(__filename, { workerData: { job } });
		worker.unref();
		return () => void worker.terminate();
	},
});

const kernels = () => process.env.CONVSCOPE_BENCH_KERNELS ?? path.join(process.cwd(), "dist/kernels.wasm");

/** Our engine on the wide kernels, joined; throws where this Node's V8 does not join them. */
export function wideBackend(): Backend {
	const whyNot = whyNotJoined();
	const module = whyNot ? undefined : compileOptimised(readFileSync(path.join(path.dirname(kernels()), "kernels-wide.wasm")), true);
	if (!module) throw new Error(whyNot ?? "this Node has no WebAssembly SIMD with shared memory");
	return simd({ module });
}

/** Our engine on its SIMD kernels. */
export function simdBackend(threads = 1): Backend {
	const module = compileKernels(readFileSync(kernels()));
	if (!module) throw new Error("this Node has no WebAssembly SIMD with shared memory");
	return simd({ module, ...(threads > 1 ? { threads: threadsOf(threads) } : {}) });
}

/** A backend that tells how many bytes its last program holds besides the master tensors; NaN where it does not say. */
export function watched(inner: Backend): { readonly backend: Backend; readonly bytes: () => number } {
	let last: Program | undefined;
	const backend: Backend = {
		...inner,
		prepare(...given) {
			last = inner.prepare(...given);
			return last;
		},
	};
	return { backend, bytes: () => (last instanceof SimdProgram ? last.heldBytes : Number.NaN) };
}

/** A model with the workload's weights. */
export function modelOf(net: Net, backend: Backend): Model {
	const model = new Model(backend);
	model.compile(net.graph, {
		seed: 0,
		batch: net.batch,
		gradients: net.mode === "training",
		inference: net.mode !== "training",
		memoryLimit: 8 * 1024 ** 3,
	});
	for (const [i, { parameters }] of model.layers.entries()) {
		const node = net.nodes[i];
		for (const [name, { data }] of Object.entries(parameters)) {
			const numbers = node && tensorOf(net, node, name);
			if (numbers) data.set(numbers);
		}
	}
	model.weightsChanged();
	return model;
}

function open(net: Net, backend: Backend): Runner {
	const memory = watched(backend);
	const model = modelOf(net, memory.backend);
	const facts = () => ({ weightBytes: net.weights.byteLength, bytes: memory.bytes() + net.weights.byteLength });
	const close = () => model.dispose();
	const output = () => model.output.data;
	if (net.mode === "forward") {
		const pass = (which: 0 | 1) => {
			model.forward(net.inputs[which]);
			output();
			return undefined;
		};
		return { pass, output, facts, close };
	}
	const optimiser = new Optimiser(optimisers.SGD, { lr: net.learningRate });
	const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser });
	return { pass: (which) => trainer.step(net.inputs[which], net.targets).loss, output, facts, close };
}

export const referencePeer = (): Peer => ({ open: (net) => open(net, reference) });

export const widePeer = (): Peer => ({ open: (net) => open(net, wideBackend()) });

export const simdPeer = (threads: number): Peer => ({ open: (net) => open(net, simdBackend(threads)) });
