import { text } from "../../network/text";
import { EngineError } from "../fault";
import { type Arguments, CALLS, FLOATS, type KernelName } from "./calls";
import { CONTROL_WORDS, type KernelThreads, Pool, type Share } from "./pool";
import { instantiate, type KernelModule, type Kernels, MAXIMUM_PAGES, type Memory, newMemory, PAGE } from "./wasm";

/** A cache line and the widest SIMD register. */
const ALIGNMENT = 64;
/** Memory grows by at least this much: 4 MiB. */
const LEAST_GROWTH = 64;

/** Arguments that count from the scratch memory. */
const SCRATCH: ReadonlySet<string> = new Set(["scratch", "scratchSums"]);

/** A stretch of memory that nobody holds. */
interface Gap {
	start: number;
	size: number;
}

/** One growing memory with kernels that work in it. Pointers are byte addresses; 0 is nobody's. */
export class Heap {
	readonly memory: Memory;
	readonly module: KernelModule;
	/** The kernels over this memory. */
	readonly exports: Kernels;
	readonly #threads: KernelThreads | undefined;
	/** Undefined before it is first wanted, and after a thread died. */
	#pool: Pool | undefined;
	#poolless = false;
	readonly #sizes = new Map<number, number>();
	/** In the order of addresses, never two side by side. */
	#gaps: Gap[] = [];
	#floats: Float32Array;
	#ints: Int32Array;
	#scratchCall = 0;
	#scratchWanted = 0;
	#scratch: { readonly pointer: number; readonly bytes: number }[] = [];

	/** Throws a RangeError where the machine refuses the memory. */
	constructor(module: KernelModule, threads?: KernelThreads) {
		this.module = module;
		this.#threads = threads;
		this.memory = newMemory(16);
		this.exports = instantiate(module, this.memory);
		this.#floats = new Float32Array(this.memory.buffer);
		this.#ints = new Int32Array(this.memory.buffer);
		// The first KiB stays empty: constants of the module lie there, and 0 means "none".
		this.#gaps = [{ start: 4096, size: 16 * PAGE - 4096 }];
	}

