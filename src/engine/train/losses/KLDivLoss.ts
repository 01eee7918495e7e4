import { elementwise } from "./elementwise";

export interface KLDivOptions {
	/** Whether the target is a logarithm too; false unless said otherwise. */
	readonly logTarget?: boolean;
}

/**
 * x is the logarithm of a probability: t·(ln t − x), 0 where t is 0; slope −t. With `logTarget` eᵗ·(t − x); slope −eᵗ.
 * Source: torch.nn.KLDivLoss documentation (whose reduction `batchmean` is the divergence's mathematical definition).
 */
export const klDivLoss = ({ logTarget = false }: KLDivOptions = {}) =>
	elementwise({
		type: "KLDivLoss",
		loss: (x, t) => (logTarget ? Math.exp(t) * (t - x) : t === 0 ? -t * x : t * (Math.log(t) - x)),
		slope: (_, t) => -(logTarget ? Math.exp(t) : t),
	});
