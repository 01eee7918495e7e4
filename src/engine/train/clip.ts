import type { Trainable } from "../program";

type Gradients = readonly Pick<Trainable, "gradient">[];

/** Largest length of the gradient (`norm`, by the p of `normType`, 2 unless given), and largest size of each number (`value`). */
export interface Clip {
	readonly norm?: number;
	readonly normType?: number;
	readonly value?: number;
}

/** ‖g‖ₚ over all gradients together: (Σ |g|ᵖ)^(1/p), or max |g| for p = ∞. */
export function gradientNorm(trainables: Gradients, normType = 2): number {
	let total = 0;
	for (const { gradient } of trainables) {
		for (let i = 0; i < gradient.length; i++) {
			const g = Math.abs(gradient[i]!);
			if (normType === Number.POSITIVE_INFINITY) total = Math.max(total, g);
			else total += normType === 2 ? g * g : normType === 1 ? g : g ** normType;
		}
	}
	return normType === 2 ? Math.sqrt(total) : normType === 1 || normType === Number.POSITIVE_INFINITY ? total : total ** (1 / normType);
}

/**
 * Shortens all gradients together where their norm is more than `norm`: g ·= min(1, norm/(‖g‖ + 10⁻⁶)). Gives the norm as it was.
 * Source: torch.nn.utils.clip_grad_norm_; Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
 */
export function clipNorm(trainables: Gradients, norm: number, normType = 2): number {
	const total = gradientNorm(trainables, normType);
	const factor = norm / (total + 1e-6);
	if (!(factor >= 1)) for (const { gradient } of trainables) for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * factor;
	return total;
}

/** Holds every number between −value and value. Source: torch.nn.utils.clip_grad_value_. */
export function clipValue(trainables: Gradients, value: number): void {
	for (const { gradient } of trainables) {
		for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(Math.max(gradient[i]!, -value), value);
	}
}

/** Clips as the settings say, values first. Gives the norm before it was clipped, where that was asked for. */
export function clip(trainables: Gradients, { norm, normType, value }: Clip): number | undefined {
	if (value !== undefined) clipValue(trainables, value);
	return norm === undefined ? undefined : clipNorm(trainables, norm, normType);
}
