import { pointwise, sigmoid, softplus } from "./pointwise";

/** y = x·tanh(softplus(x)); y′ = t + x·(1 − t²)·σ(x) with t = tanh(softplus(x)). Source: torch.nn.Mish documentation. */
export const Mish = pointwise({
	type: "Mish",
	y: (x) => x * Math.tanh(softplus(x)),
	slope(x) {
		const t = Math.tanh(softplus(x));
		return t + x * (1 - t * t) * sigmoid(x);
	},
});
