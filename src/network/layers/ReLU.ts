import { activation } from "./activation";

/** max(0, x). Source: torch.nn.ReLU documentation. */
export const ReLU = activation("ReLU", "Keeps positive numbers and turns negative ones into 0.", {});
