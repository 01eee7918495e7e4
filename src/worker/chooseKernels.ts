import type { KernelModule } from "../engine";
import { firstDifference, gain } from "./selfTest";

/** The kernels that compute, and why they are not the wide ones where those were wanted. */
export interface Chosen {
	readonly module: KernelModule;
	readonly wide: boolean;
	readonly whyNot?: string | undefined;
}

/** How many times as fast wide kernels must be. */
const LEAST = 1.15;

/**
 * The wide kernels where they give the same bits and gain, else the plain ones. `wide` throws, or is a reason, where there are none;
 * `measure`: how many times as fast they are.
 */
export function chooseKernels(plain: KernelModule, wide: () => KernelModule | string, measure: typeof gain = gain): Chosen {
	const refused = (whyNot: string): Chosen => ({ module: plain, wide: false, whyNot });
	try {
		const module = wide();
		if (typeof module === "string") return refused(module);
		const different = firstDifference(plain, module);
		if (different !== undefined) return refused(`they compute other bits: ${different}`);
		const times = measure(plain, module);
		if (times < LEAST) return refused(`they gain too little here: ${times.toFixed(2)} times as fast`);
		return { module, wide: true };
	} catch (error) {
		return refused(error instanceof Error ? error.message : String(error));
	}
}
