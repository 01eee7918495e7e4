import { elementwise } from "./elementwise";

/** a + b + …, with PyTorch's broadcasting. Source: torch.add documentation. */
export const Add = elementwise("Add", "Adds its inputs, number by number; the shortcut of a residual block ends here.");
