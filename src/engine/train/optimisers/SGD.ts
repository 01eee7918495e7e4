import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface SGDSettings extends CommonSettings {
	/** μ: how much of the last step is kept in the next one. */
	readonly momentum: number;
	/** τ: how much of the gradient is kept out of the momentum. */
	readonly dampening: number;
	readonly nesterov: boolean;
}

/**
 * Stochastic gradient descent: d = g + λp; with momentum b = μb + (1 − τ)d (at first b = d) and then d = b, or d + μb with Nesterov;
 * p −= lr·d. Source: torch.optim.SGD documentation; Sutskever et al., "On the importance of initialization and momentum", ICML 2013.
 */
export const SGD: Rule<SGDSettings> = {
	type: "SGD",
	defaults: { lr: 1e-3, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false },
	update(value, gradient, state, settings) {
		const { lr, momentum, dampening, nesterov } = settings;
		if (momentum === 0) {
			for (let i = 0; i < value.length; i++) value[i] = value[i]! - lr * pulled(gradient[i]!, value[i]!, settings);
			return;
		}
		const kept = state.has("momentum_buffer") ? 1 - dampening : 1;
		const b = state.buffer("momentum_buffer");
		for (let i = 0; i < value.length; i++) {
			const d = pulled(gradient[i]!, value[i]!, settings);
			const next = momentum * b[i]! + kept * d;
			b[i] = next;
			value[i] = value[i]! - lr * (nesterov ? d + momentum * next : next);
		}
	},
};
