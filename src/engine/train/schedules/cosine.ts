import type { Schedule } from "./schedule";

/** From `high` to `low` along half a cosine, as `part` goes from 0 to 1. */
export const halfCosine = (high: number, low: number, part: number): number => low + ((high - low) * (1 + Math.cos(Math.PI * part))) / 2;

/** From base to etaMin in `tMax` ticks along half a cosine, and back. Source: torch.optim.lr_scheduler.CosineAnnealingLR. */
export const cosineAnnealingLR = ({ tMax, etaMin = 0 }: { readonly tMax: number; readonly etaMin?: number }): Schedule => ({
	type: "CosineAnnealingLR",
	rate: (base, t) => halfCosine(base, etaMin, t / tMax),
});

export interface WarmRestartsOptions {
	/** Ticks of the first cycle. */
	readonly t0: number;
	/** How many times as long each next one is. */
	readonly tMult?: number;
	readonly etaMin?: number;
}

/**
 * From base to etaMin along half a cosine, again and again. Source: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts;
 * Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
 */
export const cosineAnnealingWarmRestarts = ({ t0, tMult = 1, etaMin = 0 }: WarmRestartsOptions): Schedule => ({
	type: "CosineAnnealingWarmRestarts",
	rate(base, t) {
		// Whole cycles take t0·(1 + m + … + m^(n−1)) = t0·(m^n − 1)/(m − 1) ticks.
		const cycle = tMult === 1 ? Math.floor(t / t0) : Math.floor(Math.log((t / t0) * (tMult - 1) + 1) / Math.log(tMult) + 1e-9);
		const before = tMult === 1 ? cycle * t0 : (t0 * (tMult ** cycle - 1)) / (tMult - 1);
		return halfCosine(base, etaMin, (t - before) / (t0 * tMult ** cycle));
	},
});
