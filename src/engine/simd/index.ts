import { opOf } from "../ops";
import type { Backend } from "../program";
import { type SimdParts, SimdProgram } from "./program";

export { type KernelJob, type KernelThreads, serveKernels } from "./pool";
export { compileKernels, type KernelModule } from "./wasm";

/**
 * The SIMD kernels of `src/kernels`; layers that they do not know run on the reference's. See docs/engine.md. A RangeError where `threads.count` is no
 * whole number from 1 on.
 */
export function simd(parts: SimdParts): Backend {
	const { count = 1 } = parts.threads ?? {};
	if (!Number.isInteger(count) || count < 1) throw new RangeError(`threads.count is ${count}; it must be a whole number from 1 on`);
	return {
		name: "simd",
		opOf,
		prepare: (plan, weights, previous) => new SimdProgram(parts, plan, weights, previous instanceof SimdProgram ? previous : undefined),
	};
}
