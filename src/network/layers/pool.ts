import type { Fault } from "../issue";
import type { Pair } from "../shape";
import { text } from "../text";
import type { Window } from "./window";

interface Values {
	readonly kernel_size: Pair;
	readonly stride: Pair | undefined;
	readonly padding: Pair;
	readonly dilation?: Pair;
	readonly ceil_mode: boolean;
}

/** A pool's window: the stride is the kernel size where it is not written. */
export const poolWindow = (a: Values): Window => ({
	kernel: a.kernel_size,
	stride: a.stride ?? a.kernel_size,
	before: a.padding,
	after: a.padding,
	dilation: a.dilation ?? [1, 1],
	ceil: a.ceil_mode,
});

/** PyTorch refuses a pool's padding beyond half its kernel. */
export function paddingFault(type: string, kernel: Pair, padding: Pair): Fault | undefined {
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
		fixes: [{ kind: "set", attribute: "padding", value: half[0] === half[1] ? (half[0] ?? 0) : half }],
	};
}
