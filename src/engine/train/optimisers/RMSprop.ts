import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface RMSpropSettings extends CommonSettings {
	/** How slowly the average of g² follows. */
	readonly alpha: number;
	readonly eps: number;
	readonly momentum: number;
	/** Whether the variance divides, and not the average of squares. */
	readonly centered: boolean;
}

/**
 * v = αv + (1 − α)g²; s = √v + ε, or √(v − m²) + ε with m = αm + (1 − α)g when centered; p −= lr·g/s, or with momentum
 * b = μb + g/s; p −= lr·b. Source: torch.optim.RMSprop documentation; Tieleman and Hinton, lecture 6.5 of "Neural Networks for Machine Learning".
 */
export const RMSprop: Rule<RMSpropSettings> = {
	type: "RMSprop",
	defaults: { lr: 1e-2, alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, weightDecay: 0, maximize: false },
	update(value, gradient, state, settings) {
		const { lr, alpha, eps, momentum, centered } = settings;
		const v = state.buffer("square_avg");
		const m = centered ? state.buffer("grad_avg") : undefined;
		const b = momentum > 0 ? state.buffer("momentum_buffer") : undefined;
		for (let i = 0; i < value.length; i++) {
			const g = pulled(gradient[i]!, value[i]!, settings);
			const square = alpha * v[i]! + (1 - alpha) * g * g;
			v[i] = square;
			let spread = square;
			if (m) {
				const mean = alpha * m[i]! + (1 - alpha) * g;
				m[i] = mean;
				spread = Math.max(square - mean * mean, 0); // what was rounded must not become the root of a negative number
			}
			let step = g / (Math.sqrt(spread) + eps);
			if (b) {
				step += momentum * b[i]!;
				b[i] = step;
			}
			value[i] = value[i]! - lr * step;
		}
	},
};
