import { INPUT } from "../../network/graph";
import type { Parameters } from "../op";
import type { Plan, PlanStep } from "../plan";
import type { Tensor } from "../tensor";

/** What a layer's output depends on besides its input. */
export interface Source {
	readonly plan: Plan;
	readonly weights: readonly Parameters[];
	/** Whether the arena holds an input that was given. */
	readonly fed: boolean;
	/** Which layers' outputs in the arena are those of the current weights and input. */
	readonly valid: readonly boolean[];
}

/**
 * Which outputs of an earlier program, at the same memory, are those that a new plan would compute: every layer at the same index that
 * computes the same from the same numbers into the same place.
 */
export function stillValid(before: Source, plan: Plan, weights: readonly Parameters[]): Pick<Source, "fed" | "valid"> {
	const fed = before.fed && before.plan.inputShape.join() === plan.inputShape.join();
	const valid: boolean[] = [];
	for (const [i, step] of plan.steps.entries()) {
		const fromValid = step.node.inputs.every((from) => (from === INPUT ? fed : valid[from] === true));
		const same = samePlace(before.plan.steps[i], step) && sameWeights(before.weights[i], weights[i]);
		valid.push(before.valid[i] === true && fromValid && same);
	}
	return { fed, valid };
}

const samePlace = (before: PlanStep | undefined, now: PlanStep): boolean =>
	before?.offset === now.offset && before.fingerprint === now.fingerprint;

/** Whether both are the same memory. */
function sameWeights(before: Parameters = {}, now: Parameters = {}): boolean {
	const a: Readonly<Record<string, Tensor | undefined>> = { ...before };
	const b: Readonly<Record<string, Tensor | undefined>> = { ...now };
	return Object.keys({ ...a, ...b }).every((name) => a[name]?.data === b[name]?.data);
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array => new Int32Array(buffer, byteOffset, length);

/** Number by number; NaN is NaN, and −0 is not +0. */
export function sameNumbers(a: Float32Array, b: Float32Array): boolean {
	// Bits are compared, which tells −0 from +0 and a NaN from a number, and is several times as fast as Object.is.
	const [bits, others] = [bitsOf(a), bitsOf(b)];
	for (let i = 0; i < bits.length; i++) if (bits[i] !== others[i]) return false;
	return bits.length === others.length;
}
