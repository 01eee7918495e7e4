import { text } from "../../network/text";
import { EngineError } from "../fault";
import { type Arguments, CALLS, FLOATS, type KernelName } from "./calls";

/** A compiled `kernels.wasm`; made by {@link compileKernels} and opaque to everyone else. May be posted to other threads. */
export interface KernelModule {
	readonly [Symbol.toStringTag]: string;
}

/** The little of WebAssembly that is used here; its types live in libraries that this room does not know. */
interface Memory {
	readonly buffer: SharedArrayBuffer;
	grow(pages: number): number;
}
type Kernel = (call: number, part: number, parts: number) => void;
interface Exports extends Readonly<Record<KernelName, Kernel>> {
	readonly run: (program: number, count: number, part: number, parts: number, sync: number) => number;
	readonly runTogether: (control: number, program: number, count: number, parts: number) => number;
	readonly serve: (control: number, part: number, parts: number) => void;
}
interface WebAssemblyFace {
	readonly Module: new (bytes: Uint8Array) => KernelModule;
	readonly Memory: new (wanted: { initial: number; maximum: number; shared: true }) => Memory;
	readonly Instance: new (module: KernelModule, imports: { env: { memory: Memory } }) => { readonly exports: Exports };
	readonly validate: (bytes: Uint8Array) => boolean;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyFace };

const PAGE = 65536;
/** As scripts/kernels.mjs says. */
const MAXIMUM_PAGES = 32768;
/** A cache line and the widest SIMD register. */
const ALIGNMENT = 64;
/** Memory grows by at least this much: 4 MiB. */
const LEAST_GROWTH = 64;

/**
 * Compiles the kernels, or gives undefined where WebAssembly, its SIMD or shared memory is missing: then the reference backend serves.
 */
export function compileKernels(bytes: Uint8Array): KernelModule | undefined {
	if (!WebAssembly || typeof SharedArrayBuffer === "undefined" || !WebAssembly.validate(bytes)) return undefined;
	return new WebAssembly.Module(bytes);
}

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
	/** Starts one; gives what ends it. */
	readonly start: (job: KernelJob) => () => void;
}

/** What a kernel thread does: serves programs until it is ended. Returns only then. */
export function serveKernels({ module, memory, control, part, parts }: KernelJob): void {
	if (!WebAssembly) throw new TypeError("there is no WebAssembly");
	new WebAssembly.Instance(module, { env: { memory } }).exports.serve(control, part, parts);
}

/** Words of the pool's control block: see src/kernels/pool.ts. */
const ENDING = 5;
const PRESENT = 6;
const CONTROL_WORDS = 8;

/** A stretch of memory that nobody holds. */
interface Gap {
	start: number;
	size: number;
}

/** One growing memory with kernels that work in it. Pointers are byte addresses; 0 is nobody's. */
export class Heap {
	readonly memory: Memory;
	readonly module: KernelModule;
	readonly #exports: Exports;
	readonly #threads: KernelThreads | undefined;
	/** Undefined before it is first wanted, and after a thread died. */
	#pool: { readonly control: number; readonly stops: readonly (() => void)[] } | undefined;
	#poolless = false;
	readonly #sizes = new Map<number, number>();
	/** In the order of addresses, never two side by side. */
	#gaps: Gap[] = [];
	#floats: Float32Array;
	#ints: Int32Array;
	#scratchCall = 0;

	/** Throws a RangeError where the machine refuses the memory. */
	constructor(module: KernelModule, threads?: KernelThreads) {
		if (!WebAssembly) throw new TypeError("there is no WebAssembly");
		this.module = module;
		this.#threads = threads;
		this.memory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true });
		this.#exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports;
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
			else this.#ints[(pointer >> 2) + i] = value;
		}
	}

	/** Calls one kernel at once. */
	call<K extends KernelName>(name: K, args: Arguments<K>): void {
		this.#scratchCall ||= this.allocate(64 * 4);
		this.write(name, args, this.#scratchCall);
		this.#exports[name](this.#scratchCall, 0, 1);
	}

	/**
	 * Executes `count` calls of a program (see src/kernels/README.md), on all threads when `together` says that it is worth it and they have
	 * started. Throws an {@link EngineError} when a thread died; from then on one thread does everything.
	 */
	run(program: number, count: number, together: boolean): void {
		const pool = together ? this.#readyPool() : undefined;
		if (!pool) {
			this.#exports.run(program, count, 0, 1, 0);
			return;
		}
		if (this.#exports.runTogether(pool.control, program, count, pool.stops.length + 1)) return;
		this.endThreads();
		this.#poolless = true;
		throw new EngineError("internal", text("A thread of the engine died; from now on one thread computes."));
	}

	/** Ends the kernel threads; they start anew when a program is worth it. */
	endThreads(): void {
		if (!this.#pool) return;
		Atomics.store(this.#ints, (this.#pool.control >> 2) + ENDING, 1);
		for (const stop of this.#pool.stops) stop();
		this.#pool = undefined;
	}

	/** The pool once all its threads are there; the first call starts them and does not wait. */
	#readyPool() {
		const others = (this.#threads?.count ?? 1) - 1;
		if (!this.#threads || others < 1 || this.#poolless) return undefined;
		if (!this.#pool) {
			const control = this.allocate(4 * CONTROL_WORDS);
			this.clear(control, 4 * CONTROL_WORDS);
			const { start } = this.#threads;
			const job = { module: this.module, memory: this.memory, control, parts: others + 1 };
			this.#pool = { control, stops: Array.from({ length: others }, (_, i) => start({ ...job, part: i + 1 })) };
		}
		return Atomics.load(this.#ints, (this.#pool.control >> 2) + PRESENT) === others ? this.#pool : undefined;
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
