import { flag, optionalPair, pair } from "../attribute";
import { type Fault, type Inference, inferred, refused } from "../issue";
import type { Reach } from "../kind";
import { dilated, type Pair, type Shape } from "../shape";
import { text } from "../text";
import { isMaps, needsMaps, shortly, type Window, windowFault, windowsAlong } from "./window";

interface Values {
	readonly kernel_size: Pair;
	readonly stride: Pair | undefined;
	readonly padding: Pair;
	readonly dilation?: Pair;
	readonly ceil_mode: boolean;
}

/** The attributes that every sliding pool has. */
export const poolAttributes = {
	kernel_size: pair(1, "Height and width of the window.", { usual: [2, 3] }),
	stride: optionalPair(1, "How far the window moves; the kernel size where it is not written.", { usual: [2, 1, 3] }),
	ceil_mode: flag(false, "Rounds the output size up, so that a last, partial window counts too."),
};

/** A pool's window: the stride is the kernel size where it is not written. */
export const poolWindow = (a: Values): Window => ({
	kernel: a.kernel_size,
	stride: a.stride ?? a.kernel_size,
	before: a.padding,
	after: a.padding,
	dilation: a.dilation ?? [1, 1],
	ceil: a.ceil_mode,
});

/** PyTorch refuses a pool's padding beyond half its kernel (aten/src/ATen/native/Pool.h, pool2d_shape_check). */
function paddingFault(type: string, kernel: Pair, padding: Pair): Fault | undefined {
	if (padding[0] <= kernel[0] / 2 && padding[1] <= kernel[1] / 2) return undefined;
	const half = kernel.map((k, axis) => Math.min(padding[axis] ?? 0, Math.floor(k / 2)));
	return {
		code: "attributes-disagree",
		attribute: "padding",
		text: text("{type}'s padding {padding} is more than half its kernel {kernel}; PyTorch allows at most half.", {
			type,
			padding: padding.join("×"),
			kernel: kernel.join("×"),
		}),
		fixes: [{ kind: "set", attribute: "padding", value: shortly(half) }],
	};
}

/** Channels stay; height and width follow the sliding window. */
export function inferPool(type: string, input: Shape, a: Values): Inference {
	if (!isMaps(input)) return needsMaps(type, input);
	const window = poolWindow(a);
	const smallestKernel: Pair = [2 * a.padding[0], 2 * a.padding[1]];
	const fault = paddingFault(type, a.kernel_size, a.padding) ?? windowFault(type, input, window, { ceil: true, smallestKernel });
	if (fault) return refused(fault);
	return inferred([input[0], windowsAlong(input[1], window, 0), windowsAlong(input[2], window, 1)]);
}

/** A pool sees one window. */
export const poolReach = (a: Values): Reach => ({
	window: [dilated(a.kernel_size[0], a.dilation?.[0] ?? 1), dilated(a.kernel_size[1], a.dilation?.[1] ?? 1)],
	stride: a.stride ?? a.kernel_size,
});
