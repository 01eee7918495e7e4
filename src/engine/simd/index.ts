import { opOf } from "../ops";
import type { Backend } from "../program";
import { type SimdParts, SimdProgram } from "./program";

export { type KernelJob, type KernelThreads, serveKernels } from "./pool";
export { compileKernels, type KernelModule } from "./wasm";

/** The SIMD kernels of `src/kernels`; layers that they do not know run on the reference's. See docs/engine.md. */
export const simd = (parts: SimdParts): Backend => ({
	name: "simd",
	opOf,
	prepare: (plan, weights, previous) => new SimdProgram(parts, plan, weights, previous instanceof SimdProgram ? previous : undefined),
});
