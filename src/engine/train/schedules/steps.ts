import type { Schedule } from "./schedule";

/** Falls to γ of itself every `stepSize` ticks: base·γ^⌊t/stepSize⌋. Source: torch.optim.lr_scheduler.StepLR. */
export const stepLR = ({ stepSize, gamma = 0.1 }: { readonly stepSize: number; readonly gamma?: number }): Schedule => ({
	type: "StepLR",
	rate: (base, t) => base * gamma ** Math.floor(t / stepSize),
});

/** Falls to γ of itself at each milestone; one that is named twice counts twice. Source: torch.optim.lr_scheduler.MultiStepLR. */
export const multiStepLR = ({
	milestones,
	gamma = 0.1,
}: {
	readonly milestones: readonly number[];
	readonly gamma?: number;
}): Schedule => ({
	type: "MultiStepLR",
	rate: (base, t) => base * gamma ** milestones.filter((milestone) => milestone <= t).length,
});

/** base·γᵗ. Source: torch.optim.lr_scheduler.ExponentialLR. */
export const exponentialLR = ({ gamma }: { readonly gamma: number }): Schedule => ({
	type: "ExponentialLR",
	rate: (base, t) => base * gamma ** t,
});

/** base·factor until `totalIters`, then base. Source: torch.optim.lr_scheduler.ConstantLR. */
export const constantLR = ({
	factor = 1 / 3,
	totalIters = 5,
}: {
	readonly factor?: number;
	readonly totalIters?: number;
} = {}): Schedule => ({
	type: "ConstantLR",
	rate: (base, t) => (t < totalIters ? base * factor : base),
});

export interface LinearLROptions {
	readonly startFactor?: number;
	readonly endFactor?: number;
	readonly totalIters?: number;
}

/** From base·startFactor to base·endFactor in `totalIters` ticks, then on: the usual warm-up. Source: torch.optim.lr_scheduler.LinearLR. */
export const linearLR = ({ startFactor = 1 / 3, endFactor = 1, totalIters = 5 }: LinearLROptions = {}): Schedule => ({
	type: "LinearLR",
	rate: (base, t) => base * (t < totalIters ? startFactor + ((endFactor - startFactor) * t) / totalIters : endFactor),
});

/** base·(1 − t/totalIters)^power, then 0. Source: torch.optim.lr_scheduler.PolynomialLR. */
export const polynomialLR = ({ totalIters = 5, power = 1 }: { readonly totalIters?: number; readonly power?: number } = {}): Schedule => ({
	type: "PolynomialLR",
	rate: (base, t) => base * (1 - Math.min(t, totalIters) / totalIters) ** power,
});
