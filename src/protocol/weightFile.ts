/** Files of weights, between host and worker: the host reads and writes files, the worker knows what stands in them. */
import * as v from "valibot";
import type { EngineFault } from "./engine";

export interface WeightFileFunctions {
	/**
	 * Hands over a safetensors file. With `replace`, the next run gives its numbers to every layer whose tensors fit; without, and in the runs
	 * after that, only to layers that begin anew, until weights are re-initialised. A fault says why the file cannot be read.
	 */
	loadWeights(request: { readonly bytes: ArrayBuffer; readonly replace: boolean }): { readonly ok: true } | EngineFault;
	/** The weights of the network that was run last, as a safetensors file. */
	saveWeights(request: {
		readonly metadata: Readonly<Record<string, string>>;
	}): { readonly ok: true; readonly bytes: ArrayBuffer; readonly tensors: number } | EngineFault;
}

export const loadWeightsSchema = v.object({ bytes: v.instance(ArrayBuffer), replace: v.boolean() });

export const saveWeightsSchema = v.object({
	metadata: v.record(v.pipe(v.string(), v.maxLength(64)), v.pipe(v.string(), v.maxLength(65_536))),
});
