import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface RAdamSettings extends CommonSettings {
	readonly betas: readonly [number, number];
	readonly eps: number;
}

/**
 * Adam that divides by √v̂ only once enough gradients were seen: with ρ∞ = 2/(1 − β₂) − 1 and ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ),
 * p −= lr·m̂·r/(√v̂ + ε′) where ρ > 5, r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)), else p −= lr·m̂; as in PyTorch, ε is added to √v.
 * Source: torch.optim.RAdam documentation; Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", ICLR 2020.
 */
export const RAdam: Rule<RAdamSettings> = {
	type: "RAdam",
	defaults: { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false },
	update(value, gradient, state, settings) {
		const { lr, betas, eps } = settings;
		const [beta1, beta2] = betas;
		const m = state.buffer("exp_avg");
		const v = state.buffer("exp_avg_sq");
		const rest = 1 - beta2 ** state.step;
		const limit = 2 / (1 - beta2) - 1;
		const rho = limit - (2 * state.step * (1 - rest)) / rest;
		const rectified = rho > 5 ? Math.sqrt((((rho - 4) * (rho - 2) * limit) / ((limit - 4) * (limit - 2) * rho)) * rest) : undefined;
		const rate = lr / (1 - beta1 ** state.step);
		for (let i = 0; i < value.length; i++) {
			const g = pulled(gradient[i]!, value[i]!, settings);
			const mean = beta1 * m[i]! + (1 - beta1) * g;
			const square = beta2 * v[i]! + (1 - beta2) * g * g;
			m[i] = mean;
			v[i] = square;
			value[i] = value[i]! - rate * mean * (rectified === undefined ? 1 : rectified / (Math.sqrt(square) + eps));
		}
	},
};
