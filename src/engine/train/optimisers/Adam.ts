import type { CommonSettings, Rule, State } from "./optimiser";

export interface AdamSettings extends CommonSettings {
	/** How slowly the averages of g and of g² follow. */
	readonly betas: readonly [number, number];
	readonly eps: number;
	/** Whether the largest average of g² so far divides, and not the last. */
	readonly amsgrad: boolean;
}

const defaults: AdamSettings = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false };

/**
 * m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²; p −= lr·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
 * Weight decay is part of the gradient (Adam), or shrinks p by 1 − lr·λ beforehand (AdamW).
 */
function adam(value: Float32Array, gradient: Float32Array, state: State, settings: AdamSettings, decoupled: boolean): void {
	const { lr, betas, eps, weightDecay, amsgrad, maximize } = settings;
	const [beta1, beta2] = betas;
	const m = state.buffer("exp_avg");
	const v = state.buffer("exp_avg_sq");
	const most = amsgrad ? state.buffer("max_exp_avg_sq") : undefined;
	const rate = lr / (1 - beta1 ** state.step);
	const root = Math.sqrt(1 - beta2 ** state.step);
	const shrink = decoupled ? 1 - lr * weightDecay : 1;
	const pull = decoupled ? 0 : weightDecay;
	for (let i = 0; i < value.length; i++) {
		const p = value[i]! * shrink;
		const g = (maximize ? -gradient[i]! : gradient[i]!) + pull * p;
		const mean = beta1 * m[i]! + (1 - beta1) * g;
		const square = beta2 * v[i]! + (1 - beta2) * g * g;
		m[i] = mean;
		v[i] = square;
		let divisor = square;
		if (most) {
			divisor = Math.max(most[i]!, square);
			most[i] = divisor;
		}
		value[i] = p - (rate * mean) / (Math.sqrt(divisor) / root + eps);
	}
}

/** Source: torch.optim.Adam documentation; Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015. */
export const Adam: Rule<AdamSettings> = {
	type: "Adam",
	defaults,
	update: (value, gradient, state, settings) => adam(value, gradient, state, settings, false),
};

/** Source: torch.optim.AdamW documentation; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019. */
export const AdamW: Rule<AdamSettings> = {
	type: "AdamW",
	defaults: { ...defaults, weightDecay: 1e-2 },
	update: (value, gradient, state, settings) => adam(value, gradient, state, settings, true),
};
