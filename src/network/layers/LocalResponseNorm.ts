import { count, real } from "../attribute";
import { inferred } from "../issue";
import { defineLayer } from "../kind";
import { isMaps, needsMaps } from "./window";

/** x/(k + alpha/size·Σx²)^beta over `size` neighbouring channels. Source: torch.nn.LocalResponseNorm documentation. */
export const LocalResponseNorm = defineLayer({
	type: "LocalResponseNorm",
	group: "normalization",
	doc: "Dampens each number by the strength of the same pixel in neighbouring channels, so that strong channels stand out.",
	takes: "one",
	attributes: {
		size: count("How many neighbouring channels are summed over.", { usual: [5, 3] }),
		alpha: real(1e-4, "How strongly the neighbours dampen."),
		beta: real(0.75, "The power that the sum is raised to."),
		k: real(1, "Added to the sum, so that nothing is divided by zero."),
	},
	infer: ([input = []]) => (isMaps(input) ? inferred(input) : needsMaps("LocalResponseNorm", input)),
});
