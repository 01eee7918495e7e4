import { pointwise } from "./pointwise";

/** y = min(max(0, x), 6). Source: torch.nn.ReLU6 documentation. */
export const ReLU6 = pointwise({
	type: "ReLU6",
	y: (x) => Math.min(Math.max(x, 0), 6),
	slope: (x) => (x > 0 && x < 6 ? 1 : 0),
});
