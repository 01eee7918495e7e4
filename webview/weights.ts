import { formatCount } from "../src/network/shape";
import { type Text, text } from "../src/network/text";
import type { PanelStatus } from "../src/protocol/panel";
import type { PanelTraining } from "../src/protocol/training";

/** Where the weights that are shown come from, in a word or two and in a sentence. */
export interface WeightsWords {
	readonly words: Text;
	readonly sentence: Text | undefined;
}

/** Said of weights: initialised, those of a file, or trained for so many steps; of a mixture, what part of it nobody has trained. */
export function weightsWords(weights: PanelStatus["weights"], training: Pick<PanelTraining, "step" | "shown"> | undefined): WeightsWords {
	const { initialised = 0, given = 0, trained = 0, file = "" } = weights ?? {};
	const layers = initialised + given + trained;
	if (training?.shown === 0) return { words: text("before the first step"), sentence: undefined };
	if (initialised > 0 && initialised < layers) {
		return {
			words: text("{count} of {layers} layers untrained", { count: initialised, layers }),
			sentence: text("Layers that were added or changed begin with random weights."),
		};
	}
	const step = training?.shown ?? training?.step ?? 0;
	if (step > 0 && (trained > 0 || weights === undefined)) {
		return { words: step === 1 ? text("after 1 step") : text("after {step} steps", { step: formatCount(step) }), sentence: undefined };
	}
	if (trained > 0) return { words: text("trained"), sentence: undefined };
	if (given > 0) return { words: text("weights of {file}", { file }), sentence: text("The weights were read from {file}.", { file }) };
	return {
		words: text("untrained"),
		sentence: text("Nothing has been trained: the weights are PyTorch's random initialisation."),
	};
}
