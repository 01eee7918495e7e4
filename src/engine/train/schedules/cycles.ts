import { halfCosine } from "./cosine";
import type { Schedule } from "./schedule";

export interface OneCycleOptions {
	readonly maxLr: number;
	readonly totalSteps: number;
	/** Which part of the ticks the rate rises. */
	readonly pctStart?: number;
	readonly annealStrategy?: "cos" | "linear";
	/** It starts at maxLr/divFactor and ends at that divided by finalDivFactor. */
	readonly divFactor?: number;
	readonly finalDivFactor?: number;
	/** Whether it falls as it rose before it falls to its end. */
	readonly threePhase?: boolean;
}

/**
 * Up to maxLr and down again, once; the optimiser's own rate does not matter. After the last tick it stays where it ended.
 * Source: torch.optim.lr_scheduler.OneCycleLR; Smith and Topin, "Super-Convergence", 2018.
 */
export function oneCycleLR(options: OneCycleOptions): Schedule {
	const { maxLr, totalSteps, pctStart = 0.3, annealStrategy = "cos", divFactor = 25, finalDivFactor = 1e4, threePhase = false } = options;
	const start = maxLr / divFactor;
	const low = start / finalDivFactor;
	const rise = pctStart * totalSteps - 1;
	const falls = { from: maxLr, to: low, end: totalSteps - 1 };
	const phases = [
		{ from: start, to: maxLr, end: rise },
		...(threePhase
			? [
					{ ...falls, to: start, end: 2 * rise },
					{ ...falls, from: start },
				]
			: [falls]),
	];
	return {
		type: "OneCycleLR",
		rate(_, t) {
			let begin = 0;
			for (const { from, to, end } of phases) {
				if (t <= end) {
					const part = (t - begin) / (end - begin);
					return annealStrategy === "cos" ? halfCosine(from, to, part) : from + (to - from) * part;
				}
				begin = end;
			}
			return low;
		},
	};
}

export interface CyclicOptions {
	readonly baseLr: number;
	readonly maxLr: number;
	readonly stepSizeUp?: number;
	/** stepSizeUp unless given. */
	readonly stepSizeDown?: number;
	/** `triangular2` halves the height every cycle, `exp_range` multiplies it by γ every tick. */
	readonly mode?: "triangular" | "triangular2" | "exp_range";
	readonly gamma?: number;
}

/**
 * From baseLr to maxLr and back, again and again; the optimiser's own rate does not matter.
 * Source: torch.optim.lr_scheduler.CyclicLR; Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017.
 */
export function cyclicLR(options: CyclicOptions): Schedule {
	const { baseLr, maxLr, stepSizeUp = 2000, stepSizeDown = stepSizeUp, mode = "triangular", gamma = 1 } = options;
	const length = stepSizeUp + stepSizeDown;
	return {
		type: "CyclicLR",
		rate(_, t) {
			const cycle = Math.floor(t / length);
			const place = t - cycle * length;
			const part = place <= stepSizeUp ? place / stepSizeUp : (length - place) / stepSizeDown;
			const height = mode === "triangular2" ? 1 / 2 ** cycle : mode === "exp_range" ? gamma ** t : 1;
			return baseLr + (maxLr - baseLr) * part * height;
		},
	};
}
