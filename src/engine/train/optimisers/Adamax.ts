import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface AdamaxSettings extends CommonSettings {
	readonly betas: readonly [number, number];
	readonly eps: number;
}

/**
 * m = β₁m + (1 − β₁)g; u = max(β₂u, |g| + ε); p −= lr/(1 − β₁ᵗ)·m/u.
 * Source: torch.optim.Adamax documentation; Kingma and Ba, "Adam", ICLR 2015, section 7.1.
 */
export const Adamax: Rule<AdamaxSettings> = {
	type: "Adamax",
	defaults: { lr: 2e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false },
	update(value, gradient, state, settings) {
		const { lr, betas, eps } = settings;
		const [beta1, beta2] = betas;
		const m = state.buffer("exp_avg");
		const u = state.buffer("exp_inf");
		const rate = lr / (1 - beta1 ** state.step);
		for (let i = 0; i < value.length; i++) {
			const g = pulled(gradient[i]!, value[i]!, settings);
			const mean = beta1 * m[i]! + (1 - beta1) * g;
			const largest = Math.max(beta2 * u[i]!, Math.abs(g) + eps);
			m[i] = mean;
			u[i] = largest;
			value[i] = value[i]! - (rate * mean) / largest;
		}
	},
};
