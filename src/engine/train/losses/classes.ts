import { elements, type Shape } from "../../../network/shape";
import type { Tensor } from "../../tensor";
import type { Criterion, Target } from "./loss";

/** Settings that losses over classes share. */
export interface ClassOptions {
	/** A factor for every class; all 1 unless given. */
	readonly weight?: Float32Array;
	/** Items with this class count as 0 and not in the mean; −100 unless said otherwise. */
	readonly ignoreIndex?: number;
}

/** How classes lie in x, N×C or N×C×…: class c of item (n, k) at (n·C + c)·inner + k. */
export interface Layout {
	readonly classes: number;
	/** Numbers between one class and the next: pixels of a map. */
	readonly inner: number;
	/** N · inner. */
	readonly items: number;
}

export function layoutOf({ shape }: { readonly shape: Shape }): Layout {
	const [batch = 1, classes = 1] = shape;
	const inner = elements(shape.slice(2));
	return { classes, inner, items: batch * inner };
}

/** Where an item's class 0 lies. */
export const firstOf = (item: number, { classes, inner }: Layout): number => Math.floor(item / inner) * classes * inner + (item % inner);

/**
 * Checks class indices: one an item, each from 0 to C − 1 or the ignored one. Throws a RangeError that names the first that is not.
 */
export function checkClasses(target: Int32Array, { classes, items }: Layout, ignored: number): Int32Array {
	if (target.length !== items) throw new RangeError(`the network gives scores of ${items} items, but there are ${target.length} labels`);
	for (const [i, label] of target.entries()) {
		if (label !== ignored && (label < 0 || label >= classes))
			throw new RangeError(`label ${label} (item ${i}) is none of ${classes} classes`);
	}
	return target;
}

/** Checks class weights. Throws a RangeError where there are more or fewer than classes. */
export function checkWeights(weight: Float32Array | undefined, { classes }: Layout): void {
	if (weight && weight.length !== classes) throw new RangeError(`there are ${weight.length} class weights for ${classes} classes`);
}

/** Σ weight[label] over items that are not ignored: what the mean divides by. */
export function weightSum(target: Int32Array, { weight, ignoreIndex = -100 }: ClassOptions): number {
	let sum = 0;
	for (const label of target) if (label !== ignoreIndex) sum += weight ? weight[label]! : 1;
	return sum;
}

/** How many items' largest score (the first of equal ones) is that of their class; ignored items never are. */
export function countCorrect(x: Tensor, target: Int32Array): number {
	const layout = layoutOf(x);
	const { classes, inner, items } = layout;
	let correct = 0;
	for (let item = 0; item < items; item++) {
		const first = firstOf(item, layout);
		let best = 0;
		for (let c = 1; c < classes; c++) if (x.data[first + c * inner]! > x.data[first + best * inner]!) best = c;
		if (best === target[item]) correct++;
	}
	return correct;
}

/** Class indices as values for every number of x: 1 at the class, 0 elsewhere. Source: torch.nn.functional.one_hot. */
export function oneHot(target: Int32Array, shape: Shape): Float32Array {
	const layout = layoutOf({ shape });
	const values = new Float32Array(elements(shape));
	for (const [item, label] of checkClasses(target, layout, -100).entries()) {
		if (label >= 0) values[firstOf(item, layout) + label * layout.inner] = 1;
	}
	return values;
}

/** Targets as a loss takes them for an x of that shape: class indices become one-hot rows for a loss of values. A RangeError where they do not fit. */
export function fitTargets(criterion: Criterion, targets: Target, shape: Shape): Target {
	const fitted = criterion.takes === "values" && targets instanceof Int32Array ? oneHot(targets, shape) : targets;
	criterion.check(shape, fitted);
	return fitted;
}
