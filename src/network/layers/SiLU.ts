import { activation } from "./activation";

/** x·σ(x). Source: torch.nn.SiLU documentation. */
export const SiLU = activation("SiLU", "A smooth ReLU: multiplies each number with its own sigmoid. Also called swish.", {});
