import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface AdagradSettings extends CommonSettings {
	/** How fast the learning rate falls: lr/(1 + (t − 1)·lrDecay). */
	readonly lrDecay: number;
	readonly initialAccumulatorValue: number;
	readonly eps: number;
}

/**
 * s += g²; p −= lr/(1 + (t − 1)·lrDecay)·g/(√s + ε).
 * Source: torch.optim.Adagrad documentation; Duchi, Hazan, Singer, "Adaptive Subgradient Methods", JMLR 2011.
 */
export const Adagrad: Rule<AdagradSettings> = {
	type: "Adagrad",
	defaults: { lr: 1e-2, lrDecay: 0, initialAccumulatorValue: 0, eps: 1e-10, weightDecay: 0, maximize: false },
	update(value, gradient, state, settings) {
		const { eps, initialAccumulatorValue, lrDecay } = settings;
		const sum = state.buffer("sum", initialAccumulatorValue);
		const lr = settings.lr / (1 + (state.step - 1) * lrDecay);
		for (let i = 0; i < value.length; i++) {
			const g = pulled(gradient[i]!, value[i]!, settings);
			const total = sum[i]! + g * g;
			sum[i] = total;
			value[i] = value[i]! - (lr * g) / (Math.sqrt(total) + eps);
		}
	},
};
