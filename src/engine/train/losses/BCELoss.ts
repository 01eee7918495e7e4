import { elementwise } from "./elementwise";

export interface BCEOptions {
	/** A factor for every number; fewer are repeated (as broadcasting from the right does). */
	readonly weight?: Float32Array;
}

/** Logarithms are held at −100, so that a probability of 0 costs much and not ∞. */
const log = (x: number): number => Math.max(Math.log(x), -100);

/**
 * x is a probability: −w·(t·ln x + (1 − t)·ln(1 − x)); slope w·(x − t)/max(x(1 − x), 10⁻¹²).
 * Source: torch.nn.BCELoss documentation, aten/src/ATen/native/Loss.cpp.
 */
export const bceLoss = ({ weight }: BCEOptions = {}) => {
	const factor = (i: number): number => (weight ? weight[i % weight.length]! : 1);
	return elementwise({
		type: "BCELoss",
		loss: (x, t, i) => -factor(i) * (t * log(x) + (1 - t) * log(1 - x)),
		slope: (x, t, i) => (factor(i) * (x - t)) / Math.max(x * (1 - x), 1e-12),
	});
};
