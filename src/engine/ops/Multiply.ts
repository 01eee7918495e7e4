import { defineOp } from "../op";
import { combineAll } from "./broadcast";

/** y = a·b·…, with PyTorch's broadcasting. Source: torch.mul documentation. */
export const Multiply = defineOp({ type: "Multiply", forward: (step) => combineAll(step.inputs, step.output, (a, b) => a * b) });
