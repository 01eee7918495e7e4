import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Backend, compileKernels, reference, simd } from "../../../src/engine";

const module = compileKernels(readFileSync(path.join(process.cwd(), "dist/kernels.wasm")));
assert.ok(module, "this machine has no WebAssembly SIMD, or no shared memory");

/** Every backend that what is said about running and training must hold for. */
export const backends: readonly Backend[] = [reference, simd({ module })];
