import { pointwise, sigmoid, softplus } from "./pointwise";

/** y = ln(1 + e^(beta·x))/beta, and x itself where beta·x > threshold. y′ = σ(beta·x), or 1. Source: torch.nn.Softplus documentation. */
export const Softplus = pointwise<{ readonly beta: number; readonly threshold: number }>({
	type: "Softplus",
	y: (x, { beta, threshold }) => (x * beta > threshold ? x : softplus(beta * x) / beta),
	slope: (x, { beta, threshold }) => (x * beta > threshold ? 1 : sigmoid(beta * x)),
});
