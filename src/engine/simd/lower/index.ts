import type { PlanStep } from "../../plan";
import type { Lowering } from "../site";
import { Conv2d, ConvTranspose2d, Linear } from "./convolution";
import { Add, BatchNorm2d, Multiply } from "./norm";
import { pointwise } from "./pointwise";
import { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from "./pool";
import { Concat, Flatten, Identity, Upsample, ZeroPad2d } from "./shape";

/** Layer kinds that the kernels know, wholly or in part; all others run on the reference's kernels. */
const lowerings: ReadonlyMap<string, Lowering> = new Map(
	Object.entries({
		Conv2d,
		ConvTranspose2d,
		Linear,
		MaxPool2d,
		AvgPool2d,
		AdaptiveAvgPool2d,
		BatchNorm2d,
		Add,
		Multiply,
		Concat,
		Flatten,
		Identity,
		Upsample,
		ZeroPad2d,
		...pointwise,
	}),
);

export const loweringOf = (type: string): Lowering | undefined => lowerings.get(type);

/** An interval to bring numbers into. */
export interface Clamping {
	readonly low: number;
	readonly high: number;
}

/** The interval of an activation that only clamps. */
export function clampOf({ node: { type }, attributes }: PlanStep): Clamping | undefined {
	if (type === "ReLU") return { low: 0, high: Number.POSITIVE_INFINITY };
	if (type === "ReLU6") return { low: 0, high: 6 };
	if (type === "Hardtanh") return { low: Number(attributes.min_val), high: Number(attributes.max_val) };
	return undefined;
}
