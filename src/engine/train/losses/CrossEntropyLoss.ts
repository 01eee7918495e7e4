import type { Tensor } from "../../tensor";
import { type ClassOptions, checkClasses, checkWeights, firstOf, type Layout, layoutOf, weightSum } from "./classes";
import { type Criterion, type Target, valuesOf } from "./loss";

export interface CrossEntropyOptions extends ClassOptions {
	/** ε: that much of the target is spread over all classes alike; 0 unless said otherwise. */
	readonly labelSmoothing?: number;
}

/**
 * x are scores, N×C or N×C×…, the target a class an item, or a probability for every number of x.
 * With the target's distribution p (1 at the class), p′ = (1 − ε)·p + ε/C and q = w·p′:
 *
 *     loss = Σ_c q[c]·(ln Σ_k eˣ[k] − x[c])        ∂loss/∂x[c] = softmax(x)[c]·Σ_k q[k] − q[c]
 *
 * The mean divides by Σ w[class] over items that are not ignored; with probabilities, by the number of items.
 * Source: torch.nn.CrossEntropyLoss documentation; smoothing: Szegedy et al., "Rethinking the Inception Architecture", CVPR 2016.
 */
export function crossEntropyLoss(options: CrossEntropyOptions = {}): Criterion {
	const { weight, ignoreIndex = -100, labelSmoothing = 0 } = options;

	/** Calls `visit` with every item that counts: its scores start at `first`, `q` are its targets (used again for the next item). */
	const eachItem = (x: Tensor, target: Target, visit: (item: number, first: number, q: Float64Array, layout: Layout) => void) => {
		const layout = layoutOf(x);
		const { classes, inner, items } = layout;
		const [labels, probabilities] = target instanceof Int32Array ? [target, undefined] : [undefined, target];
		const q = new Float64Array(classes);
		for (let item = 0; item < items; item++) {
			const label = labels?.[item];
			if (label !== undefined && label === ignoreIndex) continue;
			const first = firstOf(item, layout);
			for (let c = 0; c < classes; c++) {
				const p = probabilities ? probabilities[first + c * inner]! : c === label ? 1 : 0;
				q[c] = (weight ? weight[c]! : 1) * ((1 - labelSmoothing) * p + labelSmoothing / classes);
			}
			visit(item, first, q, layout);
		}
	};

	return {
		type: "CrossEntropyLoss",
		settings: options,
		takes: "both",
		items: "classes",
		check(shape, target) {
			const layout = layoutOf({ shape });
			checkWeights(weight, layout);
			if (target instanceof Int32Array) checkClasses(target, layout, ignoreIndex);
			else valuesOf(target, shape);
		},
		forward(x, target) {
			this.check(x.shape, target);
			const losses = new Float64Array(layoutOf(x).items);
			eachItem(x, target, (item, first, q, layout) => {
				const { most, log } = logSumExp(x, first, layout);
				let loss = 0;
				// A class that is not wanted costs nothing, even where its score is −∞.
				for (let c = 0; c < q.length; c++) if (q[c] !== 0) loss += q[c]! * (log - (x.data[first + c * layout.inner]! - most));
				losses[item] = loss;
			});
			return losses;
		},
		divisor: (x, target) => (target instanceof Int32Array ? weightSum(target, options) : layoutOf(x).items),
		backward(x, target, upstream, gx) {
			gx.fill(0);
			eachItem(x, target, (item, first, q, layout) => {
				const { most, log } = logSumExp(x, first, layout);
				let total = 0;
				for (let c = 0; c < q.length; c++) total += q[c]!;
				for (let c = 0; c < q.length; c++) {
					const at = first + c * layout.inner;
					gx[at] = upstream[item]! * (Math.exp(x.data[at]! - most - log) * total - q[c]!);
				}
			});
		},
	};
}

/** ln Σ eˣ of one item's scores, as their largest and the rest: `most + log`. Apart, so that huge scores lose no digits. */
function logSumExp({ data }: Tensor, first: number, { classes, inner }: Layout): { readonly most: number; readonly log: number } {
	let most = Number.NEGATIVE_INFINITY;
	for (let c = 0; c < classes; c++) most = Math.max(most, data[first + c * inner]!);
	let sum = 0;
	for (let c = 0; c < classes; c++) sum += Math.exp(data[first + c * inner]! - most);
	return { most, log: Math.log(sum) };
}
