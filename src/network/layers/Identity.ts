import { inferred } from "../issue";
import { defineLayer } from "../kind";

/** x. Source: torch.nn.Identity documentation. */
export const Identity = defineLayer({
	type: "Identity",
	group: "shape",
	doc: "Passes its input on unchanged; useful to give a place in the network a name.",
	takes: "one",
	attributes: {},
	infer: ([input = []]) => inferred(input),
});
