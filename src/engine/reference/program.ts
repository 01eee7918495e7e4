import type { ParameterGradients, Parameters, Step } from "../op";
import type { Pieces } from "../pieces";
import type { Plan } from "../plan";
import { type Program, type RunOptions, stepSeed, type Trainable, UNDIVIDED } from "../program";
import { RunningCopies } from "../running";
import type { Tensor } from "../tensor";
import { backpropagate } from "./backpropagate";
import { cuts } from "./cost";
import { type GradientMemory, gradientMemory, inputsOf, Memory, type Places, placesOf, viewsOf } from "./memory";
import { sameNumbers, stillValid } from "./validity";

/** One plan on the kernels of `ops/`. Activations and gradients are views of two arenas, parameters are the master tensors themselves. */
export class ReferenceProgram implements Program {
	readonly plan: Plan;
	readonly #weights: readonly Parameters[];
	readonly #memory: Memory;
	#places: Places;
	#steps: readonly Omit<Step, "training" | "seed">[];
	/** Running statistics of a pass in train mode. */
	readonly #running: readonly RunningCopies[];
	#gradients: GradientMemory | undefined;
	#valid: boolean[];
	#fed: boolean;
	/** How the outputs in the arena were computed; undefined where they are not those of the current weights. */
	#last: RunOptions | undefined;

	constructor(plan: Plan, weights: readonly Parameters[], previous: ReferenceProgram | undefined) {
		this.plan = plan;
		this.#weights = weights;
		this.#memory = previous ? previous.#memory : new Memory();
		const before = previous && { plan: previous.plan, weights: previous.#weights, fed: previous.#fed, valid: previous.#valid };
		// The old views would keep old memory alive beside the new.
		previous?.dispose();
		const { numbers, fresh } = this.#memory.activations.ensure(plan.arena);
		this.#gradients = plan.gradients ? gradientMemory(plan, weights, this.#memory) : undefined;
		if (!this.#gradients) this.#memory.gradients.release();
		const { fed, valid } = before && !fresh ? stillValid(before, plan, weights) : { fed: false, valid: [] };
		this.#fed = fed;
		this.#valid = plan.steps.map((_, i) => valid[i] === true);
		this.#running = weights.map((own) => new RunningCopies(own));
		const places = placesOf(plan, viewsOf(numbers));
		this.#places = places;
		this.#steps = plan.steps.map((step, i) => ({
			attributes: step.attributes,
			inputs: inputsOf(step, places),
			output: places.outputs[i] ?? places.input,
			parameters: weights[i] ?? {},
		}));
	}

	*forward(input: Float32Array, options: RunOptions, { most } = UNDIVIDED): Pieces<number> {
		const held = this.#places.input.data;
		if (options.training || !this.#fed || !sameNumbers(held, input)) this.#valid.fill(false);
		held.set(input);
		this.#fed = true;
		this.#last = undefined; // stays so if a kernel throws
		let computed = 0;
		const enough = cuts(this.plan, most);
		for (const [i, { op }] of this.plan.steps.entries()) {
			if (this.#valid[i]) continue;
			if (enough(i)) yield;
			this.#valid[i] = false;
			const step = this.#step(i, options);
			op.forward(options.training ? { ...step, parameters: at(this.#running, i).begin(step.parameters) } : step);
			this.#valid[i] = !options.training;
			computed++;
		}
		this.#last = options;
		return computed;
	}

	keepRunning(): void {
		for (const running of this.#running) running.keep();
	}

	attempted(layer: number): readonly Float32Array[] {
		return at(this.#running, layer).attempted;
	}

	*backward(gradient: Float32Array, { input }: { readonly input: boolean }, { most } = UNDIVIDED): Pieces<void> {
		const options = this.#last;
		if (!options) throw new Error("backward needs a forward before it");
		const gradients = this.#held();
		gradients.numbers.fill(0);
		(gradients.outputs.at(-1) ?? gradients.input).data.set(gradient);
		yield* backpropagate(this.plan, gradients, (i) => this.#step(i, options), input, cuts(this.plan, most, 2));
	}

	input(): Tensor {
		return this.#places.input;
	}

	output(layer: number): Tensor {
		return at(this.#places.outputs, layer);
	}

	inputGradient(): Tensor {
		return this.#held().input;
	}

	outputGradient(layer: number): Tensor {
		return at(this.#held().outputs, layer);
	}

	parameterGradients(layer: number): ParameterGradients {
		return at(this.#held().parameters, layer);
	}

	trainables(): readonly Trainable[] {
		return this.#gradients?.trainables ?? [];
	}

	updated(): void {
		this.#valid.fill(false);
		this.#last = undefined;
	}

	/** Nothing to do: values and master tensors are the same memory. */
	sync(): void {}

	weightsChanged(): void {
		this.updated();
	}

	dispose(): void {
		this.#places = { input: { shape: [0], data: new Float32Array(0) }, outputs: [] };
		this.#steps = [];
		this.#gradients = undefined;
		this.#fed = false;
		this.#valid = [];
		this.#last = undefined;
	}

	#step(layer: number, { training, seed }: RunOptions): Step {
		return { ...at(this.#steps, layer), training, seed: stepSeed(seed, layer) };
	}

	#held(): GradientMemory {
		if (!this.#gradients) throw new Error("the network was compiled without gradients");
		return this.#gradients;
	}
}

function at<T>(list: readonly T[], layer: number): T {
	const found = list[layer];
	if (found === undefined) throw new RangeError(`there is no layer ${layer}`);
	return found;
}
