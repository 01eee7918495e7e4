import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { suite, test } from "mocha";
import {
	compileKernels,
	EngineError,
	type KernelJob,
	type KernelThreads,
	losses,
	Model,
	Optimiser,
	optimisers,
	simd,
	Trainer,
} from "../../../src/engine";
import { dense, flatten, graphOf, pool, relu, type TestLayer } from "./networks";

const conv = (out_channels: number): TestLayer => ({ type: "Conv2d", attributes: { out_channels, kernel_size: 3, padding: 1 } });
const graph = graphOf(
	[3, 32, 32],
	[conv(16), { type: "BatchNorm2d" }, relu, pool, conv(24), relu, pool, flatten, dense(40), relu, dense(10)],
);
const noise = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898));

/** Kernel threads as the extension's worker starts them, and what is known of them. */
class Threads implements KernelThreads {
	readonly workers: Worker[] = [];
	readonly jobs: KernelJob[] = [];
	constructor(
		readonly count: number,
		readonly patience = 30_000,
	) {}

	start = (job: KernelJob) => {
		const worker = new Worker(path.join(process.cwd(), "dist/worker.js"), { workerData: { job } });
		this.workers.push(worker);
		this.jobs.push(job);
		return () => void worker.terminate();
	};

	/** Resolves when all have come: word 5 behind `control` counts them. */
	async there(): Promise<void> {
		const [job] = this.jobs;
		assert.ok(job, "no thread was started");
		const words = new Int32Array(job.memory.buffer, job.control, 8);
		while (Atomics.load(words, 5) < this.count - 1) await new Promise((resolve) => setTimeout(resolve, 5));
	}

	async end(): Promise<void> {
		await Promise.all(this.workers.map((worker) => worker.terminate()));
	}
}

function modelOf(threads: Threads | undefined): Model {
	const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
	assert.ok(module);
	const model = new Model(simd({ module, threads }));
	model.compile(graph, { seed: 3, batch: 5, gradients: true });
	return model;
}

/** One training pass; every number that comes of it. */
function pass(model: Model): Float32Array[] {
	model.forward(noise(5 * 3072), { training: true });
	model.backward(noise(50));
	return [
		...model.layers.flatMap(({ output, gradient }) => [output.data, gradient.data]),
		...model.trainables().map(({ gradient }) => gradient.slice()),
		model.inputGradient.data,
	];
}

suite("engine: kernel threads", () => {
	for (const count of [2, 3]) {
		test(`steps in pieces on ${count} threads, calls in shares, give the bits of whole ones on one`, async () => {
			const threads = new Threads(count);
			try {
				const run = (model: Model) => {
					const optimiser = new Optimiser(optimisers.SGD, { lr: 0.01, momentum: 0.9 });
					return new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser }, 1);
				};
				const [alone, together] = [modelOf(undefined), modelOf(threads)];
				pass(alone);
				pass(together);
				await threads.there();
				const [plain, divided] = [run(alone), run(together)];
				const targets = Int32Array.of(0, 3, 1, 2, 9);
				for (const most of [1e-4, 1e-2, 0.1, 1]) {
					let pieces = 1;
					const step = divided.stepInPieces(noise(5 * 3072), targets, { most });
					let made = step.next();
					for (; !made.done; made = step.next()) pieces++;
					assert.deepEqual(made.value, plain.step(noise(5 * 3072), targets));
					assert.ok(most > 0.01 || pieces > 50, `${pieces} pieces`);
					const numbers = (model: Model) =>
						model.layers.flatMap(({ gradient, parameters }) => [
							gradient.data,
							...Object.values({ ...parameters }).map((one) => one?.data),
						]);
					assert.deepEqual(numbers(together), numbers(alone));
				}
			} finally {
				await threads.end();
			}
		});
		test(`${count} threads give the bits of one`, async () => {
			const threads = new Threads(count);
			try {
				const [alone, together] = [modelOf(undefined), modelOf(threads)];
				const expected = pass(alone);
				pass(together); // starts the threads, and does not wait for them
				await threads.there();
				assert.equal(threads.workers.length, count - 1);
				alone.forward(noise(5 * 3072), { training: true });
				alone.backward(noise(50));
				for (let i = 0; i < 3; i++) pass(together);
				assert.deepEqual(pass(together), expected);
			} finally {
				await threads.end();
			}
		}).timeout(60_000);
	}

	test("a network too small to gain starts no threads", () => {
		const threads = new Threads(2);
		const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
		assert.ok(module);
		const model = new Model(simd({ module, threads }));
		model.compile(graphOf([1, 8, 8], [conv(4), relu]), { seed: 1 });
		model.forward(noise(64));
		assert.equal(threads.workers.length, 0);
	});

	test("a thread that dies is said once, and one thread goes on with the same numbers", async () => {
		const threads = new Threads(2, 500);
		try {
			const [alone, together] = [modelOf(undefined), modelOf(threads)];
			pass(together);
			await threads.there();
			pass(together);
			await threads.end();
			assert.throws(
				() => pass(together),
				(error) => error instanceof EngineError && error.code === "internal",
			);
			assert.deepEqual(pass(together), pass(alone));
		} finally {
			await threads.end();
		}
	}).timeout(60_000);

	test("threads that cannot be started are said once, those that were are ended, and one thread goes on with the same numbers", () => {
		let [tries, ended] = [0, 0];
		const start = (): (() => void) => {
			if (++tries === 2) throw new Error("no more threads");
			return () => void ended++;
		};
		const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
		assert.ok(module);
		const model = new Model(simd({ module, threads: { count: 3, start } }));
		model.compile(graph, { seed: 3, batch: 5, gradients: true });
		assert.throws(() => pass(model), EngineError);
		assert.deepEqual([tries, ended], [2, 1]);
		assert.deepEqual(pass(model), pass(modelOf(undefined)));
		assert.equal(tries, 2, "not tried again");
	});

	test("a model that is given up ends its threads", () => {
		let [started, ended] = [0, 0];
		const start = (): (() => void) => {
			started++;
			return () => void ended++;
		};
		const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
		assert.ok(module);
		const model = new Model(simd({ module, threads: { count: 3, start } }));
		model.compile(graph, { seed: 3, batch: 5 });
		model.forward(noise(5 * 3072));
		assert.deepEqual([started, ended], [2, 0]);
		model.compile(graphOf(graph.input, [relu, flatten, dense(3)]), { seed: 3, batch: 5 });
		assert.deepEqual([started, ended], [2, 0], "another network keeps them");
		model.dispose();
		assert.deepEqual([started, ended], [2, 2]);
	});

	test("a count of threads that is none is refused", () => {
		const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
		assert.ok(module);
		for (const count of [0, -1, 1.5, Number.NaN])
			assert.throws(() => simd({ module, threads: { count, start: () => () => {} } }), /threads\.count is .*whole number/);
	});
});
