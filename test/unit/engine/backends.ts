import { type Backend, reference, simd } from "../../../src/engine";
import { compiled, joined, kernelFile, wide } from "../kernels/wideKernels";

/** Every backend that what is said about running and training must hold for; the wide kernels joined where this Node's V8 can. */
export const backends: readonly Backend[] = [
	reference,
	simd({ module: compiled(kernelFile("kernels.wasm")) }),
	{ ...simd({ module: joined ?? wide }), name: "simd, wide" },
];
