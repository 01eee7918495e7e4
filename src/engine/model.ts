import { type Graph, INPUT } from "../network/graph";
import { MAX_MODEL_BYTES } from "../network/limits";
import { elements } from "../network/shape";
import { WeightStore } from "./carry";
import type { KeptWeights } from "./held";
import type { ParameterGradients, Parameters } from "./op";
import { type Pieces, whole } from "./pieces";
import { makePlan, type Plan, type PlanStep, refusedMemory } from "./plan";
import { type Backend, type Program, type Trainable, UNDIVIDED } from "./program";
import { reference } from "./reference";
import type { Tensor } from "./tensor";

export interface CompileOptions {
	/** Seeds initial weights; another seed than the last makes all weights anew. */
	readonly seed: number;
	/** Pictures computed at once; 1 unless said otherwise. */
	readonly batch?: number;
	/** Whether `backward` will be asked for; false unless said otherwise. */
	readonly gradients?: boolean;
	/**
	 * Only forward passes in eval mode will be asked for, and mostly the last layer's output: then a backend may compute several layers as one
	 * (a BatchNorm2d's scale goes into the kernels before it). Every layer's own output is there all the same, computed when it is asked for.
	 */
	readonly inference?: boolean;
	/** Most bytes that weights, activations and gradients may take. */
	readonly memoryLimit?: number;
}

export interface ForwardOptions {
	/** Train mode; false unless said otherwise. */
	readonly training?: boolean;
	/** Seeds Dropout's masks in train mode. */
	readonly seed?: number;
}

export interface BackwardOptions {
	/** Whether ∂loss/∂x is wanted too; true unless said otherwise. */
	readonly input?: boolean;
}

/** A layer as it stands in memory. Tensors are looked up when they are asked for, and valid until the next call of the model. */
export interface Layer {
	readonly key: string;
	readonly plan: PlanStep;
	readonly inputs: readonly Tensor[];
	readonly output: Tensor;
	/** The master tensors, with everything in them that training has done. After writing to them, call `weightsChanged`. */
	readonly parameters: Parameters;
	/** Running statistics that a forward pass in train mode came to which does not count (yet); empty where it does. */
	readonly attempted: readonly Float32Array[];
	/** ∂loss/∂output and ∂loss/∂parameter of the last backward. Errors where the model was compiled without gradients. */
	readonly gradient: Tensor;
	readonly parameterGradients: ParameterGradients;
}

/**
 * One network with its weights and its numbers, through all edits of its text. `compile` again and again: weights survive wherever shapes
 * allow, memory is reused, and `forward` computes only from the first change on.
 */
export class Model {
	readonly #backend: Backend;
	readonly #weights: WeightStore;
	#program: Program | undefined;
	#layers: readonly Layer[] = [];
	#byKey: ReadonlyMap<string, Layer> = new Map();
	/** Whether the program may know newer weights than the master tensors. */
	#ahead = false;
	#options: CompileOptions | undefined;
	#differentiated = false;
	/** Counts what ends a pass that is half-made. */
	#turn = 0;

	/**
	 * Models of one network may share a store, and so its weights: one to train, one to look at. Then each must be compiled for the same graph
	 * and seed before it computes again, and what one has written reaches the other by `sync` here and `refresh` there.
	 */
	constructor(backend: Backend = reference, weights = new WeightStore()) {
		this.#backend = backend;
		this.#weights = weights;
	}

