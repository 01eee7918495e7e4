import { elementwise } from "./elementwise";

/** a·b·…, with PyTorch's broadcasting. Source: torch.mul documentation. */
export const Multiply = elementwise("Multiply", "Multiplies its inputs, number by number; maps of one pixel weigh whole channels.");
