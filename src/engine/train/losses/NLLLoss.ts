import { type ClassOptions, checkClasses, checkWeights, firstOf, layoutOf, weightSum } from "./classes";
import type { Criterion, Target } from "./loss";

const labels = (target: Target): Int32Array => {
	if (!(target instanceof Int32Array)) throw new RangeError("NLLLoss takes class indices, not values");
	return target;
};

/**
 * x are logarithms of probabilities, N×C or N×C×…: −w[t]·x[t], slope −w[t] at t and 0 elsewhere. The mean divides by Σ w[t].
 * Source: torch.nn.NLLLoss documentation.
 */
export function nllLoss(options: ClassOptions = {}): Criterion {
	const { weight, ignoreIndex = -100 } = options;
	return {
		type: "NLLLoss",
		settings: options,
		takes: "classes",
		items: "classes",
		check(shape, target) {
			const layout = layoutOf({ shape });
			checkWeights(weight, layout);
			checkClasses(labels(target), layout, ignoreIndex);
		},
		forward(x, target) {
			this.check(x.shape, target);
			const layout = layoutOf(x);
			const items = new Float64Array(layout.items);
			for (const [i, label] of labels(target).entries()) {
				if (label !== ignoreIndex) items[i] = -(weight ? weight[label]! : 1) * x.data[firstOf(i, layout) + label * layout.inner]!;
			}
			return items;
		},
		divisor: (_, target) => weightSum(labels(target), options),
		backward(x, target, upstream, gx) {
			const layout = layoutOf(x);
			gx.fill(0);
			for (const [i, label] of labels(target).entries()) {
				if (label !== ignoreIndex) gx[firstOf(i, layout) + label * layout.inner] = -(weight ? weight[label]! : 1) * upstream[i]!;
			}
		},
	};
}
