import { pointwise } from "./pointwise";

/** y = min(max(0, x + 3), 6)/6. Source: torch.nn.Hardsigmoid documentation. */
export const Hardsigmoid = pointwise({
	type: "Hardsigmoid",
	y: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6),
	slope: (x) => (x > -3 && x < 3 ? 1 / 6 : 0),
});
