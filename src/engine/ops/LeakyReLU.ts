import { pointwise } from "./pointwise";

/** y = x for x > 0, negative_slope·x else. Source: torch.nn.LeakyReLU documentation. */
export const LeakyReLU = pointwise<{ readonly negative_slope: number }>({
	type: "LeakyReLU",
	y: (x, a) => (x > 0 ? x : a.negative_slope * x),
	slope: (x, a) => (x > 0 ? 1 : a.negative_slope),
});
