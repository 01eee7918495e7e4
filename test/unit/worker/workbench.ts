import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Backend } from "../../../src/engine";
import type { Graph } from "../../../src/network/graph";
import type { TrainRecipe } from "../../../src/network/train";
import type { EngineFault, EngineFunctions, RunRequest } from "../../../src/protocol/engine";
import type { NewsRequest, TrainingNews, TrainRequest } from "../../../src/protocol/training";
import { serve } from "../../../src/worker/serve";
import { conv, dense, flatten, graphOf, pool, relu, type TestLayer } from "../engine/networks";

/** The answer, which must not be a fault. */
export function good<T extends { readonly ok: true }>(answer: T | EngineFault): T {
	if (!answer.ok) assert.fail(`${answer.code}: ${answer.text.message} ${JSON.stringify(answer.text.args)}`);
	return answer;
}

export function faultOf(answer: { readonly ok: true } | EngineFault): EngineFault {
	assert.ok(!answer.ok);
	return answer;
}

const zip = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(gzipSync(bytes)).buffer;

/**
 * Files of `count` grey pictures of 8×8 in four classes: a bright quarter, which one says the class, on noise. `from` begins the noise
 * elsewhere, for pictures that were not seen.
 */
export function quarters(count: number, from: number) {
	const images = new Uint8Array(16 + 64 * count);
	images.set([0, 0, 8, 3, 0, 0, count >> 8, count & 255, 0, 0, 0, 8, 0, 0, 0, 8]);
	const labels = new Uint8Array(8 + count);
	labels.set([0, 0, 8, 1, 0, 0, count >> 8, count & 255]);
	for (let i = 0; i < count; i++) {
		const label = i % 4;
		labels[8 + i] = label;
		for (let k = 0; k < 64; k++) {
			const quarter = 2 * (k >> 5) + ((k >> 2) & 1);
			const noise = Math.abs(Math.sin((from + i) * 12.9898 + k * 78.233) * 43758.5453) % 1;
			images[16 + 64 * i + k] = Math.floor(noise * 130) + (quarter === label ? 100 : 0);
		}
	}
	return { name: "mnist", images: zip(images), labels: zip(labels), classes: ["a", "b", "c", "d"] } as const;
}

export const small: readonly TestLayer[] = [conv(4, 3, 1), relu, pool, flatten, dense(4)];
export const smallGraph: Graph = graphOf([1, 8, 8], small);

export const recipe: TrainRecipe = {
	data: "mnist",
	test_split: 0.2,
	split_seed: 0,
	loss: "CrossEntropyLoss",
	label_smoothing: 0,
	optimizer: "SGD",
	lr: 0.1,
	momentum: 0.9,
	nesterov: false,
	weight_decay: 0,
	schedule: undefined,
	step_size: 1,
	gamma: 0.1,
	clip_norm: undefined,
	class_weights: undefined,
	batch_size: 8,
	epochs: 3,
	seed: 5,
};

/** An engine whose slices and clock are in the test's hands. */
export class Bench {
	readonly engine: EngineFunctions;
	/** Milliseconds; every look at the clock takes one. */
	time = 0;
	#waiting: (() => void)[] = [];
	#revision = 0;

	/** `piece`: how long a piece of a step may take by the engine's estimate. */
	constructor(backend?: Backend, piece?: number) {
		const now = () => this.time++;
		const after = (ms: number, then: () => void) => {
			const at = this.time + ms;
			this.later(() => {
				this.time = Math.max(this.time, at);
				then();
			});
		};
		this.engine = serve(
			backend,
			{ threads: 1 },
			{ later: (then) => this.later(then), after, now, ...(piece === undefined ? {} : { piece }) },
		);
	}

	/** With 42 small pictures to train with and 12 to test with; a run of six steps an epoch, the last of two pictures. */
	static async ready(backend?: Backend, piece?: number): Promise<Bench> {
		const bench = new Bench(backend, piece);
		good(await bench.engine.setDataset({ ...quarters(42, 0), part: "train" }));
		good(await bench.engine.setDataset({ ...quarters(12, 100), part: "test" }));
		return bench;
	}

	run(graph = smallGraph, more: Partial<RunRequest> = {}) {
		this.#revision++;
		const input = { kind: "sample", dataset: "mnist", index: 3 } as const;
		return good(this.engine.run({ revision: this.#revision, graph, seed: 7, input, wants: [], memoryLimit: 2 ** 30, ...more }));
	}

	request(more: Partial<TrainRequest> = {}): TrainRequest {
		const limits = { memoryLimit: 2 ** 30, snapshotLimit: 2 ** 24 };
		return { revision: this.#revision, graph: smallGraph, seed: 7, recipe, ...limits, ...more };
	}

	train(more: Partial<TrainRequest> = {}): TrainingNews {
		return good(this.engine.train(this.request(more)));
	}

	news(more: Partial<NewsRequest> = {}): TrainingNews {
		return good(this.engine.trainingNews({ revision: this.#revision, run: 0, from: 0, wants: [], ...more }));
	}

	private later(then: () => void): void {
		this.#waiting.push(then);
	}

	/** One slice. Whether there was one to make. */
	slice(): boolean {
		const next = this.#waiting.shift();
		next?.();
		return next !== undefined;
	}

	/** Slices until nothing waits, or `until` says so; asks for news in between where `ask` is given. */
	finish(ask?: () => void): TrainingNews {
		for (let slices = 0; this.slice(); slices++) {
			ask?.();
			assert.ok(slices < 100_000, "it never ends");
		}
		return this.news();
	}

	/** All numbers of a layer's weight, as the engine gives them. */
	kernels(layer: string, tiles: number, height: number, width: number): number[] {
		return Array.from({ length: tiles }, (_, tile) => {
			const query = { revision: this.#revision, layer, what: "kernels", tile, y: 0, x: 0, height, width } as const;
			return [...new Float32Array(good(this.engine.patch(query)).values)];
		}).flat();
	}

	/** Weights of the two layers of the small network that have any, with all that training has done. */
	weights(): number[] {
		this.run();
		return [...this.kernels("0", 4, 3, 3), ...this.kernels("4", 1, 4, 64)];
	}
}
