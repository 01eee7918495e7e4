import type { Schedule } from "./schedule";

export interface PlateauOptions {
	/** Whether the metric should fall (a loss) or rise (an accuracy). */
	readonly mode?: "min" | "max";
	readonly factor?: number;
	/** How many ticks without improvement are borne. */
	readonly patience?: number;
	/** How much better counts: a part of the best so far (`rel`), or that much (`abs`). */
	readonly threshold?: number;
	readonly thresholdMode?: "rel" | "abs";
	/** Ticks after a fall that do not count. */
	readonly cooldown?: number;
	readonly minLr?: number;
	/** Falls that are not larger are left out. */
	readonly eps?: number;
}

/** Falls when the metric has not improved for a while. Remembers what it saw. Source: torch.optim.lr_scheduler.ReduceLROnPlateau. */
export function plateau(options: PlateauOptions = {}): Required<Schedule> {
	const {
		mode = "min",
		factor = 0.1,
		patience = 10,
		threshold = 1e-4,
		thresholdMode = "rel",
		cooldown = 0,
		minLr = 0,
		eps = 1e-8,
	} = options;
	const sign = mode === "min" ? 1 : -1;
	let best = sign * Number.POSITIVE_INFINITY;
	let bad = 0;
	let cooling = 0;
	let falls = 0;
	const rateAfter = (base: number, count: number): number => (count === 0 ? base : Math.max(base * factor ** count, minLr));
	const better = (metric: number): boolean => {
		const needed = thresholdMode === "rel" ? best * (1 - sign * threshold) : best - sign * threshold;
		return sign * metric < sign * needed;
	};
	return {
		type: "ReduceLROnPlateau",
		rate: (base) => rateAfter(base, falls),
		observe(metric, base) {
			if (better(metric)) {
				best = metric;
				bad = 0;
			} else bad++;
			if (cooling > 0) {
				cooling--;
				bad = 0;
			}
			if (bad <= patience) return;
			if (rateAfter(base, falls) - rateAfter(base, falls + 1) > eps) falls++;
			cooling = cooldown;
			bad = 0;
		},
	};
}
