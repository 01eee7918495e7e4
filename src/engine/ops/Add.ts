import { defineOp } from "../op";
import { combineAll, reduceTo } from "./broadcast";

/**
 * y = a + b + …, with PyTorch's broadcasting. Each input's gradient is ∂y, summed over the axes along which the input was spread.
 * Source: torch.add documentation.
 */
export const Add = defineOp({
	type: "Add",
	forward: (step) => combineAll(step.inputs, step.output, (a, b) => a + b),
	backward(_, { output: gy, inputs }) {
		for (const gx of inputs) if (gx) reduceTo(gx, gy);
	},
});
