import type { Heap } from "./heap";
import { instantiate, type KernelModule, type Kernels, type Memory } from "./wasm";

/** What a kernel thread needs; may be posted to it. */
export interface KernelJob {
	readonly module: KernelModule;
	readonly memory: Memory;
	/** Address of the pool's words. */
	readonly control: number;
	readonly part: number;
	readonly parts: number;
}

/** Starts threads that call {@link serveKernels}; whoever knows a platform's threads provides it. */
export interface KernelThreads {
	/** How many threads compute, the caller's own included. */
	readonly count: number;
	/** Milliseconds after which a thread that does not come is taken for dead; 30,000 unless said otherwise: no single call takes that long. */
	readonly patience?: number;
	/** Starts one; gives what ends it. */
	readonly start: (job: KernelJob) => () => void;
}

/**
 * Words of a pool: the program's number (it counts up), its address and count of calls, how many arrivals there ever were, whether to end, how
 * many threads have come, how many arrivals there were when the program began, and which share of its calls is made, of how many.
 */
const [PROGRAM, ADDRESS, COUNT, ARRIVED, ENDING, PRESENT, BASE, SHARE, SHARES] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
export const CONTROL_WORDS = 16;

/** Of calls that are made piece by piece: which piece, of how many. */
export interface Share {
	readonly part: number;
	readonly parts: number;
}

export const WHOLE: Share = { part: 0, parts: 1 };

/** How often a waiting thread looks before it sleeps: some 50 µs. */
const SPINS = 2000;
const PATIENCE = 30_000;

/** Waits while a word holds a number: spins briefly, then sleeps. False when nothing happened for so many milliseconds. */
function waitWhile(words: Int32Array, index: number, value: number, patience = Number.POSITIVE_INFINITY): boolean {
	for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(words, index) !== value) return true;
	return Atomics.wait(words, index, value, patience) !== "timed-out";
}

/**
 * Executes one thread's part of every call of a program; behind each call all parts meet. Arrivals are only ever counted up (beyond int32
 * they wrap), so nobody can pass a meeting that another has not reached. False when somebody did not come.
 */
function runPart(kernels: Kernels, words: Int32Array, memory: Int32Array, part: number, parts: number, patience: number): boolean {
	const calls = (words[ADDRESS] ?? 0) >> 2;
	const count = words[COUNT] ?? 0;
	const base = words[BASE] ?? 0;
	const [first, all] = [parts * (words[SHARE] ?? 0), parts * (words[SHARES] ?? 1)];
	for (let i = 0; i < count; i++) {
		kernels.execute(memory[calls + 2 * i] ?? 0, memory[calls + 2 * i + 1] ?? 0, first + part, all);
		const target = (base + parts * (i + 1)) | 0;
		const arrived = (Atomics.add(words, ARRIVED, 1) + 1) | 0;
		if (arrived === target) {
			Atomics.notify(words, ARRIVED);
			continue;
		}
		let seen = arrived;
		while (((target - seen) | 0) > 0) {
			if (!waitWhile(words, ARRIVED, seen, patience)) return false;
			seen = Atomics.load(words, ARRIVED);
		}
	}
	return true;
}

const wordsAt = (memory: Memory, control: number): Int32Array => new Int32Array(memory.buffer, control, CONTROL_WORDS);

/** What a kernel thread does: serves programs until it is ended. Returns only then. */
export function serveKernels({ module, memory, control, part, parts }: KernelJob): void {
	const kernels = instantiate(module, memory);
	const words = wordsAt(memory, control);
	let seen = 0;
	Atomics.add(words, PRESENT, 1);
	Atomics.notify(words, PRESENT);
	while (true) {
		waitWhile(words, PROGRAM, seen);
		seen = Atomics.load(words, PROGRAM);
		if (Atomics.load(words, ENDING) !== 0) return;
		// The memory may have grown since.
		if (!runPart(kernels, words, new Int32Array(memory.buffer), part, parts, PATIENCE)) return;
	}
}

/** The threads of one heap. The caller is part 0 of every program. */
export class Pool {
	readonly #words: Int32Array;
	readonly #stops: (() => void)[] = [];
	readonly #parts: number;
	readonly #patience: number;
	readonly #heap: Heap;

	/** Starts the threads, and does not wait for them. Throws what `start` throws, and leaves no thread behind then. `control`: the address of {@link CONTROL_WORDS} words of the heap. */
	constructor({ count, patience = PATIENCE, start }: KernelThreads, control: number, heap: Heap) {
		this.#heap = heap;
		this.#parts = count;
		this.#patience = patience;
		this.#words = wordsAt(heap.memory, control).fill(0);
		const { module, memory } = heap;
		try {
			for (let part = 1; part < count; part++) this.#stops.push(start({ module, memory, control, part, parts: count }));
		} catch (error) {
			this.end();
			throw error;
		}
	}

	/** Whether all threads have come. */
	get ready(): boolean {
		return Atomics.load(this.#words, PRESENT) === this.#parts - 1;
	}

	/** Runs a program, or a share of each of its calls, on all threads. False when one of them did not come; the pool is of no use then. */
	run(program: number, count: number, share = WHOLE): boolean {
		const words = this.#words;
		Atomics.store(words, SHARE, share.part);
		Atomics.store(words, SHARES, share.parts);
		Atomics.store(words, ADDRESS, program);
		Atomics.store(words, COUNT, count);
		Atomics.store(words, BASE, Atomics.load(words, ARRIVED));
		Atomics.add(words, PROGRAM, 1);
		Atomics.notify(words, PROGRAM);
		return runPart(this.#heap.exports, words, new Int32Array(this.#heap.memory.buffer), 0, this.#parts, this.#patience);
	}

	end(): void {
		Atomics.store(this.#words, ENDING, 1);
		Atomics.add(this.#words, PROGRAM, 1);
		Atomics.notify(this.#words, PROGRAM);
		for (const stop of this.#stops) stop();
	}
}
