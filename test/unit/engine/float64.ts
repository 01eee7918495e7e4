import type { Parameters, Step } from "../../../src/engine";
import { makePlan, reference } from "../../../src/engine";
import { initialise } from "../../../src/engine/init";
import { whole } from "../../../src/engine/pieces";
import type { Plan } from "../../../src/engine/plan";
import { stepSeed } from "../../../src/engine/program";
import { backpropagate } from "../../../src/engine/reference/backpropagate";
import { inputsOf, type Places, placesOf } from "../../../src/engine/reference/memory";
import type { Tensor } from "../../../src/engine/tensor";
import type { Graph } from "../../../src/network/graph";
import { elements, type Shape } from "../../../src/network/shape";

type Tensor64 = Tensor<Float64Array>;
type Mode = { readonly training: boolean; readonly seed: number };

const zeros = (shape: Shape): Tensor64 => ({ shape, data: new Float64Array(elements(shape)) });

/** A network on the reference's kernels in float64, where finite differences tell a wrong gradient from a rounded one. */
export class Float64Network {
	readonly plan: Plan;
	/** Everything that a gradient is asked for: the input and each parameter that is no buffer, and their gradients. */
	readonly variables: readonly { readonly name: string; readonly value: Tensor64; readonly gradient: Tensor64 }[];
	readonly #places: Places<Float64Array>;
	readonly #gradients: Places<Float64Array> & { readonly parameters: readonly Record<string, Tensor64>[] };
	readonly #parameters: readonly Record<string, Tensor64>[];

	readonly #keepsStatistics: boolean;

	/**
	 * `keepsStatistics`: whether a forward in train mode moves running statistics; differences are taken with those as they are.
	 * Weights as a model of that seed starts with, moved a little: running variances stay positive, and no scale is 0.
	 */
	constructor(graph: Graph, batch: number, seed: number, keepsStatistics = false) {
		this.#keepsStatistics = keepsStatistics;
		this.plan = makePlan(graph, { backend: reference, batch, gradients: true, memoryLimit: 2 ** 30 });
		this.#places = placesOf(this.plan, zeros);
		this.#parameters = this.plan.steps.map(({ parameters, identity }) =>
			Object.fromEntries(
				parameters.map((parameter) => {
					const { shape, data } = initialise(parameter, seed, identity, new Float32Array(elements(parameter.shape)));
					return [parameter.name, { shape, data: Float64Array.from(data, (value, i) => value + 0.2 * Math.sin(i + 1) ** 2) }];
				}),
			),
		);
		const trainable = this.plan.steps.map(({ parameters }, i) =>
			Object.entries(this.#parameters[i] ?? {}).filter(([name]) => parameters.some((p) => p.name === name && !p.buffer)),
		);
		this.#gradients = {
			...placesOf(this.plan, zeros),
			parameters: trainable.map((tensors) => Object.fromEntries(tensors.map(([name, { shape }]) => [name, zeros(shape)]))),
		};
		const { input } = this.#gradients;
		this.variables = [
			{ name: "input", value: this.#places.input, gradient: input },
			...trainable.flatMap((tensors, i) =>
				tensors.map(([name, value]) => ({
					name: `${this.plan.steps[i]?.node.key}.${name}`,
					value,
					gradient: this.#gradients.parameters[i]?.[name] ?? input,
				})),
			),
		];
	}

	get output(): Tensor64 {
		return this.#places.outputs.at(-1) ?? this.#places.input;
	}

	outputGradients(): readonly Float64Array[] {
		return this.#gradients.outputs.map(({ data }) => data);
	}

	parameters(layer: number): Parameters<Float64Array> {
		return { ...this.#parameters[layer] };
	}

	/** Computes everything from the input as it stands in `variables`. */
	forward(mode: Mode): Float64Array {
		const before = this.#parameters.map((tensors) => Object.values(tensors).map(({ data }) => data.slice()));
		for (const [i, { op }] of this.plan.steps.entries()) op.forward(this.#step(i, mode));
		for (const [i, tensors] of this.#keepsStatistics ? [] : this.#parameters.entries()) {
			for (const [k, { data }] of Object.values(tensors).entries()) data.set(before[i]?.[k] ?? []);
		}
		return this.output.data;
	}

	/** All gradients from ∂loss/∂output, after a forward in the same mode. */
	backward(gradient: Float64Array, mode: Mode): void {
		for (const { data } of [this.#gradients.input, ...this.#gradients.outputs]) data.fill(0);
		for (const record of this.#gradients.parameters) for (const { data } of Object.values(record)) data.fill(0);
		(this.#gradients.outputs.at(-1) ?? this.#gradients.input).data.set(gradient);
		whole(backpropagate(this.plan, this.#gradients, (i) => this.#step(i, mode), true));
	}

	#step(i: number, { training, seed }: Mode): Step<Readonly<Record<string, unknown>>, Float64Array> {
		const step = this.plan.steps[i];
		const output = this.#places.outputs[i];
		if (!step || !output) throw new RangeError(`no layer ${i}`);
		const inputs = inputsOf(step, this.#places);
		return { attributes: step.attributes, inputs, output, parameters: this.parameters(i), training, seed: stepSeed(seed, i) };
	}
}
