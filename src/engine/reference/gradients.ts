import { INPUT } from "../../network/graph";
import type { ParameterGradients, Parameters, Step } from "../op";
import type { Plan } from "../plan";
import type { Trainable } from "../program";
import { type Tensor, tensor } from "../tensor";
import { type Memory, type Places, placesOf, trainablePlaces } from "./memory";

/** ∂loss/∂everything of one plan: of the input, of every output, of every parameter. */
export class GradientPass {
	readonly places: Places;
	readonly parameters: readonly ParameterGradients[];
	readonly trainables: readonly Trainable[];
	readonly #plan: Plan;
	readonly #numbers: Float32Array;

	constructor(plan: Plan, weights: readonly Parameters[], memory: Memory) {
		const { places, count } = trainablePlaces(plan, weights);
		const { numbers } = memory.gradients.ensure(count);
		this.#plan = plan;
		this.#numbers = numbers.subarray(0, count);
		this.#numbers.fill(0);
		this.places = placesOf(plan, numbers);
		const parameters = plan.steps.map((): { weight?: Tensor; bias?: Tensor } => ({}));
		this.trainables = places.map(({ layer, name, master, offset }): Trainable => {
			const gradient = numbers.subarray(offset, offset + master.data.length);
			const record = parameters[layer];
			if (record) record[name] = tensor(master.shape, gradient);
			return { layer, name, master, value: master.data, gradient, layout: "row-major" };
		});
		this.parameters = parameters;
	}

	/**
	 * Reverse-mode differentiation: from the last layer to the first, each hands ∂loss/∂output on to its inputs by the chain rule. An output
	 * that several layers read gets the sum of what they hand back, because every op adds. Layers on no path to the last one are left out:
	 * their gradients are 0. Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", Nature 1986.
	 */
	run(gradient: Float32Array, stepOf: (layer: number) => Step, input: boolean): void {
		this.#numbers.fill(0);
		const { steps } = this.#plan;
		const { outputs } = this.places;
		(outputs.at(-1) ?? this.places.input).data.set(gradient);
		const reached = new Set([steps.length - 1]);
		for (let i = steps.length - 1; i >= 0; i--) {
			const [step, output, parameters] = [steps[i], outputs[i], this.parameters[i]];
			if (!step || !output || !parameters || !reached.has(i)) continue;
			const { op, node } = step;
			if (!op.backward) throw new TypeError(`${op.type} has no backward`);
			const inputs = node.inputs.map((from) => (from !== INPUT ? outputs[from] : input ? this.places.input : undefined));
			op.backward(stepOf(i), { output, inputs, parameters });
			for (const from of node.inputs) reached.add(from);
		}
	}
}
