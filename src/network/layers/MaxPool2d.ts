import { pair } from "../attribute";
import { defineLayer } from "../kind";
import { inferPool, poolAttributes, poolReach, poolWindow } from "./pool";
import { windowFormulas } from "./window";

/** Maximum of each window; padding counts as −∞. Formulas: torch.nn.MaxPool2d documentation. */
export const MaxPool2d = defineLayer({
	type: "MaxPool2d",
	group: "pooling",
	doc: "Keeps only the largest number of each window, so the maps shrink and small shifts of the input matter less.",
	takes: "one",
	rule: "C×H×W → C×H′×W′, H′ = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1)/stride⌋ + 1",
	attributes: {
		kernel_size: poolAttributes.kernel_size,
		stride: poolAttributes.stride,
		padding: pair(0, "Border added around the maps, at most half the kernel; it never wins.", { default: 0, usual: [0, 1] }),
		dilation: pair(1, "Distance between the pixels of a window; 1 is a solid window.", { default: 1, usual: [1, 2] }),
		ceil_mode: poolAttributes.ceil_mode,
	},
	infer: ([input = []], a) => inferPool("MaxPool2d", input, a),
	reach: (_, a) => poolReach(a),
	kernel: (a) => a.kernel_size,
	explain: ([input = []], a, output) => ({ shape: windowFormulas(input, poolWindow(a), output) }),
});
