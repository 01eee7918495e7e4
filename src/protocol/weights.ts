/**
 * Weights on their way from a worker to the one that is started when it has died. The worker hands them to the host with its answers, the
 * host gives them back with the first run. They lie in shared memory, so that nothing is copied, and so that the host has every number that is
 * written later, too: a training step, a loaded file.
 */
import * as v from "valibot";
import { LARGEST } from "../network/attribute";
import { MAX_LAYERS } from "../network/limits";
import { bytesOf, type Shape } from "../network/shape";

/** One tensor: float32, row-major, from the buffer's start. The buffer may be longer than the shape needs. */
export interface KeptTensor {
	/** As in PyTorch's state dict: `weight`, `running_mean`. */
	readonly name: string;
	readonly shape: Shape;
	readonly buffer: ArrayBufferLike;
}

export const origins = ["initialised", "given", "trained"] as const;
/** Initialised at random (at least in part), given by a file, or trained since. */
export type Origin = (typeof origins)[number];

/** The weights of one layer, and what later layers are matched with it by. */
export interface KeptLayer {
	readonly key: string;
	readonly type: string;
	readonly identity: string;
	/** Where its numbers come from; "initialised" where it is not said. */
	readonly origin?: Origin | undefined;
	readonly tensors: readonly KeptTensor[];
}

export interface WeightsKeep {
	/** The seed that what is missing is initialised from. */
	readonly seed: number;
	/** In the network's order; layers without weights are left out. */
	readonly layers: readonly KeptLayer[];
}

const isBuffer = (value: unknown): value is ArrayBufferLike =>
	value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer);

const name = v.pipe(v.string(), v.maxLength(4096));

const tensorSchema = v.pipe(
	v.object({
		name: v.pipe(v.string(), v.regex(/^[a-z_]{1,64}$/)),
		shape: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST))), v.maxLength(4)),
		buffer: v.custom<ArrayBufferLike>(isBuffer, "neither an ArrayBuffer nor a SharedArrayBuffer"),
	}),
	v.check(({ shape, buffer }) => buffer.byteLength >= bytesOf(shape), "fewer bytes than the shape needs"),
);

const keptLayerSchema = v.object({
	key: name,
	type: name,
	identity: name,
	origin: v.optional(v.picklist(origins)),
	tensors: v.pipe(
		v.array(tensorSchema),
		v.minLength(1),
		v.check((tensors) => new Set(tensors.map((tensor) => tensor.name)).size === tensors.length, "the same tensor twice"),
	),
});

const keepSchema = v.object({ seed: v.pipe(v.number(), v.integer()), layers: v.pipe(v.array(v.unknown()), v.maxLength(MAX_LAYERS)) });

/** What of a keep can be gone on from, and what not: one line each, for the log. Never throws. */
export function readKeep(value: unknown): { readonly keep: WeightsKeep | undefined; readonly refused: readonly string[] } {
	const whole = v.safeParse(keepSchema, value);
	if (!whole.success) return { keep: undefined, refused: [`all weights: ${reasonOf(whole.issues)}`] };
	const layers: KeptLayer[] = [];
	const refused: string[] = [];
	for (const [i, each] of whole.output.layers.entries()) {
		const layer = v.safeParse(keptLayerSchema, each);
		if (layer.success) layers.push(layer.output);
		else refused.push(`layer ${nameOf(each) ?? `at ${i}`}: ${reasonOf(layer.issues)}`);
	}
	return { keep: { seed: whole.output.seed, layers }, refused };
}

const nameOf = (layer: unknown): string | undefined =>
	typeof layer === "object" && layer !== null && "key" in layer && typeof layer.key === "string" ? layer.key.slice(0, 64) : undefined;

function reasonOf([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
	return `${issue.message} (at ${v.getDotPath(issue) ?? "the top"})`;
}
