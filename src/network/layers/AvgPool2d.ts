import { flag, inferredCount, pair } from "../attribute";
import { defineLayer } from "../kind";
import { inferPool, poolAttributes, poolReach, poolWindow } from "./pool";
import { windowFormulas } from "./window";

/** Mean of each window. Formulas: torch.nn.AvgPool2d documentation. */
export const AvgPool2d = defineLayer({
	type: "AvgPool2d",
	group: "pooling",
	doc: "Replaces each window by the mean of its numbers, so the maps shrink and become smoother.",
	takes: "one",
	rule: "C×H×W → C×H′×W′, H′ = ⌊(H + 2·padding − kernel_size)/stride⌋ + 1",
	attributes: {
		kernel_size: poolAttributes.kernel_size,
		stride: poolAttributes.stride,
		padding: pair(0, "Zeros added around the maps, at most half the kernel.", { default: 0, usual: [0, 1] }),
		ceil_mode: poolAttributes.ceil_mode,
		count_include_pad: flag(true, "Whether the zeros of the padding count when the sum is divided."),
		divisor_override: inferredCount("Divides each sum by this number instead of by the size of the window."),
	},
	infer: ([input = []], a) => inferPool("AvgPool2d", input, a),
	reach: (_, a) => poolReach(a),
	kernel: (a) => a.kernel_size,
	explain: ([input = []], a, output) => ({ shape: windowFormulas(input, poolWindow(a), output) }),
});
