import { pointwise } from "./pointwise";

/** y = x·min(max(0, x + 3), 6)/6; y′ = (2·x + 3)/6 between −3 and 3. Source: torch.nn.Hardswish documentation. */
export const Hardswish = pointwise({
	type: "Hardswish",
	y: (x) => (x <= -3 ? 0 : x >= 3 ? x : (x * (x + 3)) / 6),
	slope: (x) => (x < -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1),
});
