import { opOf } from "../ops";
import type { Backend } from "../program";
import { type SimdParts, SimdProgram } from "./program";

export { compileKernels, type KernelJob, type KernelModule, type KernelThreads, serveKernels } from "./heap";

/** The SIMD kernels of `src/kernels`; layers that they do not know run on the reference's. See docs/engine.md. */
export const simd = (parts: SimdParts): Backend => ({
	name: "simd",
	opOf,
	prepare: (plan, weights, previous) => new SimdProgram(parts, plan, weights, previous instanceof SimdProgram ? previous : undefined),
});
