import { real } from "../attribute";
import { inferred } from "../issue";
import { defineLayer } from "../kind";

/** Zeros numbers at random and divides the others by 1 − p, in training only. Source: torch.nn.Dropout documentation. */
export const Dropout = defineLayer({
	type: "Dropout",
	group: "regularization",
	doc: "While training, sets random numbers to 0, so that the network does not rely on single ones; afterwards it does nothing.",
	takes: "one",
	attributes: { p: real(0.5, "The probability that a number is set to 0.", { min: 0, max: 1 }) },
	infer: ([input = []]) => inferred(input),
});
