import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { compileKernels, type KernelModule } from "../../../src/engine";
import { compileOptimised, whyNotJoined } from "../../../src/worker/optimised";

export const kernelFile = (name: string): Buffer => readFileSync(path.join(process.cwd(), "dist", name));

export function compiled(bytes: Uint8Array): KernelModule {
	const module = compileKernels(bytes);
	assert.ok(module, "this machine has no WebAssembly SIMD, or no shared memory");
	return module;
}

const bytes = kernelFile("kernels-wide.wasm");

/** The wide kernels as every V8 runs them. */
export const wide = compiled(bytes);

/** Why the wide kernels cannot be joined here. */
export const whyNot = whyNotJoined();

/**
 * The wide kernels joined, where this Node's V8 can. With a section behind them that means nothing, because V8 otherwise gives what it
 * compiled of these bytes above.
 */
export const joined = whyNot === undefined ? compileOptimised(Buffer.concat([bytes, Buffer.from([0, 2, 1, 65])]), true) : undefined;
