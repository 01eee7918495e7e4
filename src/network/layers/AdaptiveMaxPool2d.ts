import { defineLayer } from "../kind";
import { adaptiveFormulas, adaptiveReach, inferAdaptive, outputSize } from "./adaptive";

/** Maximum of windows that are chosen to give the wanted size. Source: torch.nn.AdaptiveMaxPool2d documentation. */
export const AdaptiveMaxPool2d = defineLayer({
	type: "AdaptiveMaxPool2d",
	group: "pooling",
	doc: "Keeps the largest number of as many equal windows as it takes to reach the wanted size; size 1 is global max pooling.",
	takes: "one",
	rule: "C×H×W → C×output_size",
	attributes: { output_size: outputSize },
	infer: ([input = []], a) => inferAdaptive("AdaptiveMaxPool2d", input, a),
	reach: ([input = []], a) => adaptiveReach(input, a),
	explain: ([input = []], _, output) => ({ shape: adaptiveFormulas(input, output) }),
});
