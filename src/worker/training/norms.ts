import { gradientNorm, type Model, type StepResult, type Tensor } from "../../engine";
import type { GradientNorm } from "../../protocol/training";

const lengthOf = ({ data }: Tensor): number => gradientNorm([{ gradient: data }]);

/** The size of every layer's gradients in the step that a model has just made; those of weights as they were before the gradient was shortened. */
export function normsOf(model: Model, { gradientNorm = 0 }: Pick<StepResult, "gradientNorm">, clip: number | undefined): GradientNorm[] {
	const shortened = clip === undefined ? 1 : Math.min(1, clip / (gradientNorm + 1e-6));
	return model.layers.map(({ key, gradient, parameterGradients: { weight } }) => ({
		layer: key,
		output: lengthOf(gradient),
		weight: weight && lengthOf(weight) / shortened,
	}));
}
