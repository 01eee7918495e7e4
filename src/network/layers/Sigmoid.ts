import { activation } from "./activation";

/** 1/(1 + e⁻ˣ). Source: torch.nn.Sigmoid documentation. */
export const Sigmoid = activation("Sigmoid", "Squeezes every number between 0 and 1 along an S-shaped curve.", {});
