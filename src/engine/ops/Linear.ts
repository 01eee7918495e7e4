import { defineOp, needed, onlyInput } from "../op";
import type { Tensor } from "../tensor";

/**
 * y[n,o] = b[o] + Σ_i w[o,i] · x[n,i] over the last axis. x …×in, w out×in, b out or none, y …×out.
 * Sums are kept in float64 and rounded once. Source: torch.nn.Linear documentation.
 */
export function linear({ data: x }: Tensor, w: Tensor, b: Tensor | undefined, { data: y }: Tensor): void {
	const [outFeatures = 1, features = 1] = w.shape;
	const weights = w.data;
	const rows = x.length / features;
	const four = features - (features % 4);
	for (let row = 0; row < rows; row++) {
		const from = row * features;
		for (let o = 0; o < outFeatures; o++) {
			const at = o * features;
			// Four sums side by side, because each addition must wait for the one before it.
			let [s0, s1, s2, s3] = [0, 0, 0, 0];
			let i = 0;
			for (; i < four; i += 4) {
				s0 += weights[at + i]! * x[from + i]!;
				s1 += weights[at + i + 1]! * x[from + i + 1]!;
				s2 += weights[at + i + 2]! * x[from + i + 2]!;
				s3 += weights[at + i + 3]! * x[from + i + 3]!;
			}
			for (; i < features; i++) s0 += weights[at + i]! * x[from + i]!;
			y[row * outFeatures + o] = s0 + s1 + (s2 + s3) + (b ? b.data[o]! : 0);
		}
	}
}

export const Linear = defineOp({
	type: "Linear",
	forward(step) {
		linear(onlyInput(step), needed(step.parameters.weight, "weight"), step.parameters.bias, step.output);
	},
});
