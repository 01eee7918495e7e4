import { elementwise } from "./elementwise";

export interface HuberOptions {
	/** Where the parabola ends; 1 unless said otherwise. */
	readonly delta?: number;
}

/**
 * With d = x − t: d²/2 where |d| ≤ δ, else δ(|d| − δ/2); slope d, held between −δ and δ.
 * Source: torch.nn.HuberLoss documentation; Huber, "Robust Estimation of a Location Parameter", 1964.
 */
export const huberLoss = ({ delta = 1 }: HuberOptions = {}) =>
	elementwise({
		type: "HuberLoss",
		loss: (x, t) => (Math.abs(x - t) <= delta ? (x - t) ** 2 / 2 : delta * (Math.abs(x - t) - delta / 2)),
		slope: (x, t) => Math.min(Math.max(x - t, -delta), delta),
	});
