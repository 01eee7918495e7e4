import { pointwise, sigmoid } from "./pointwise";

/** y = x·σ(x); y′ = σ(x)·(1 + x·(1 − σ(x))). Source: torch.nn.SiLU documentation. */
export const SiLU = pointwise({
	type: "SiLU",
	y: (x) => x / (1 + Math.exp(-x)),
	slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
});
