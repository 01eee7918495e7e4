import type { KernelName } from "./calls";

/** A compiled `kernels.wasm`; made by {@link compileKernels} and opaque to everyone else. May be posted to other threads. */
export interface KernelModule {
	readonly [Symbol.toStringTag]: string;
}

/** The little of WebAssembly that is used here; its types live in libraries that this room does not know. */
export interface Memory {
	readonly buffer: SharedArrayBuffer;
	grow(pages: number): number;
}

/** What the module gives: every kernel, one call of a program by the kernel's number, and whole programs. */
export interface Kernels extends Readonly<Record<KernelName, (call: number, part: number, parts: number) => void>> {
	readonly execute: (kernel: number, call: number, part: number, parts: number) => void;
	readonly run: (program: number, count: number) => void;
}

interface Face {
	readonly Module: new (bytes: Uint8Array) => KernelModule;
	readonly Memory: new (wanted: { initial: number; maximum: number; shared: true }) => Memory;
	readonly Instance: new (module: KernelModule, imports: { env: { memory: Memory } }) => { readonly exports: Kernels };
	readonly validate: (bytes: Uint8Array) => boolean;
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: Face };

export const PAGE = 65536;
/** 2 GiB, as scripts/kernels.mjs says. Reserved, not taken. */
export const MAXIMUM_PAGES = 32768;

/** Compiles the kernels, or gives undefined where WebAssembly, its SIMD or shared memory is missing: then the reference backend serves. */
export function compileKernels(bytes: Uint8Array): KernelModule | undefined {
	if (!WebAssembly || typeof SharedArrayBuffer === "undefined" || !WebAssembly.validate(bytes)) return undefined;
	return new WebAssembly.Module(bytes);
}

function face(): Face {
	if (!WebAssembly) throw new TypeError("there is no WebAssembly");
	return WebAssembly;
}

/** A growing memory that threads may share. Throws a RangeError where the machine refuses it. */
export const newMemory = (pages: number): Memory => new (face().Memory)({ initial: pages, maximum: MAXIMUM_PAGES, shared: true });

/** The kernels over a memory. */
export const instantiate = (module: KernelModule, memory: Memory): Kernels => new (face().Instance)(module, { env: { memory } }).exports;
