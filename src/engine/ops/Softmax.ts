import { softmaxOp } from "./softmaxKernel";

/** y = eˣ/Σeˣ along a dimension. */
export const Softmax = softmaxOp("Softmax", false);
