import { INPUT } from "../../network/graph";
import type { Parameters } from "../op";
import type { Plan } from "../plan";
import type { Arrangement } from "./arrange";
import { type Field, measure, NO_BORDER, place } from "./field";
import type { Heap } from "./heap";
import { formsOf, type Legacy, sameWeights } from "./legacy";
import type { Sharing } from "./sharing";

/** What the maps of a plan are placed by. */
export interface Placing {
	readonly heap: Heap;
	readonly plan: Plan;
	readonly weights: readonly Parameters[];
	readonly arrangement: Arrangement;
	readonly sharing: Sharing;
}

/** Where the maps of a plan lie. Layers are indices; `INPUT` is the network's input. */
export interface Places {
	/** Of each layer that holds a field of its own. */
	readonly fields: Map<number, Field>;
	/** Which layers' outputs are there already, from the program before. */
	readonly valid: boolean[];
	/** Whether the input is. */
	readonly fed: boolean;
}

/** Memory for all maps; what the program before holds is taken out of its legacy where it can be used. */
export function placeFields({ heap, plan, weights, arrangement, sharing }: Placing, legacy: Legacy | undefined): Places {
	const { holder, borders, exactInput } = arrangement;
	const forms = formsOf(arrangement);
	const fields = new Map<number, Field>();
	const valid: boolean[] = [];
	const take = (layer: number, shape: readonly number[], exact: boolean, same: boolean): Field => {
		const border = borders.get(layer) ?? NO_BORDER;
		const old = legacy?.fields.get(layer);
		const size = measure(shape, border, exact);
		if (!old || !fits(old, size)) return place(heap, shape, border, exact);
		legacy?.fields.delete(layer);
		return again(heap, old, size, same);
	};
	const sameInput = legacy?.fed === true && legacy.plan.inputShape.join() === plan.inputShape.join();
	const old = legacy?.fields.get(INPUT);
	const input = take(INPUT, plan.inputShape, exactInput, sameInput);
	fields.set(INPUT, input);
	const fed = sameInput && input === old;
	for (const [i, step] of plan.steps.entries()) {
		const before = legacy?.plan.steps[i];
		const same = before?.fingerprint === step.fingerprint;
		const fromValid = step.node.inputs.every((from) => (from === INPUT ? fed : valid[from] === true));
		const alike = same && sameWeights(legacy?.weights[i], weights[i]) && legacy?.forms[i] === forms[i];
		let kept = legacy?.valid[i] === true && fromValid && alike;
		if (holder(i) === i && sharing.home(i) === i) {
			const had = legacy?.fields.get(i);
			const field = take(i, step.shape, false, same);
			kept &&= field === had;
			fields.set(i, field);
		}
		valid.push(kept);
		// Layers that write into this one's field are as valid as the field, which is known only now.
		let [from = INPUT] = step.node.inputs;
		while (from !== INPUT && from < i && holder(from) === i) {
			valid[from] = kept;
			from = plan.steps[from]?.node.inputs[0] ?? INPUT;
		}
	}
	if (sharing.any || legacy?.shared) valid.fill(false);
	return { fields, valid, fed };
}

/**
 * Memory for the gradients of all maps; none where the plan has no gradients. What the program before holds is used again: where the same layers write
 * the same gradient, even without making it zeros first, which would take longer than all the rest of an edit.
 */
export function placeGradients(
	{ heap, plan, arrangement }: Placing,
	legacy: Legacy | undefined,
	reached: ReadonlySet<number>,
): Map<number, Field> {
	const gradients = new Map<number, Field>();
	if (!plan.gradients) return gradients;
	const [before, now] = [legacy ? writersOf(legacy.plan, legacy.reached) : undefined, writersOf(plan, reached)];
	const add = (layer: number, shape: readonly number[]) => {
		const border = arrangement.gradientBorders.get(layer) ?? NO_BORDER;
		const old = legacy?.gradients.get(layer);
		const size = measure(shape, border);
		if (!old || !fits(old, size)) {
			gradients.set(layer, place(heap, shape, border));
			return;
		}
		legacy?.gradients.delete(layer);
		gradients.set(layer, again(heap, old, size, before?.get(layer) === now.get(layer)));
	};
	add(INPUT, plan.inputShape);
	for (const [i, step] of plan.steps.entries()) add(i, step.shape);
	return gradients;
}

/** Of each gradient, what tells who writes it: the layers that read the output, if they are on a path to the last one. */
function writersOf({ steps }: Plan, reached: ReadonlySet<number>): ReadonlyMap<number, string> {
	const texts = new Map<number, string>([[steps.length - 1, "the loss"]]);
	for (const [i, { node, fingerprint }] of steps.entries()) {
		if (!reached.has(i)) continue;
		for (const from of new Set(node.inputs)) texts.set(from, `${texts.get(from) ?? ""} ${i} ${fingerprint}`);
	}
	return texts;
}

/** A field's memory for as many pictures or fewer; where the same layers write it as before, what they leave alone is zeros already. */
function again(heap: Heap, old: Field, size: Size, same: boolean): Field {
	if (!same) heap.clear(old.base, old.capacity);
	return old.bytes === size.bytes ? old : { ...old, ...size };
}

type Size = Omit<Field, "base" | "capacity" | "pointer">;

/** Whether numbers and border lie alike (a map with a border takes as much as a larger one without), and there is room for all pictures. */
const fits = (a: Field, b: Size): boolean =>
	a.capacity >= b.bytes &&
	a.row === b.row &&
	a.image === b.image &&
	a.pixel === b.pixel &&
	a.channels === b.channels &&
	a.rows === b.rows &&
	a.columns === b.columns &&
	a.border.top === b.border.top &&
	a.border.left === b.border.left;
