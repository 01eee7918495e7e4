import { elements } from "../../network/shape";
import { multiplyAdds, type Plan } from "../plan";

/** What one core of the machine that these kernels were written on does in a millisecond: multiply-adds, and numbers that are looked at. */
const MULTIPLY_ADDS = 1_200_000;
const NUMBERS = 200_000;

/**
 * Asked before each layer that is computed, whether the piece of work before it is long enough by itself: of about `most` milliseconds. `passes`: how
 * often a layer's multiply-adds are made, 1 forward and 2 backward. A layer is never divided: backward, its sums run over all pictures.
 */
export function cuts(
	{ steps, batch, graph }: Pick<Plan, "steps" | "batch" | "graph">,
	most: number,
	passes = 1,
): (layer: number) => boolean {
	if (most === Number.POSITIVE_INFINITY) return () => false;
	let spent = 0;
	return (layer) => {
		const step = steps[layer];
		if (!step) return false;
		const cost = passes * ((batch * multiplyAdds(graph, step)) / MULTIPLY_ADDS + elements(step.shape) / NUMBERS);
		const cut = spent > 0 && spent + cost > most;
		spent = cut ? cost : spent + cost;
		return cut;
	};
}
