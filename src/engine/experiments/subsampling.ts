import type { ExperimentResult } from "../../network/experiment";
import type { Shape } from "../../network/shape";
import { resample } from "../data/resample";
import type { Model } from "../model";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";

const FACTORS = [2, 4, 8];

/** A picture C×H×W at a fraction of its size (means of the pixels that fall together), brought back to its size (linear in between). */
export function coarser([channels = 1, height = 1, width = 1]: Shape, numbers: Float32Array, factor: number): Float32Array {
	const result = new Float32Array(numbers.length);
	const size = height * width;
	for (let c = 0; c < channels; c++) {
		const plane = { width, height, numbers: numbers.subarray(c * size, (c + 1) * size) };
		const small = resample(plane, Math.max(1, Math.round(width / factor)), Math.max(1, Math.round(height / factor)));
		result.set(resample(small, width, height).numbers, c * size);
	}
	return result;
}

/** The picture with ever fewer pixels: whether the network still sees what it is. Undefined where its input is no picture. */
export function subsampling(model: Model, scratch: Scratch, input: Float32Array, watched: Watched): ExperimentResult | undefined {
	const graph = model.plan?.graph;
	const [, height = 1, width = 1] = graph?.input ?? [];
	if (graph?.input.length !== 3) return undefined;
	const other = scratch.of(graph, model);
	const trials = FACTORS.filter((factor) => factor <= Math.min(height, width)).map((factor) => {
		const coarse = coarser(graph.input, input, factor);
		other.forward(coarse);
		return { factor, after: outcome(other, coarse, watched, model) };
	});
	return { kind: "subsampling", before: outcome(model, input, watched), trials };
}
