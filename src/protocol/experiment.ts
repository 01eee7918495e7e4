/** Experiments with the network that is shown, between host and worker and between host and panel: the values of network/experiment.ts. */
import * as v from "valibot";
import type { ExperimentQuery, ExperimentResult } from "../network/experiment";
import type { EngineFault } from "./engine";

export type ExperimentRequest = ExperimentQuery & { readonly revision: number };

export interface ExperimentReply {
	readonly ok: true;
	readonly revision: number;
	readonly result: ExperimentResult;
}

export interface ExperimentFunctions {
	/** The network stays as it is. A fault (`invalid-request`) where the layer is not of a kind that it can be tried with. */
	experiment(request: ExperimentRequest): ExperimentReply | EngineFault;
}

/** Most numbers of a kernel that can be changed by hand, and how large each may be. */
export const MAX_KERNEL = 1024;
export const MAX_KERNEL_NUMBER = 1000;

/** Furthest that a picture is moved, in pixels. */
export const MAX_SHIFT = 4096;

const nat = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const shift = v.pipe(v.number(), v.integer(), v.minValue(-MAX_SHIFT), v.maxValue(MAX_SHIFT));

const kernelNumbers = v.pipe(
	v.array(v.pipe(v.number(), v.finite(), v.minValue(-MAX_KERNEL_NUMBER), v.maxValue(MAX_KERNEL_NUMBER))),
	v.maxLength(MAX_KERNEL),
);

const about = {
	revision: nat(Number.MAX_SAFE_INTEGER),
	layer: v.pipe(v.string(), v.maxLength(512)),
	tile: nat(1e9),
};

export const experimentSchema = v.variant("kind", [
	v.object({ ...about, kind: v.literal("translation"), dy: shift, dx: shift }),
	v.object({
		...about,
		kind: v.literal("rotation"),
		degrees: v.pipe(v.number(), v.integer(), v.minValue(-180), v.maxValue(180)),
		invert: v.boolean(),
	}),
	v.object({ ...about, kind: v.literal("ablation") }),
	v.object({ ...about, kind: v.literal("subsampling") }),
	v.object({ ...about, kind: v.literal("padding") }),
	v.object({ ...about, kind: v.literal("pooling") }),
	v.object({ ...about, kind: v.literal("kernel"), source: v.optional(nat(1e9)), values: v.optional(kernelNumbers) }),
]);
