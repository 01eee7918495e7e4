import { type Shape, sameShape } from "../network/shape";
import type { Analysis, Issue } from "../source/analysis";
import { layersOf } from "./lookup";
import { shapesOf } from "./whatif";

/** Largest input side that is proposed. */
const LARGEST_SIDE = 4096;

/** How many sizes next to the present one are tried one by one. */
const SINGLY = 64;

/** Most layers computed one by one: it bounds the time that a menu takes to open. */
const BUDGET = 40_000;

/**
 * Inputs, height and width grown by the same number, that clear the fault of a layer: the smallest with which the whole network fits, then the smallest with
 * which that layer does in all its repetitions, if it is another. Computed on shapes alone, up to 4,096 rows or columns.
 */
export function largerInputs(analysis: Analysis, issue: Issue): readonly Shape[] {
	const faulty = issue.layer === undefined ? undefined : analysis.layers[issue.layer];
	if (!faulty || analysis.input?.shape.length !== 3) return [];
	const readable = analysis.layers.every(({ kind, values }) => kind && values);
	const whole = readable ? smallestInput(analysis, analysis.input.shape, analysis.layers) : undefined;
	const fault = smallestInput(analysis, analysis.input.shape, layersOf(analysis, faulty.source));
	if (whole && fault) return sameShape(whole, fault) ? [whole] : [whole, fault];
	return fault ? [fault] : [];
}

/**
 * The smallest larger input with which all these layers have a shape. A fit need not stay one as the input grows (where an exact size is wanted), so the next
 * sizes are tried one by one before they are doubled and halved.
 */
function smallestInput(analysis: Analysis, input: Shape, layers: readonly { readonly index: number }[]): Shape | undefined {
	const [channels = 1, height = 1, width = 1] = input;
	const until = Math.max(...layers.slice(-1).map(({ index }) => index), 0);
	const grown = (by: number): Shape => [channels, height + by, width + by];
	const fits = (by: number): boolean => {
		const shapes = shapesOf(analysis, { input: grown(by) }, until);
		return layers.every(({ index }) => shapes[index] !== undefined);
	};
	const most = LARGEST_SIDE - Math.max(height, width);
	const singly = Math.min(SINGLY, most, Math.floor(BUDGET / (until + 1)));
	for (let by = 1; by <= singly; by++) if (fits(by)) return grown(by);
	let low = Math.max(0, singly);
	let high = Math.max(1, low) * 2;
	while (high < most && !fits(high)) {
		low = high;
		high *= 2;
	}
	high = Math.min(high, most);
	if (high <= low || !fits(high)) return undefined;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (fits(middle)) high = middle;
		else low = middle;
	}
	return grown(high);
}
