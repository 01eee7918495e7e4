import { pointwise } from "./pointwise";

/** y = min(max(min_val, x), max_val). Source: torch.nn.Hardtanh documentation. */
export const Hardtanh = pointwise<{ readonly min_val: number; readonly max_val: number }>({
	type: "Hardtanh",
	y: (x, a) => Math.min(Math.max(x, a.min_val), a.max_val),
	slope: (x, a) => (x > a.min_val && x < a.max_val ? 1 : 0),
});
