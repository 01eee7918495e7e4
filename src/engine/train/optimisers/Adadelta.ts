import { type CommonSettings, pulled, type Rule } from "./optimiser";

export interface AdadeltaSettings extends CommonSettings {
	/** How slowly the averages of squares follow. */
	readonly rho: number;
	readonly eps: number;
}

/**
 * v = ρv + (1 − ρ)g²; d = √(u + ε)/√(v + ε)·g; u = ρu + (1 − ρ)d²; p −= lr·d.
 * Source: torch.optim.Adadelta documentation; Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012.
 */
export const Adadelta: Rule<AdadeltaSettings> = {
	type: "Adadelta",
	defaults: { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false },
	update(value, gradient, state, settings) {
		const { lr, rho, eps } = settings;
		const v = state.buffer("square_avg");
		const u = state.buffer("acc_delta");
		for (let i = 0; i < value.length; i++) {
			const g = pulled(gradient[i]!, value[i]!, settings);
			const square = rho * v[i]! + (1 - rho) * g * g;
			v[i] = square;
			const d = (Math.sqrt(u[i]! + eps) / Math.sqrt(square + eps)) * g;
			u[i] = rho * u[i]! + (1 - rho) * d * d;
			value[i] = value[i]! - lr * d;
		}
	},
};
