import { defineOp } from "../op";
import { combineAll } from "./broadcast";

/** y = a + b + …, with PyTorch's broadcasting. Source: torch.add documentation. */
export const Add = defineOp({ type: "Add", forward: (step) => combineAll(step.inputs, step.output, (a, b) => a + b) });
