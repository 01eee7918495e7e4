import { pointwise, sigmoid } from "./pointwise";

/** y = σ(x) = 1/(1 + e⁻ˣ); y′ = σ(x)·σ(−x). Source: torch.nn.Sigmoid documentation. */
export const Sigmoid = pointwise({ type: "Sigmoid", y: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) });
