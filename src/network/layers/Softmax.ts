import { softmaxKind } from "./softmaxAlong";

/** eˣ/Σeˣ along a dimension. Source: torch.nn.Softmax documentation; dim is 1 where it is not written, as PyTorch guesses for maps and vectors. */
export const Softmax = softmaxKind("Softmax", "Turns scores into probabilities: all positive, and together 1.");