	/**
	 * Prepares a graph. Gives the keys of layers whose weights were kept, whole or in part, and of those freshly initialised.
	 * Throws an EngineError as `makePlan` does; the model then stays what it was. Where the machine refuses memory that the limit allows, it is
	 * `out-of-memory` too, and nothing is compiled any more; weights stay, for the next `compile`.
	 */
	compile(graph: Graph, options: CompileOptions): { readonly kept: readonly string[]; readonly initialised: readonly string[] } {
		const { seed, batch = 1, gradients = false, inference = false, memoryLimit = MAX_MODEL_BYTES } = options;
		const plan = makePlan(graph, { backend: this.#backend, batch, gradients, inference, memoryLimit });
		this.sync();
		const previous = this.#program;
		this.#forget(); // nothing of the old is certain any more where the new fails
		try {
			const wishes = plan.steps.map(({ node: { key, type }, identity, parameters }) => ({ key, type, identity, parameters }));
			const { weights, kept, initialised } = this.#weights.carry(wishes, seed);
			const program = this.#backend.prepare(plan, weights, previous);
			this.#program = program;
			this.#options = options;
			this.#layers = plan.steps.map((step, i) => this.#layer(program, step, i, weights[i] ?? {}));
			this.#byKey = new Map(this.#layers.map((layer) => [layer.key, layer]));
			return { kept, initialised };
		} catch (error) {
			previous?.dispose();
			if (!(error instanceof RangeError)) throw error;
			throw refusedMemory(plan, memoryLimit);
		}
	}

	/** The same network and weights for another number of pictures; nothing happens where it is the same. Throws as `compile` does. */
	resize(batch: number): void {
		const { plan } = this.#running();
		if (batch !== plan.batch && this.#options) this.compile(plan.graph, { ...this.#options, batch });
	}

	/**
	 * Computes every layer for an input of N·C·H·W numbers, row-major (N is the batch). In eval mode, layers whose input, weights and
	 * attributes are those of the last time are left as they are. Gives how many layers were computed.
	 * A RangeError where the input has not that many numbers; an Error where nothing was compiled.
	 */
	forward(input: Float32Array, options: ForwardOptions = {}): number {
		const computed = whole(this.forwardInPieces(input, options));
		if (options.training) this.keepRunning();
		return computed;
	}

	/**
	 * As {@link forward}, piece by piece: between two, `sync` and reading layers (whose numbers are then partly those before) are allowed, and any
	 * other call ends the pass. In train mode the running statistics are what they were, until {@link keepRunning} says that the pass counts.
	 */
	*forwardInPieces(input: Float32Array, { training = false, seed = 0 }: ForwardOptions = {}, division = UNDIVIDED): Pieces<number> {
		const program = this.#running();
		const wanted = elements(program.plan.inputShape);
		if (input.length !== wanted) throw new RangeError(`the network takes ${wanted} numbers, not ${input.length}`);
		const differentiated = this.#differentiated;
		this.#differentiated = false; // stays so if a kernel throws
		const computed = yield* this.#undisturbed(program.forward(input, { training, seed }, division));
		this.#differentiated = differentiated && computed === 0;
		return computed;
	}

	/** Says that the last forward pass in train mode counts: the running statistics that it came to are the network's. */
	keepRunning(): void {
		this.#running().keepRunning();
		this.#ahead = true;
	}

	/**
	 * From ∂loss/∂(last layer's output), N·features numbers, the gradients of every output and parameter, in the mode of the last `forward`.
	 * `input: false` leaves ∂loss/∂x out. A RangeError where the gradient has another length; an Error where there was no forward, or no
	 * gradients were compiled for.
	 */
	backward(gradient: Float32Array, options: BackwardOptions = {}): void {
		whole(this.backwardInPieces(gradient, options));
	}

	/** As {@link backward}, piece by piece. */
	*backwardInPieces(gradient: Float32Array, { input = true }: BackwardOptions = {}, division = UNDIVIDED): Pieces<void> {
		const program = this.#running();
		const { plan } = program;
		const wanted = elements(plan.steps.at(-1)?.shape ?? plan.inputShape);
		if (gradient.length !== wanted) throw new RangeError(`the network's output has ${wanted} numbers, not ${gradient.length}`);
		this.#differentiated = false;
		yield* this.#undisturbed(program.backward(gradient, { input }, division));
		this.#differentiated = true;
	}

	/** A pass, as long as nobody begins another or changes what it reads. */
	*#undisturbed<T>(pass: Pieces<T>): Pieces<T> {
		const turn = ++this.#turn;
		for (;;) {
			const { done, value } = pass.next();
			if (done) return value as T;
			yield;
			if (turn !== this.#turn) throw new Error("the model was used otherwise before this pass was finished");
		}
	}

	/** Whether gradients are those of the outputs that the model holds: there was a `backward`, and since then nothing was computed anew. */
	get differentiated(): boolean {
		return this.#differentiated;
	}

	/** What an optimiser updates; call `updated` after writing to values. Empty without gradients. */
	trainables(): readonly Trainable[] {
		return this.#program?.trainables() ?? [];
	}

	/** Says that values of {@link trainables} were written. */
	updated(): void {
		this.#turn++;
		this.#running().updated();
		this.#weights.trained();
		this.#ahead = true;
		this.#differentiated = false;
	}

	/** Says that the weights are what training came to elsewhere. */
	trainedBefore(): void {
		this.#weights.trained();
	}

	/** Brings the master tensors up to date; reading a layer's `parameters` does it too. */
	sync(): void {
		if (this.#ahead) this.#program?.sync();
		this.#ahead = false;
	}

	/** Says that weights were changed from outside: everything is computed anew, and older weights of other sizes are forgotten. */
	weightsChanged(): void {
		this.refresh();
		this.#weights.forgetGone();
	}

	/** Says that another model over the same store has written to the master tensors: everything is computed anew. */
	refresh(): void {
		this.#turn++;
		this.#program?.weightsChanged();
		this.#differentiated = false;
	}

	/** Gives activations and gradients back; weights stay, for the next `compile`. */
	dispose(): void {
		this.sync();
		this.#program?.dispose();
		this.#forget();
	}

	/** All weights as another model can go on from them, shared, not copied; undefined where nothing is new. See `WeightStore`. */
	keep(): KeptWeights | undefined {
		this.sync();
		return this.#weights.keep();
	}

	/** Goes on from what another model has kept, with the next `compile`. */
	restore(kept: KeptWeights): void {
		this.#weights.restore(kept);
	}

	get plan(): Plan | undefined {
		return this.#program?.plan;
	}

	/** N×C×H×W: valid until the next call of the model. */
	get input(): Tensor | undefined {
		return this.#program?.input();
	}

	/** ∂loss/∂x of the last backward that was asked for it. */
	get inputGradient(): Tensor {
		return this.#running().inputGradient();
	}

	/** What the last layer gives: N×C×H×W, or N×features; the input itself where there is no layer. */
	get output(): Tensor {
		return this.#layers.at(-1)?.output ?? this.#running().input();
	}

	get layers(): readonly Layer[] {
		return this.#layers;
	}

	/** The layer of that key. */
	layer(key: string): Layer | undefined {
		return this.#byKey.get(key);
	}

	#forget(): void {
		this.#turn++;
		this.#program = undefined;
		this.#differentiated = false;
		this.#layers = [];
		this.#byKey = new Map();
	}

	#running(): Program {
		if (!this.#program) throw new Error("no network was compiled yet");
		return this.#program;
	}

	#layer(program: Program, plan: PlanStep, i: number, parameters: Parameters): Layer {
		const model = this;
		return {
			key: plan.node.key,
			plan,
			get inputs() {
				return plan.node.inputs.map((from) => (from === INPUT ? program.input() : program.output(from)));
			},
			get output() {
				return program.output(i);
			},
			get parameters() {
				model.sync();
				return parameters;
			},
			get attempted() {
				return program.attempted(i);
			},
			get gradient() {
				return program.outputGradient(i);
			},
			get parameterGradients() {
				return program.parameterGradients(i);
			},
		};
	}
}
