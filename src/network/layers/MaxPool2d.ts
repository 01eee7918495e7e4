import { flag, optionalPair, pair } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { dilated } from "../shape";
import { paddingFault, poolWindow } from "./pool";
import { isMaps, needsMaps, windowFault, windowFormulas, windowsAlong } from "./window";

/** Maximum of each window; padding counts as −∞. Formulas: torch.nn.MaxPool2d documentation. */
export const MaxPool2d = defineLayer({
	type: "MaxPool2d",
	group: "pooling",
	doc: "Keeps only the largest number of each window, so the maps shrink and small shifts of the input matter less.",
	takes: "one",
	attributes: {
		kernel_size: pair(1, "Height and width of the window.", { usual: [2, 3] }),
		stride: optionalPair(1, "How far the window moves; the kernel size where it is not written.", { usual: [2, 1, 3] }),
		padding: pair(0, "Border added around the maps, at most half the kernel; it never wins.", { default: 0, usual: [0, 1] }),
		dilation: pair(1, "Distance between the pixels of a window; 1 is a solid window.", { default: 1, usual: [1, 2] }),
		ceil_mode: flag(false, "Rounds the output size up, so that a last, partial window counts too."),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("MaxPool2d", input);
		const window = poolWindow(a);
		const fault = paddingFault("MaxPool2d", a.kernel_size, a.padding) ?? windowFault("MaxPool2d", input, window);
		if (fault) return refused(fault);
		return inferred([input[0], windowsAlong(input[1], window, 0), windowsAlong(input[2], window, 1)]);
	},
	reach: (_, a) => ({
		window: [dilated(a.kernel_size[0], a.dilation[0]), dilated(a.kernel_size[1], a.dilation[1])],
		stride: a.stride ?? a.kernel_size,
	}),
	kernel: (a) => a.kernel_size,
	explain: ([input = []], a, output) => ({ shape: windowFormulas(input, poolWindow(a), output) }),
});
