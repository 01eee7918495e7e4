import type { Reach } from "../network/kind";
import type { Shape } from "../network/shape";
import type { ReceptiveField } from "./analysis";

/** What the model's input sees of itself. */
export const onePixel: ReceptiveField = { size: [1, 1], stride: [1, 1], whole: false };

/**
 * The receptive field behind a layer: r + (window − 1)·jump, then jump·stride, along each axis; over several inputs the largest.
 * Source: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 */
export function seenThrough(reach: Reach, inputs: readonly ReceptiveField[], modelInput: Shape): ReceptiveField {
	const whole = reach === "all" || inputs.some((input) => input.whole);
	const [size, stride] = union(inputs);
	const next =
		typeof reach === "object"
			? ({
					size: [size[0] + (reach.window[0] - 1) * stride[0], size[1] + (reach.window[1] - 1) * stride[1]],
					stride: [stride[0] * reach.stride[0], stride[1] * reach.stride[1]],
				} as const)
			: { size, stride };
	return whole ? { size: extent(modelInput), stride: next.stride, whole } : { ...next, whole };
}

function union(inputs: readonly ReceptiveField[]): [ReceptiveField["size"], ReceptiveField["stride"]] {
	const [first = onePixel, ...others] = inputs;
	return others.reduce<[ReceptiveField["size"], ReceptiveField["stride"]]>(
		([size, stride], { size: s, stride: j }) => [
			[Math.max(size[0], s[0]), Math.max(size[1], s[1])],
			[Math.max(stride[0], j[0]), Math.max(stride[1], j[1])],
		],
		[first.size, first.stride],
	);
}

/** Height and width of the input; a vector is one row. */
const extent = (shape: Shape): ReceptiveField["size"] => (shape.length === 3 ? [shape[1] ?? 1, shape[2] ?? 1] : [1, shape[0] ?? 1]);
