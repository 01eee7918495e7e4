import { sigmoid, softplus } from "../../ops/pointwise";
import { elementwise } from "./elementwise";

export interface BCEWithLogitsOptions {
	/** A factor for every number; fewer are repeated (as broadcasting from the right does). */
	readonly weight?: Float32Array;
	/** A factor for what should be 1, one a class (the last axis). */
	readonly posWeight?: Float32Array;
}

/**
 * x is a score, σ(x) the probability: −w·(p·t·ln σ(x) + (1 − t)·ln(1 − σ(x))), computed from ln σ(x) = −softplus(−x), so that no large
 * score overflows; slope w·((1 − t)·σ(x) − p·t·(1 − σ(x))). Source: torch.nn.BCEWithLogitsLoss documentation.
 */
export const bceWithLogitsLoss = ({ weight, posWeight }: BCEWithLogitsOptions = {}) => {
	const factor = (i: number): number => (weight ? weight[i % weight.length]! : 1);
	const positive = (i: number): number => (posWeight ? posWeight[i % posWeight.length]! : 1);
	return elementwise({
		type: "BCEWithLogitsLoss",
		loss: (x, t, i) => factor(i) * (positive(i) * t * softplus(-x) + (1 - t) * softplus(x)),
		slope: (x, t, i) => factor(i) * ((1 - t) * sigmoid(x) - positive(i) * t * sigmoid(-x)),
	});
};
