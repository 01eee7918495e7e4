import { defineOp, needed, onlyInput } from "../op";
import type { AnyTensor, Numbers } from "../tensor";
import { addSums } from "./addSums";

/**
 * y[n,o] = b[o] + Σ_i w[o,i] · x[n,i] over the last axis. x …×in, w out×in, b out or none, y …×out.
 * Sums are kept in float64 and rounded once. Source: torch.nn.Linear documentation.
 */
export function linear({ data: x }: AnyTensor, w: AnyTensor, b: AnyTensor | undefined, { data: y }: AnyTensor): void {
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

/**
 * ∂x[n,i] += Σ_o ∂y[n,o] · w[o,i], ∂w[o,i] += Σ_n ∂y[n,o] · x[n,i], ∂b[o] += Σ_n ∂y[n,o]; n counts all rows.
 * In matrices, with rows as vectors: y = x·wᵀ, so ∂x = ∂y·w and ∂w = ∂yᵀ·x.
 */
export function linearBackward(
	{ data: x }: AnyTensor,
	w: AnyTensor,
	{ data: gy }: AnyTensor,
	{ gx, gw, gb }: Readonly<Record<"gx" | "gw" | "gb", AnyTensor | undefined>>,
): void {
	const [outFeatures = 1, features = 1] = w.shape;
	const rows = x.length / features;
	const sums = new Float64Array(features);
	for (let row = 0; gx && row < rows; row++) {
		sums.fill(0);
		for (let o = 0; o < outFeatures; o++) addMultiple(sums, gy[row * outFeatures + o]!, w.data, o * features);
		addSums(gx.data, sums, row * features);
	}
	for (let o = 0; gw && o < outFeatures; o++) {
		sums.fill(0);
		for (let row = 0; row < rows; row++) addMultiple(sums, gy[row * outFeatures + o]!, x, row * features);
		addSums(gw.data, sums, o * features);
	}
	for (let o = 0; gb && o < outFeatures; o++) {
		let sum = 0;
		for (let row = 0; row < rows; row++) sum += gy[row * outFeatures + o]!;
		gb.data[o]! += sum;
	}
}

/** sums[i] += factor · numbers[first + i]. */
function addMultiple(sums: Float64Array, factor: number, numbers: Numbers, first: number): void {
	for (let i = 0; i < sums.length; i++) sums[i]! += factor * numbers[first + i]!;
}

export const Linear = defineOp({
	type: "Linear",
	forward(step) {
		linear(onlyInput(step), needed(step.parameters.weight, "weight"), step.parameters.bias, step.output);
	},
	backward(step, { output: gy, inputs: [gx], parameters: { weight: gw, bias: gb } }) {
		linearBackward(onlyInput(step), needed(step.parameters.weight, "weight"), gy, { gx, gw, gb });
	},
});
