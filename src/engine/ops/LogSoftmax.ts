import { softmaxOp } from "./softmaxKernel";

/** y = x − ln Σeˣ along a dimension. */
export const LogSoftmax = softmaxOp("LogSoftmax", true);
