import type { CommonSettings, Rule } from "./optimiser";

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
		const { lr, momentum, dampening, nesterov, weightDecay, maximize } = settings;
		// Everything that stays the same stands before the loops: they take every weight, and nothing else computes meanwhile.
		const sign = maximize ? -1 : 1;
		const count = value.length;
		if (momentum === 0) {
			for (let i = 0; i < count; i++) {
				const p = value[i]!;
				value[i] = p - lr * (sign * gradient[i]! + weightDecay * p);
			}
			return;
		}
		const kept = state.has("momentum_buffer") ? 1 - dampening : 1;
		const b = state.buffer("momentum_buffer");
		for (let i = 0; i < count; i++) {
			const p = value[i]!;
			const d = sign * gradient[i]! + weightDecay * p;
			const next = momentum * b[i]! + kept * d;
			b[i] = next;
			value[i] = p - lr * (nesterov ? d + momentum * next : next);
		}
	},
};
