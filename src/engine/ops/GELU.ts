import { erfc } from "./erfc";
import { pointwise } from "./pointwise";

const ROOT_HALF = Math.SQRT1_2;
/** √(2/π) and the cubic term of the tanh approximation. */
const BETA = Math.sqrt(2 / Math.PI);
const KAPPA = 0.044715;

const inner = (x: number): number => Math.tanh(BETA * (x + KAPPA * x ** 3));

/** Φ(x), the chance that a normally distributed number is smaller than x; without cancellation far below 0. */
const phi = (x: number): number => 0.5 * erfc(-x * ROOT_HALF);

/**
 * y = x·Φ(x); with approximate "tanh" y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
 * Source: torch.nn.GELU documentation; Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016.
 */
export const GELU = pointwise<{ readonly approximate: "none" | "tanh" }>({
	type: "GELU",
	y: (x, a) => (a.approximate === "tanh" ? 0.5 * x * (1 + inner(x)) : x * phi(x)),
	slope(x, a) {
		if (a.approximate === "none") return phi(x) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
		const t = inner(x);
		return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * BETA * (1 + 3 * KAPPA * x * x);
	},
});
