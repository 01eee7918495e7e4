import { pointwise } from "./pointwise";

const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/** y = scale·x for x > 0, scale·alpha·(eˣ − 1) else. Source: torch.nn.SELU documentation; Klambauer et al., "Self-Normalizing Neural Networks", 2017. */
export const SELU = pointwise({
	type: "SELU",
	y: (x) => (x > 0 ? SCALE * x : SCALE * ALPHA * Math.expm1(x)),
	slope: (x) => (x > 0 ? SCALE : SCALE * ALPHA * Math.exp(x)),
});
