/** A run as a file: a safetensors file of its weights and of what the optimiser remembers, with all the rest as JSON in its metadata. */
import * as v from "valibot";
import type { EngineFault } from "./engine";
import { type TrainingNews, type TrainRequest, trainSchema } from "./training";

export interface KeptRunFunctions {
	/** The run as it is now, to be gone on from in another worker; a fault where nothing was trained, or its numbers broke. */
	keepRun(request: {
		readonly metadata: Readonly<Record<string, string>>;
	}): { readonly ok: true; readonly bytes: ArrayBuffer; readonly step: number } | EngineFault;
	/** Goes on from a run that was kept: afterwards it is paused there. What of it the network has no place for is left out. */
	resumeRun(request: TrainRequest & { readonly bytes: ArrayBuffer }): TrainingNews | EngineFault;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const share = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));
/** A field that is absent and one that is undefined mean the same. */
const whole = <P extends { readonly accuracy?: number | undefined }>(point: P) => ({ ...point, accuracy: point.accuracy });
const real = v.pipe(v.number(), v.finite());
const words = v.pipe(v.string(), v.maxLength(4096));

/** More points than a curve has are none that it wrote. */
const points = <S extends v.GenericSchema>(point: S) => v.pipe(v.array(v.unknown()), v.maxLength(2000), v.array(point));

/** What stands in the metadata of a kept run. Losses that were no finite numbers are null in JSON: those points are left out before. */
export const keptRunSchema = v.object({
	step: count,
	ticks: count,
	epoch: count,
	at: count,
	elapsedMs: v.pipe(real, v.minValue(0)),
	train: points(v.pipe(v.object({ step: count, loss: real, accuracy: share, lr: real }), v.transform(whole))),
	test: points(v.pipe(v.object({ step: count, epoch: count, loss: real, accuracy: share, data: v.optional(words) }), v.transform(whole))),
	/** The optimiser's memory of each trainable; its numbers are the tensors `~INDEX.BUFFER`. */
	states: v.pipe(
		v.array(v.unknown()),
		v.maxLength(100_000),
		v.array(v.object({ layer: words, name: words, layout: words, step: count, buffers: v.pipe(v.array(words), v.maxLength(8)) })),
	),
});
export type KeptRunFacts = v.InferOutput<typeof keptRunSchema>;

export const resumeSchema = v.object({ ...trainSchema.entries, bytes: v.instance(ArrayBuffer) });
