import { INPUT } from "../../network/graph";
import { elements, type Shape } from "../../network/shape";
import { Arena } from "../arena";
import type { ParameterGradients, Parameters } from "../op";
import { aligned, type Plan, type PlanStep } from "../plan";
import type { Trainable } from "../program";
import { type Numbers, type Tensor, tensor } from "../tensor";

/** The two pieces of memory that all tensors lie in, handed on from program to program. */
export class Memory {
	readonly activations = new Arena();
	readonly gradients = new Arena();
}

/** The input and every layer's output, or their gradients: both lie in the same places of their memory. */
export interface Places<D extends Numbers = Float32Array> {
	readonly input: Tensor<D>;
	readonly outputs: readonly Tensor<D>[];
}

/** Tensors where the plan says; `view` gives one that starts `offset` numbers behind the memory's start. */
export const placesOf = <D extends Numbers>(plan: Plan, view: (shape: Shape, offset: number) => Tensor<D>): Places<D> => ({
	input: view(plan.inputShape, 0),
	outputs: plan.steps.map(({ offset, shape }) => view(shape, offset)),
});

/** Views of an arena. */
export const viewsOf =
	(numbers: Float32Array) =>
	(shape: Shape, offset: number): Tensor =>
		tensor(shape, numbers.subarray(offset, offset + elements(shape)));

/** What a step reads. */
export const inputsOf = <D extends Numbers>({ node }: PlanStep, { input, outputs }: Places<D>): Tensor<D>[] =>
	node.inputs.map((from) => (from === INPUT ? input : outputs[from])).filter((found) => found !== undefined);

/** ∂loss/∂everything of one plan. */
export interface GradientPlaces<D extends Numbers = Float32Array> extends Places<D> {
	/** One record a step. */
	readonly parameters: readonly ParameterGradients<D>[];
}

/** Gradients in one piece of memory: those of input and outputs as activations lie, those of parameters behind them. */
export interface GradientMemory extends GradientPlaces {
	readonly numbers: Float32Array;
	readonly trainables: readonly Trainable[];
}

/** Memory for all gradients of a plan, filled with zeros. Throws a RangeError where there is none. */
export function gradientMemory(plan: Plan, weights: readonly Parameters[], { gradients: arena }: Memory): GradientMemory {
	const found: { layer: number; name: "weight" | "bias"; master: Tensor; offset: number }[] = [];
	let count = plan.arena;
	for (const [layer, { parameters }] of plan.steps.entries()) {
		for (const name of ["weight", "bias"] as const) {
			const master = weights[layer]?.[name];
			if (!master || !parameters.some((parameter) => parameter.name === name && !parameter.buffer)) continue;
			found.push({ layer, name, master, offset: count });
			count += aligned(master.data.length);
		}
	}
	const numbers = arena.ensure(count).numbers.subarray(0, count).fill(0);
	const view = viewsOf(numbers);
	const parameters = plan.steps.map((): { weight?: Tensor; bias?: Tensor } => ({}));
	const trainables = found.map(({ layer, name, master, offset }): Trainable => {
		const gradient = view(master.shape, offset);
		const record = parameters[layer];
		if (record) record[name] = gradient;
		return { layer, name, master, value: master.data, gradient: gradient.data, layout: "row-major" };
	});
	return { ...placesOf(plan, view), parameters, numbers, trainables };
}
