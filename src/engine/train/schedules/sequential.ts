import type { Schedule } from "./schedule";

/**
 * One schedule after the other, each with a clock of its own: `schedules[i + 1]` takes over at `milestones[i]`. A warm-up of 5 ticks before a
 * cosine: `sequentialLR([linearLR({ totalIters: 5 }), cosineAnnealingLR({ tMax: 95 })], [5])`. Source: torch.optim.lr_scheduler.SequentialLR.
 */
export const sequentialLR = (schedules: readonly [Schedule, ...Schedule[]], milestones: readonly number[]): Schedule => ({
	type: "SequentialLR",
	rate(base, t) {
		const passed = milestones.filter((milestone) => milestone <= t);
		return (schedules[passed.length] ?? schedules[0]).rate(base, t - (passed.at(-1) ?? 0));
	},
	observe(metric, base) {
		for (const schedule of schedules) schedule.observe?.(metric, base);
	},
});
