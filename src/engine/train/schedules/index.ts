import { cosineAnnealingLR, cosineAnnealingWarmRestarts } from "./cosine";
import { cyclicLR, oneCycleLR } from "./cycles";
import { plateau } from "./plateau";
import { sequentialLR } from "./sequential";
import { constantLR, exponentialLR, linearLR, multiStepLR, polynomialLR, stepLR } from "./steps";

/** Every schedule by PyTorch's name; each function takes the schedule's settings. The only place to add one. */
export const schedules = {
	StepLR: stepLR,
	MultiStepLR: multiStepLR,
	ExponentialLR: exponentialLR,
	ConstantLR: constantLR,
	LinearLR: linearLR,
	PolynomialLR: polynomialLR,
	CosineAnnealingLR: cosineAnnealingLR,
	CosineAnnealingWarmRestarts: cosineAnnealingWarmRestarts,
	OneCycleLR: oneCycleLR,
	CyclicLR: cyclicLR,
	ReduceLROnPlateau: plateau,
	SequentialLR: sequentialLR,
} as const;

export type ScheduleName = keyof typeof schedules;
