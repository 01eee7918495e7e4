import { activation } from "./activation";

/** x·tanh(ln(1 + eˣ)). Source: torch.nn.Mish documentation. */
export const Mish = activation("Mish", "A smooth ReLU that dips slightly below zero before it rises.", {});
