import { INPUT } from "../../network/graph";
import { elements } from "../../network/shape";
import { Arena } from "../arena";
import type { Parameters } from "../op";
import { aligned, type Plan, type PlanStep } from "../plan";
import { type Tensor, tensor } from "../tensor";

/** The two pieces of memory that all tensors lie in, handed on from program to program. */
export class Memory {
	readonly activations = new Arena();
	readonly gradients = new Arena();
}

/** The input and every layer's output, or their gradients: both lie in the same places of their arenas. */
export interface Places {
	readonly input: Tensor;
	readonly outputs: readonly Tensor[];
}

/** Views of an arena where the plan says. */
export function placesOf(plan: Plan, numbers: Float32Array): Places {
	return {
		input: tensor(plan.inputShape, numbers.subarray(0, elements(plan.inputShape))),
		outputs: plan.steps.map(({ offset, shape }) => tensor(shape, numbers.subarray(offset, offset + elements(shape)))),
	};
}

/** What a step reads. */
export const inputsOf = ({ node }: PlanStep, { input, outputs }: Places): Tensor[] =>
	node.inputs.map((from) => (from === INPUT ? input : outputs[from])).filter((found) => found !== undefined);

/** A parameter that is no buffer, and its place behind the activations in the gradients' arena. */
export interface TrainablePlace {
	readonly layer: number;
	readonly name: "weight" | "bias";
	readonly master: Tensor;
	readonly offset: number;
}

/** Every parameter that an optimiser updates, and how many numbers the gradients' arena must hold. */
export function trainablePlaces(plan: Plan, weights: readonly Parameters[]): { readonly places: TrainablePlace[]; readonly count: number } {
	const places: TrainablePlace[] = [];
	let count = plan.arena;
	for (const [layer, { parameters }] of plan.steps.entries()) {
		for (const { name, buffer } of parameters) {
			if (buffer || (name !== "weight" && name !== "bias")) continue;
			const master = weights[layer]?.[name];
			if (!master) continue;
			places.push({ layer, name, master, offset: count });
			count += aligned(master.data.length);
		}
	}
	return { places, count };
}
