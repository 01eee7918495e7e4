import { defineOp, onlyInput } from "../op";

/** y = max(0, x); NaN stays NaN. Source: torch.nn.ReLU documentation. */
export const ReLU = defineOp({
	type: "ReLU",
	forward(step) {
		const x = onlyInput(step).data;
		const y = step.output.data;
		for (let i = 0; i < x.length; i++) y[i] = x[i]! < 0 ? 0 : x[i]!;
	},
});
