import { INPUT } from "../../network/graph";
import type { Step } from "../op";
import type { Pieces } from "../pieces";
import type { Plan } from "../plan";
import type { Numbers } from "../tensor";
import type { GradientPlaces } from "./memory";

/**
 * Reverse-mode differentiation: from the last layer to the first, each hands ∂loss/∂output on to its inputs by the chain rule. An output
 * that several layers read gets the sum of what they hand back, because every op adds. Layers on no path to the last one are left out:
 * their gradients are 0. Before, `gradients` holds ∂loss/∂(last output) and zeros; `stepOf` gives steps as they were computed forward;
 * `input` says whether ∂loss/∂x is wanted. A piece is one layer, or as many as `enough` lets pass.
 * Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", Nature 1986.
 */
export function* backpropagate<D extends Numbers>(
	{ steps }: Plan,
	gradients: GradientPlaces<D>,
	stepOf: (layer: number) => Step<Readonly<Record<string, unknown>>, D>,
	input: boolean,
	enough: (layer: number) => boolean = () => false,
): Pieces<void> {
	const { outputs } = gradients;
	const reached = new Set([steps.length - 1]);
	for (let i = steps.length - 1; i >= 0; i--) {
		const [step, output, parameters] = [steps[i], outputs[i], gradients.parameters[i]];
		if (!step || !output || !parameters || !reached.has(i)) continue;
		if (enough(i)) yield;
		const { op, node } = step;
		const inputs = node.inputs.map((from) => (from !== INPUT ? outputs[from] : input ? gradients.input : undefined));
		op.backward(stepOf(i), { output, inputs, parameters });
		for (const from of node.inputs) reached.add(from);
	}
}
