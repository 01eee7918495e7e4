import { type Schedule, schedules } from "../../../engine/train";
import type { Claim, Computed } from "../claim";
import type { Given } from "../given";
import { agree } from "./agree";

const optional = (given: Given, name: string): number | undefined => (given.says(name) ? given.number(name) : undefined);

function oneOf<T extends string>(given: Given, name: string, names: readonly T[]): T | undefined {
	const value = given.raw(name);
	const found = names.find((known) => known === value);
	if (given.says(name) && !found) throw new Error(`attrs.${name} is ${String(value)}`);
	return found;
}

const makers: Readonly<Record<string, (given: Given) => Schedule>> = {
	StepLR: (given) => schedules.StepLR({ stepSize: given.number("step_size"), gamma: optional(given, "gamma") }),
	MultiStepLR: (given) => schedules.MultiStepLR({ milestones: given.numbers("milestones"), gamma: optional(given, "gamma") }),
	ExponentialLR: (given) => schedules.ExponentialLR({ gamma: given.number("gamma") }),
	ConstantLR: (given) => schedules.ConstantLR({ factor: optional(given, "factor"), totalIters: optional(given, "total_iters") }),
	LinearLR: (given) =>
		schedules.LinearLR({
			startFactor: optional(given, "start_factor"),
			endFactor: optional(given, "end_factor"),
			totalIters: optional(given, "total_iters"),
		}),
	PolynomialLR: (given) => schedules.PolynomialLR({ totalIters: optional(given, "total_iters"), power: optional(given, "power") }),
	CosineAnnealingLR: (given) => schedules.CosineAnnealingLR({ tMax: given.number("T_max"), etaMin: optional(given, "eta_min") }),
	CosineAnnealingWarmRestarts: (given) =>
		schedules.CosineAnnealingWarmRestarts({
			t0: given.number("T_0"),
			tMult: optional(given, "T_mult"),
			etaMin: optional(given, "eta_min"),
		}),
	OneCycleLR: (given) =>
		schedules.OneCycleLR({
			maxLr: given.number("max_lr"),
			totalSteps: given.number("total_steps"),
			pctStart: optional(given, "pct_start"),
			annealStrategy: oneOf(given, "anneal_strategy", ["cos", "linear"]),
			divFactor: optional(given, "div_factor"),
			finalDivFactor: optional(given, "final_div_factor"),
			threePhase: given.flag("three_phase"),
		}),
	CyclicLR: (given) =>
		schedules.CyclicLR({
			// In the index, the schedule's own base_lr is hidden by the optimiser's, which has the same name; it is the rate of step 0.
			baseLr: given.numbers("lr_used_at_step")[0] ?? 0,
			maxLr: given.number("max_lr"),
			stepSizeUp: optional(given, "step_size_up"),
			stepSizeDown: optional(given, "step_size_down"),
			mode: oneOf(given, "mode", ["triangular", "triangular2", "exp_range"]),
			gamma: optional(given, "gamma"),
		}),
	ReduceLROnPlateau: (given) =>
		schedules.ReduceLROnPlateau({
			mode: oneOf(given, "mode", ["min", "max"]),
			factor: optional(given, "factor"),
			patience: optional(given, "patience"),
			threshold: optional(given, "threshold"),
			thresholdMode: oneOf(given, "threshold_mode", ["rel", "abs"]),
			cooldown: optional(given, "cooldown"),
			minLr: optional(given, "min_lr"),
			eps: optional(given, "eps"),
		}),
};

/** PyTorch computes most schedules step by step in float64; the closed forms here differ in the last digits. */
const TOLERANCE = 1e-12;

const makerOf = (name: string) => (Object.hasOwn(makers, name) ? makers[name] : undefined);

function run(given: Given): Computed {
	const name = given.text("schedule");
	const schedule = makerOf(name)?.(given);
	if (!schedule) throw new Error(`no schedule is called ${name}`);
	const base = given.number("base_lr");
	if (given.raw("metric") !== undefined) {
		const rates = given.numbers("metric").map((metric, t) => {
			schedule.observe?.(metric, base);
			return schedule.rate(base, t + 1);
		});
		agree("attrs.lr_after_step", rates, given.numbers("lr_after_step"), TOLERANCE);
		return {};
	}
	const wanted = given.numbers("lr_used_at_step");
	const rates = wanted.map((_, t) => schedule.rate(base, t));
	agree("attrs.lr_used_at_step", rates, wanted, TOLERANCE);
	return {};
}

export const scheduleClaims: Readonly<Record<string, Claim>> = {
	lr_schedule: {
		tolerance: 0,
		run,
		except(given) {
			const name = given.text("schedule");
			return makerOf(name) ? undefined : `no schedule is called ${name}`;
		},
	},
};
