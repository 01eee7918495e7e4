import type { Model } from "../model";
import { fitTargets } from "./losses/classes";
import { type Criterion, type Reduced, reduced, type Target } from "./losses/loss";

/**
 * After a forward pass: the gradients of the mean loss of its pictures with respect to every output and every parameter, to be read from the
 * model's layers. Changes no weight. Throws a RangeError where the targets do not fit the network's output, an Error where the model was
 * compiled without gradients.
 */
export function differentiate(model: Model, criterion: Criterion, targets: Target): void {
	model.backward(meanLoss(model, criterion, targets).gradient);
}

/**
 * The mean loss of the pictures that the model holds, and its gradient; 0 where none of them counts (their classes have weight 0), as in
 * training. Throws a RangeError where the targets do not fit the network's output.
 */
export function meanLoss({ output: x }: Model, criterion: Criterion, targets: Target): Pick<Reduced, "value" | "gradient"> {
	const { value, gradient, divisor } = reduced(criterion, x, fitTargets(criterion, targets, x.shape));
	return divisor === 0 ? { value: 0, gradient: gradient.fill(0) } : { value, gradient };
}
