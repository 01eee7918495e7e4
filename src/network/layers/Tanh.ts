import { activation } from "./activation";

/** (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ). Source: torch.nn.Tanh documentation. */
export const Tanh = activation("Tanh", "Squeezes every number between −1 and 1 along an S-shaped curve.", {});
