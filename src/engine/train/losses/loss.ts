import { elements, type Shape } from "../../../network/shape";
import type { Tensor } from "../../tensor";

/** What should come out: class indices (Int32Array, one an item) or values (Float32Array). */
export type Target = Int32Array | Float32Array;

/** What becomes of the losses of single items: their average, their sum, or nothing; `batchmean` is the sum divided by the batch. */
export type Reduction = "mean" | "sum" | "none" | "batchmean";

/**
 * A loss before its items are put together, with PyTorch's defaults and meaning. Its settings are arguments of the function that makes it.
 * All sums are kept in float64.
 */
export interface Criterion {
	/** PyTorch's name: `CrossEntropyLoss`. */
	readonly type: string;
	/** Whether class indices are taken; else one value for every number of x. */
	readonly takes: "classes" | "values" | "both";
	/** Settings that its arithmetic can be explained with: class weights, label smoothing. */
	readonly settings?: { readonly weight?: Float32Array; readonly labelSmoothing?: number };
	/** What single items are: one loss for every number of x, or one for every picture (and pixel), over the classes. */
	readonly items: "numbers" | "classes";
	/** Throws a RangeError where `target` does not fit an x of that shape; {@link forward} does so too. */
	check(shape: Shape, target: Target): void;
	/** The loss of every item. */
	forward(x: Tensor, target: Target): Float64Array;
	/** What the mean divides the sum by, where that is not the number of items. */
	divisor?(x: Tensor, target: Target): number;
	/** gx[i] = Σ_k upstream[k] · ∂item[k]/∂x[i], every number of it. */
	backward(x: Tensor, target: Target, upstream: Float64Array, gx: Float32Array): void;
}

/** Shape of the items: x's own, or x's without the classes (axis 1, behind the batch). */
export const itemShape = ({ items }: Criterion, shape: Shape): Shape =>
	items === "numbers" ? shape : [...shape.slice(0, 1), ...shape.slice(2)];

/** One loss of a whole batch and its gradient. */
export interface Reduced {
	/** The loss, of a reduction that gives one. */
	readonly value: number;
	/** ∂value/∂x. */
	readonly gradient: Float32Array;
	/** The loss of every item, before they are put together. */
	readonly items: Float64Array;
	/** What their sum was divided by. */
	readonly divisor: number;
}

/**
 * The loss of a batch; writes ∂loss/∂x into `gradient`, which is as long as x (a fresh one unless given).
 * A mean over nothing (every target ignored) is 0/0 = NaN, as in PyTorch.
 */
export function reduced(
	criterion: Criterion,
	x: Tensor,
	target: Target,
	reduction: Exclude<Reduction, "none"> = "mean",
	gradient: Float32Array = new Float32Array(x.data.length),
): Reduced {
	const items = criterion.forward(x, target);
	const divisor = divisorOf(criterion, x, target, reduction, items.length);
	criterion.backward(x, target, new Float64Array(items.length).fill(1 / divisor), gradient);
	return { value: sum(items) / divisor, gradient, items, divisor };
}

function divisorOf(criterion: Criterion, x: Tensor, target: Target, reduction: Reduction, count: number): number {
	if (reduction === "mean") return criterion.divisor?.(x, target) ?? count;
	return reduction === "batchmean" ? (x.shape[0] ?? 1) : 1;
}

function sum(numbers: Float64Array): number {
	let total = 0;
	for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
	return total;
}

/** The numbers of a target of values. Throws a RangeError where they are not as many as x's. */
export function valuesOf(target: Target, shape: Shape): Float32Array {
	if (target instanceof Int32Array) throw new RangeError("the loss takes values, not class indices");
	const count = elements(shape);
	if (target.length !== count) throw new RangeError(`the network gives ${count} numbers, but the target has ${target.length}`);
	return target;
}
