import { type Graph, INPUT } from "../network/graph";
import { MAX_MODEL_BYTES } from "../network/limits";
import { elements } from "../network/shape";
import { Arena } from "./arena";
import { WeightStore } from "./carry";
import type { Backend, Parameters, Step } from "./op";
import { reference } from "./ops";
import { makePlan, outOfMemory, type Plan, type PlanStep } from "./plan";
import { type Tensor, tensor } from "./tensor";

export interface CompileOptions {
	/** Seeds initial weights; another seed than the last makes all weights anew. */
	readonly seed: number;
	/** Pictures computed at once; 1 unless said otherwise. */
	readonly batch?: number;
	/** Most bytes that weights and activations may take. */
	readonly memoryLimit?: number;
}

export interface ForwardOptions {
	/** Train mode; false unless said otherwise. */
	readonly training?: boolean;
	/** Seeds Dropout's masks in train mode. */
	readonly seed?: number;
}

/** A layer as it stands in memory. */
export interface Layer {
	readonly key: string;
	readonly plan: PlanStep;
	readonly inputs: readonly Tensor[];
	readonly output: Tensor;
	readonly parameters: Parameters;
}

/**
 * One network with its weights and its numbers, through all edits of its text. `compile` again and again: weights survive wherever shapes
 * allow, memory is reused, and `forward` computes only from the first change on.
 */
export class Model {
	readonly #backend: Backend;
	readonly #arena = new Arena();
	readonly #weights = new WeightStore();
	#plan: Plan | undefined;
	#input: Tensor | undefined;
	#layers: readonly Layer[] = [];
	#byKey: ReadonlyMap<string, Layer> = new Map();
	/** Which layers' outputs in the arena are those of the current weights and input. */
	#valid: boolean[] = [];
	/** Whether the arena holds an input that was given. */
	#fed = false;

	constructor(backend: Backend = reference) {
		this.#backend = backend;
	}

	/**
	 * Prepares a graph. Gives the keys of layers whose weights were kept, whole or in part, and of those freshly initialised.
	 * Throws an EngineError as `makePlan` does; the model then stays what it was.
	 */
	compile(graph: Graph, options: CompileOptions): { readonly kept: readonly string[]; readonly initialised: readonly string[] } {
		const { seed, batch = 1, memoryLimit = MAX_MODEL_BYTES } = options;
		const plan = makePlan(graph, { backend: this.#backend, batch, memoryLimit });
		try {
			return this.#take(plan, seed);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			// The machine has less memory than the limit allows: nothing of the old is certain any more.
			this.#forgetLayers();
			throw outOfMemory(plan.bytes, memoryLimit, undefined);
		}
	}

	#take(plan: Plan, seed: number) {
		// Nothing of the old can be reused then, and its views would keep the old memory alive beside the new.
		if (!this.#arena.fits(plan.arena)) this.#forgetLayers();
		const { numbers, fresh } = this.#arena.ensure(plan.arena);
		const wishes = plan.steps.map(({ node: { key, type }, identity, parameters }) => ({ key, type, identity, parameters }));
		const { weights, kept, initialised } = this.#weights.carry(wishes, seed);

		const inputLength = elements(plan.inputShape);
		const input = tensor(plan.inputShape, numbers.subarray(0, inputLength));
		const outputs = plan.steps.map(({ offset, shape }) => tensor(shape, numbers.subarray(offset, offset + elements(shape))));
		const layers = plan.steps.map((step, i): Layer => {
			const inputs = step.node.inputs.map((from) => (from === INPUT ? input : outputs[from])).filter((found) => found !== undefined);
			return { key: step.node.key, plan: step, inputs, output: outputs[i] ?? input, parameters: weights[i] ?? {} };
		});

		this.#fed = this.#fed && !fresh && this.#plan?.inputShape.join() === plan.inputShape.join();
		const valid: boolean[] = [];
		for (const [i, layer] of layers.entries()) {
			const fed = layer.plan.node.inputs.every((from) => (from === INPUT ? this.#fed : valid[from] === true));
			valid.push(this.#valid[i] === true && fed && !fresh && unchanged(this.#layers[i], layer));
		}
		this.#plan = plan;
		this.#input = input;
		this.#layers = layers;
		this.#byKey = new Map(layers.map((layer) => [layer.key, layer]));
		this.#valid = valid;
		return { kept, initialised };
	}

	/**
	 * Computes every layer for an input of N·C·H·W numbers, row-major (N is the batch). In eval mode, layers whose input, weights and
	 * attributes are those of the last time are left as they are. Gives how many layers were computed.
	 */
	forward(input: Float32Array, { training = false, seed = 0 }: ForwardOptions = {}): number {
		const held = this.#input?.data;
		if (!held || input.length !== held.length) throw new RangeError(`the network takes ${held?.length ?? 0} numbers, not ${input.length}`);
		if (training || !this.#fed || !sameNumbers(held, input)) this.#valid.fill(false);
		held.set(input);
		this.#fed = true;
		let computed = 0;
		for (const [i, layer] of this.#layers.entries()) {
			if (this.#valid[i]) continue;
			this.#valid[i] = false; // stays so if the kernel throws
			const { inputs, output, parameters, plan } = layer;
			const step: Step = { attributes: plan.attributes, inputs, output, parameters, training, seed: (seed * 0x10000 + i) >>> 0 };
			plan.op.forward(step);
			this.#valid[i] = !training;
			computed++;
		}
		return computed;
	}

	/** Says that weights were changed from outside: everything is computed anew, and older weights of other sizes are forgotten. */
	weightsChanged(): void {
		this.#valid.fill(false);
		this.#weights.forgetGone();
	}

	get plan(): Plan | undefined {
		return this.#plan;
	}

	/** N×C×H×W, inside the arena: valid until the next `compile`. */
	get input(): Tensor | undefined {
		return this.#input;
	}

	get layers(): readonly Layer[] {
		return this.#layers;
	}

	/** The layer of that key; its tensors are valid until the next `compile`. */
	layer(key: string): Layer | undefined {
		return this.#byKey.get(key);
	}

	#forgetLayers(): void {
		this.#plan = undefined;
		this.#input = undefined;
		this.#layers = [];
		this.#byKey = new Map();
		this.#valid = [];
		this.#fed = false;
	}
}

/** Whether two layers at the same index compute the same from the same numbers into the same place. */
function unchanged(before: Layer | undefined, now: Layer): boolean {
	if (!before || before.plan.offset !== now.plan.offset || before.plan.fingerprint !== now.plan.fingerprint) return false;
	const a: Readonly<Record<string, Tensor | undefined>> = { ...before.parameters };
	const b: Readonly<Record<string, Tensor | undefined>> = { ...now.parameters };
	return Object.keys({ ...a, ...b }).every((name) => a[name]?.data === b[name]?.data);
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
	for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
	return true;
}