	/** Bytes that are held. */
	get held(): number {
		let sum = 0;
		for (const size of this.#sizes.values()) sum += size;
		return sum;
	}

	/** Memory for that many bytes, its contents unknown. Throws a RangeError where there is none. */
	allocate(bytes: number): number {
		const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
		let at = this.#gaps.findIndex((gap) => gap.size >= size);
		if (at < 0) {
			this.#grow(size);
			at = this.#gaps.length - 1;
		}
		const gap = this.#gaps[at];
		if (!gap) throw new RangeError("no memory");
		const { start } = gap;
		gap.start += size;
		gap.size -= size;
		if (gap.size === 0) this.#gaps.splice(at, 1);
		this.#sizes.set(start, size);
		return start;
	}

	/** Gives memory back; 0 and what was given back already are left alone. */
	release(pointer: number): void {
		const size = this.#sizes.get(pointer);
		if (size === undefined) return;
		this.#sizes.delete(pointer);
		this.#giveBack(pointer, size);
	}

	/** Numbers at an address: a view, valid for as long as they are held (growing keeps it valid, because the memory is shared). */
	floats(pointer: number, count: number): Float32Array {
		return new Float32Array(this.memory.buffer, pointer, count);
	}

	ints(pointer: number, count: number): Int32Array {
		return new Int32Array(this.memory.buffer, pointer, count);
	}

	/** How many parts may run a call. */
	get parts(): number {
		return this.#threads?.count ?? 1;
	}

	/**
	 * Asks for memory that one call needs while it runs, each part `bytes` of it; shared by all calls, of which one runs at a time. Where it lies is known
	 * when calls are written: `scratch` and `scratchSums` of their arguments count from there.
	 */
	reserveScratch(bytes: number): void {
		this.#scratchWanted = Math.max(this.#scratchWanted, bytes * this.parts);
	}

	/** Gives back scratch memory that a larger piece has replaced; no call that was written with it may run any more. */
	trimScratch(): void {
		for (const { pointer } of this.#scratch.splice(0, this.#scratch.length - 1)) this.release(pointer);
		this.#scratchWanted = 0;
	}

	get #scratchBase(): number {
		const largest = this.#scratch.at(-1);
		if (largest && largest.bytes >= this.#scratchWanted) return largest.pointer;
		const pointer = this.allocate(this.#scratchWanted);
		this.#scratch.push({ pointer, bytes: this.#scratchWanted });
		return pointer;
	}

	/** Fills an allocation with zeros. */
	clear(pointer: number, bytes: number): void {
		new Uint8Array(this.memory.buffer, pointer, bytes).fill(0);
	}

	/** Writes a call's arguments to an address, which must hold one word for each. */
	write<K extends KernelName>(name: K, args: Arguments<K>, pointer: number): void {
		const names: readonly string[] = CALLS[name];
		const values = args as Readonly<Record<string, number>>;
		for (const [i, key] of names.entries()) {
			const value = values[key];
			if (value === undefined) throw new TypeError(`${name} lacks ${key}`);
			if (FLOATS.has(key)) this.#floats[(pointer >> 2) + i] = value;
			else this.#ints[(pointer >> 2) + i] = SCRATCH.has(key) ? this.#scratchBase + value : value;
		}
	}

	/** Memory that holds a call's arguments, for a kernel that is called often. */
	prepare<K extends KernelName>(name: K, args: Arguments<K>): number {
		const pointer = this.allocate(4 * CALLS[name].length);
		this.write(name, args, pointer);
		return pointer;
	}

	/** Calls one kernel at once. */
	call<K extends KernelName>(name: K, args: Arguments<K>): void {
		this.#scratchCall ||= this.allocate(64 * 4);
		this.write(name, args, this.#scratchCall);
		this.exports[name](this.#scratchCall, 0, 1);
	}

	/**
	 * Executes `count` calls of a program (see src/kernels/README.md), on all threads when `together` says that it is worth it and they have
	 * started. Throws an {@link EngineError} when a thread died; from then on one thread does everything.
	 */
	run(program: number, count: number, together: boolean): void {
		const pool = together ? this.#readyPool() : undefined;
		if (!pool) {
			this.exports.run(program, count);
			return;
		}
		this.#checked(pool.run(program, count));
	}

	/**
	 * Executes a share of a program's only call, as `run` does; all shares together are the call. `scratch`: where its arguments say which scratch memory
	 * it has, and how many bytes of that each part takes: shares run one after the other, and have the same.
	 */
	runShare(program: number, together: boolean, share: Share, scratch: { readonly word: number; readonly each: number } | undefined): void {
		const pool = together ? this.#readyPool() : undefined;
		const shift = scratch ? (pool ? this.parts : 1) * share.part * scratch.each : 0;
		const at = (scratch?.word ?? 0) >> 2;
		// The kernel adds to it as many bytes as its part's number says, which counts on through the shares.
		if (scratch) this.#ints[at] = (this.#ints[at] ?? 0) - shift;
		try {
			if (pool) this.#checked(pool.run(program, 1, share));
			else this.exports.execute(this.#ints[program >> 2] ?? 0, this.#ints[(program >> 2) + 1] ?? 0, share.part, share.parts);
		} finally {
			if (scratch) this.#ints[at] = (this.#ints[at] ?? 0) + shift;
		}
	}

	/** Throws where a thread died. */
	#checked(allCame: boolean): void {
		if (allCame) return;
		this.endThreads();
		this.#poolless = true;
		throw new EngineError("internal", text("A thread of the engine died; from now on one thread computes."));
	}

	/** Ends the kernel threads; they start anew when a program is worth it. */
	endThreads(): void {
		this.#pool?.end();
		this.#pool = undefined;
	}

	/** The pool once all its threads are there; the first call starts them and does not wait. */
	#readyPool(): Pool | undefined {
		if (!this.#threads || this.#threads.count < 2 || this.#poolless) return undefined;
		this.#pool ??= this.#startPool(this.#threads);
		return this.#pool.ready ? this.#pool : undefined;
	}

	/** Starts the threads. Throws an {@link EngineError} where one cannot be; from then on one thread does everything. */
	#startPool(threads: KernelThreads): Pool {
		const control = this.allocate(4 * CONTROL_WORDS);
		try {
			return new Pool(threads, control, this);
		} catch (cause) {
			this.release(control);
			this.#poolless = true;
			const error = new EngineError("internal", text("A thread of the engine could not be started; from now on one thread computes."));
			error.cause = cause;
			throw error;
		}
	}

	#grow(size: number): void {
		const last = this.#gaps.at(-1);
		const end = this.memory.buffer.byteLength;
		const open = last && last.start + last.size === end ? last.size : 0;
		const pages = Math.max(LEAST_GROWTH, Math.ceil((size - open) / PAGE));
		const had = end / PAGE;
		const possible = Math.min(pages, MAXIMUM_PAGES - had);
		if (possible * PAGE + open < size) throw new RangeError(`the kernels' memory cannot grow by ${size} bytes`);
		this.memory.grow(possible);
		this.#floats = new Float32Array(this.memory.buffer);
		this.#ints = new Int32Array(this.memory.buffer);
		this.#giveBack(end, possible * PAGE);
	}

	#giveBack(start: number, size: number): void {
		let at = this.#gaps.findIndex((gap) => gap.start > start);
		if (at < 0) at = this.#gaps.length;
		this.#gaps.splice(at, 0, { start, size });
		for (const i of [at, at - 1]) {
			const [gap, next] = [this.#gaps[i], this.#gaps[i + 1]];
			if (!gap || !next || gap.start + gap.size !== next.start) continue;
			gap.size += next.size;
			this.#gaps.splice(i + 1, 1);
		}
	}
}
