import { defineLayer } from "../kind";
import { adaptiveFormulas, adaptiveReach, inferAdaptive, outputSize } from "./adaptive";

/** Mean of windows that are chosen to give the wanted size. Source: torch.nn.AdaptiveAvgPool2d documentation. */
export const AdaptiveAvgPool2d = defineLayer({
	type: "AdaptiveAvgPool2d",
	group: "pooling",
	doc: "Averages the maps in as many equal windows as it takes to reach the wanted size; size 1 is global average pooling.",
	takes: "one",
	rule: "C×H×W → C×output_size",
	attributes: { output_size: outputSize },
	infer: ([input = []], a) => inferAdaptive("AdaptiveAvgPool2d", input, a),
	reach: ([input = []], a) => adaptiveReach(input, a),
	explain: ([input = []], _, output) => ({ shape: adaptiveFormulas(input, output) }),
});
