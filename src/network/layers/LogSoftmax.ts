import { softmaxKind } from "./softmaxAlong";

/** x − ln Σeˣ along a dimension. Source: torch.nn.LogSoftmax documentation; dim is 1 where it is not written. */
export const LogSoftmax = softmaxKind(
	"LogSoftmax",
	"The logarithm of Softmax: turns scores into log-probabilities, without rounding them away.",
);
