import { convWindow } from "../../network/layers/Conv2d";
import type { Pair } from "../../network/shape";
import type { PlanStep } from "../plan";
import { type Border, NO_BORDER } from "./field";
import { type Phase, phasesOf, reachOf } from "./phases";

/**
 * A convolution between a wide side (C maps of H×W, a Conv2d's input or a ConvTranspose2d's output) and a narrow one (O maps of
 * OH×OW). `down` computes narrow from wide, `up` wide from narrow; each is the other's gradient. Weights are O×(C/groups)×kh×kw.
 */
export interface Geometry {
	readonly wide: readonly number[];
	readonly narrow: readonly number[];
	readonly kernel: Pair;
	readonly stride: Pair;
	readonly dilation: Pair;
	readonly groups: number;
	readonly before: Pair;
	readonly after: Pair;
	/** The way up, along height and width. */
	readonly phases: readonly [readonly Phase[], readonly Phase[]];
}

type ConvValues = Parameters<typeof convWindow>[0] & { readonly groups: number };
interface TransposedValues {
	readonly kernel_size: Pair;
	readonly stride: Pair;
	readonly padding: Pair;
	readonly dilation: Pair;
	readonly groups: number;
}

function withPhases(known: Omit<Geometry, "phases">): Geometry {
	const { wide, kernel, stride, dilation, before } = known;
	const along = (axis: 0 | 1) => phasesOf(wide[axis + 1] ?? 1, kernel[axis], stride[axis], dilation[axis], before[axis]);
	return { ...known, phases: [along(0), along(1)] };
}

/** Of a Conv2d; shapes without the batch. */
export function convGeometry(step: PlanStep, input: readonly number[]): Geometry {
	const values = step.attributes as unknown as ConvValues;
	const { kernel, stride, dilation, before, after } = convWindow(values);
	return withPhases({ wide: input, narrow: step.node.shape, kernel, stride, dilation, groups: values.groups, before, after });
}

/** Of a ConvTranspose2d. */
export function transposedGeometry(step: PlanStep, input: readonly number[]): Geometry {
	const { kernel_size: kernel, stride, padding, dilation, groups } = step.attributes as unknown as TransposedValues;
	return withPhases({ wide: step.node.shape, narrow: input, kernel, stride, dilation, groups, before: padding, after: padding });
}

/** Zeros that `down` reads around the wide side. */
export function wideBorder({ wide, narrow, kernel, stride, dilation, before }: Geometry): Border {
	const after = ([0, 1] as const).map((axis) => {
		const last = ((narrow[axis + 1] ?? 1) - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis];
		return Math.max(0, last - before[axis] - ((wide[axis + 1] ?? 1) - 1));
	});
	return { top: before[0], left: before[1], bottom: after[0] ?? 0, right: after[1] ?? 0 };
}

/** Zeros that `up` reads around the narrow side. */
export function narrowBorder({ narrow, phases }: Geometry): Border {
	const rows = reachOf(phases[0], narrow[1] ?? 1);
	const columns = reachOf(phases[1], narrow[2] ?? 1);
	if (!rows.before && !rows.after && !columns.before && !columns.after) return NO_BORDER;
	return { top: rows.before, left: columns.before, bottom: rows.after, right: columns.after };
}

/** One kernel a channel, and as many maps out as in. */
export const isDepthwise = ({ groups, wide, narrow }: Geometry): boolean => groups > 1 && groups === wide[0] && groups === narrow[0];

/** Whether groups start at whole vectors on the sides that are written. */
export function groupsFit({ groups, wide, narrow }: Geometry, sides: readonly ("wide" | "narrow")[]): boolean {
	if (groups === 1) return true;
	return sides.every((side) => (((side === "wide" ? wide : narrow)[0] ?? 0) / groups) % 4 === 0);
}
