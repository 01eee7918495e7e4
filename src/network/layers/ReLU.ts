import { inferred } from "../issue";
import { defineLayer } from "../kind";

/** max(0, x). Source: torch.nn.ReLU documentation. */
export const ReLU = defineLayer({
	type: "ReLU",
	group: "activation",
	doc: "Keeps positive numbers and turns negative ones into 0.",
	takes: "one",
	attributes: {},
	infer: ([input = []]) => inferred(input),
});
