import { defineOp, onlyInput } from "../op";

/** y = max(0, x); NaN stays NaN. dy/dx = 1 above 0, else 0. Source: torch.nn.ReLU documentation. */
export const ReLU = defineOp({
	type: "ReLU",
	forward(step) {
		const x = onlyInput(step).data;
		const y = step.output.data;
		for (let i = 0; i < x.length; i++) y[i] = Math.max(x[i]!, 0);
	},
	backward(step, { output: { data: gy }, inputs: [gx] }) {
		const x = onlyInput(step).data;
		if (gx) for (let i = 0; i < x.length; i++) if (x[i]! > 0) gx.data[i]! += gy[i]!;
	},
});
