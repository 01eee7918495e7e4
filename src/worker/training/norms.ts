import { gradientNorm, type Model, type Pieces, type StepResult, type Tensor } from "../../engine";
import type { GradientNorm } from "../../protocol/training";

const lengthOf = ({ data }: Tensor): number => gradientNorm([{ gradient: data }]);

/**
 * The size of every layer's gradients in the step that a model has just made, a layer a piece; those of weights as they were before the gradient was
 * shortened.
 */
export function* normsOf(
	{ layers }: Model,
	{ gradientNorm = 0 }: Pick<StepResult, "gradientNorm">,
	clip: number | undefined,
): Pieces<GradientNorm[]> {
	const shortened = clip === undefined ? 1 : Math.min(1, clip / (gradientNorm + 1e-6));
	const norms: GradientNorm[] = [];
	for (const [i, { key, gradient, parameterGradients }] of layers.entries()) {
		if (i > 0) yield;
		const { weight } = parameterGradients;
		norms.push({ layer: key, output: lengthOf(gradient), weight: weight && lengthOf(weight) / shortened });
	}
	return norms;
}
