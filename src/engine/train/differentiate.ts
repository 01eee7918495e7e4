import type { Model } from "../model";
import { fitTargets } from "./losses/classes";
import { type Criterion, reduced, type Target } from "./losses/loss";

/**
 * After a forward pass: the gradients of the mean loss of its pictures with respect to every output and every parameter, to be read from the
 * model's layers. Changes no weight. Throws a RangeError where the targets do not fit the network's output, an Error where the model was
 * compiled without gradients.
 */
export function differentiate(model: Model, criterion: Criterion, targets: Target): void {
	const x = model.output;
	model.backward(reduced(criterion, x, fitTargets(criterion, targets, x.shape)).gradient);
}
