import * as v from "valibot";
import { type Attribute, flag, inferredCount, real } from "../attribute";
import type { Explanation, Parameter } from "../kind";
import { formatCount } from "../shape";
import { text } from "../text";

export const eps = real(1e-5, "Added to the variance, so that nothing is divided by zero.", { min: 0 });
export const affine = (byDefault: boolean): Attribute<boolean> =>
	flag(byDefault, "Whether each channel learns a factor and a shift that are applied afterwards.");
export const trackRunningStats = (byDefault: boolean): Attribute<boolean> =>
	flag(byDefault, "Whether a running mean and variance are kept in training and used afterwards.");
export const numFeatures = inferredCount("How many channels come in. Inferred from the layer above, and checked where it is written.");

/** PyTorch's None (JSON's null) stands for the plain average of all batches so far. */
export const momentum: Attribute<number | null> = {
	schema: v.nullable(v.pipe(v.number(), v.finite())),
	expects: text("a number, or null for the plain average of all batches"),
	required: false,
	default: 0.1,
	doc: "How much of each batch's mean and variance goes into the running ones; null takes the plain average.",
	read: (written) => (written === null ? null : Number(written)),
	usual: [0.1],
};

interface Learned {
	readonly affine: boolean;
	readonly track_running_stats?: boolean;
}

/** A norm's tensors: factor 1 and shift 0, running mean 0 and variance 1, one of each a channel. */
export function normParameters(channels: number, a: Learned): Parameter[] {
	const constant = (name: Parameter["name"], value: number) => ({ name, shape: [channels], init: { kind: "constant", value } }) as const;
	return [
		...(a.affine ? [constant("weight", 1), constant("bias", 0)] : []),
		...(a.track_running_stats
			? [{ ...constant("running_mean", 0), buffer: true } as const, { ...constant("running_var", 1), buffer: true } as const]
			: []),
	];
}

/** The count of batches that BatchNorm2d needs for a plain average. PyTorch keeps it with every momentum, but reads it with this one only. */
export const batchCount: Parameter = { name: "num_batches_tracked", shape: [], init: { kind: "constant", value: 0 }, buffer: true };

/** `64 + 64 = 128`: factors and shifts. */
export const explainNorm = (channels: number, a: Learned): Explanation =>
	a.affine ? { shape: [], parameters: `${channels} + ${channels} = ${formatCount(2 * channels)}` } : { shape: [] };
