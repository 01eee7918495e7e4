import { pointwise } from "./pointwise";

/** y = tanh(x); y′ = 1 − tanh²(x). Source: torch.nn.Tanh documentation. */
export const Tanh = pointwise({ type: "Tanh", y: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 });
