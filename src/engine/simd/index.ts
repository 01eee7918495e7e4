import { opOf } from "../ops";
import type { Backend } from "../program";
import type { KernelModule } from "./heap";
import { SimdProgram } from "./program";

export { compileKernels, type KernelModule } from "./heap";

/** The SIMD kernels of `src/kernels`; layers that they do not know run on the reference's. See docs/engine.md. */
export const simd = (module: KernelModule): Backend => ({
	name: "simd",
	opOf,
	prepare: (plan, weights, previous) => new SimdProgram(module, plan, weights, previous instanceof SimdProgram ? previous : undefined),
});
