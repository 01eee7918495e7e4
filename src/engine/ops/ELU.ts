import { pointwise } from "./pointwise";

/** y = x for x > 0, alpha·(eˣ − 1) else. Source: torch.nn.ELU documentation. */
export const ELU = pointwise<{ readonly alpha: number }>({
	type: "ELU",
	y: (x, a) => (x > 0 ? x : a.alpha * Math.expm1(x)),
	slope: (x, a) => (x > 0 ? 1 : a.alpha * Math.exp(x)),
});
