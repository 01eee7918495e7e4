import { elements } from "../../network/shape";
import { defineOp } from "../op";
import { combineAll, reduceTo } from "./broadcast";

/**
 * y = a·b·…, with PyTorch's broadcasting. An input's gradient is ∂y times all other inputs (∂a = ∂y·b·…), summed over the axes along
 * which the input was spread. Source: torch.mul documentation.
 */
export const Multiply = defineOp({
	type: "Multiply",
	forward: (step) => combineAll(step.inputs, step.output, (a, b) => a * b),
	backward({ inputs }, { output: gy, inputs: gradients }) {
		const product = { shape: gy.shape, data: new Float64Array(elements(gy.shape)) };
		for (const [i, gx] of gradients.entries()) {
			if (!gx) continue;
			combineAll([gy, ...inputs.filter((_, other) => other !== i)], product, (a, b) => a * b);
			reduceTo(gx, product);
		}
	},
});
