import { INPUT } from "../../network/graph";
import { elements } from "../../network/shape";
import type { ParameterGradients, Parameters } from "../op";
import type { Pieces } from "../pieces";
import { whole } from "../pieces";
import { multiplyAdds, type Plan } from "../plan";
import { type Division, type Program, type RunOptions, type Trainable, UNDIVIDED } from "../program";
import { sameNumbers } from "../reference/validity";
import { type Tensor, tensor } from "../tensor";
import { type Arrangement, arrange, shapesInto } from "./arrange";
import { Aside } from "./aside";
import { PlanarCopies } from "./copies";
import { type Field, fromPlanar, planarInto } from "./field";
import { Heap } from "./heap";
import { LayerMemory } from "./layerMemory";
import { formsOf, inherited, type Legacy, sameKind } from "./legacy";
import { fallback } from "./lower/fallback";
import { placeFields, placeGradients } from "./places";
import type { KernelThreads } from "./pool";
import { RunningStatistics } from "./running";
import { NO_SHARING, type Sharing, share } from "./sharing";
import type { Fold, GradientSite, Lowered, Site } from "./site";
import { EVERY, Tape } from "./tape";
import type { KernelModule } from "./wasm";
import { NO_CLAMP, type Work } from "./work";
import { writers } from "./writers";

/** What all programs of a backend share. */
export interface SimdParts {
	readonly module: KernelModule;
	/** Absent: one thread. */
	readonly threads?: KernelThreads;
	/** Whether convolutions go by Winograd's algorithm where it gains; true unless said otherwise. Results differ by some 1e-6 of their size. */
	readonly winograd?: boolean;
}

/** Multiply-adds below which meeting other threads costs more than it gains: some 100 µs of work. */
const WORTH_THREADS = 2_000_000;

/** One plan on the SIMD kernels: maps lie channels last in the kernels' memory, and each pass is a tape of calls. */
export class SimdProgram implements Program {
	readonly plan: Plan;
	readonly #heap: Heap;
	readonly #weights: readonly Parameters[];
	readonly #winograd: boolean;
	readonly #arrangement: Arrangement;
	/** Whose fields share memory: nobody's, unless only the last output is wanted. */
	readonly #sharing: Sharing;
	/** The last layer that was computed: until where fields that share memory hold what a pass wrote to them. */
	#at = -1;
	/** Keys of layers whose own output was asked for though it was joined with an activation, or overwritten: kept apart from the next plan on. */
	readonly #looked: Set<string>;
	#fields: Map<number, Field>;
	#gradients: Map<number, Field>;
	#memories: LayerMemory[] = [];
	readonly #lowered: Lowered[] = [];
	readonly #reached: ReadonlySet<number>;
	readonly #tapes = new Map<string, Tape>();
	readonly #aside: Aside;
	readonly #running: RunningStatistics;
	readonly #copies: PlanarCopies;
	#valid: boolean[];
	#fed: boolean;
	readonly #held: Float32Array;
	readonly #staging: number;
	/** The arguments that bring the input into its field, once they were needed. */
	#feeding = 0;
	/** Whether there is enough to compute for several threads. */
	readonly #together: boolean;
	/** Layers whose slots' values are newer than what is derived from them, and whether running statistics or values are newer than scales. */
	readonly #stale = new Set<number>();
	#underived = true;
	#last: RunOptions | undefined;
	#trainables: readonly Trainable[] | undefined;

	constructor(parts: SimdParts, plan: Plan, weights: readonly Parameters[], previous: SimdProgram | undefined) {
		this.plan = plan;
		this.#weights = weights;
		this.#winograd = parts.winograd ?? true;
		this.#heap = previous ? previous.#heap : new Heap(parts.module, parts.threads);
		this.#looked = previous ? previous.#looked : new Set();
		const heldBefore = previous?.plan.inputShape.join() === plan.inputShape.join() ? previous?.input().data.slice() : undefined;
		const legacy = previous ? previous.#leave() : undefined;
		this.#heap.trimScratch();
		const apart = (layer: number) => this.#looked.has(plan.steps[layer]?.node.key ?? "");
		this.#arrangement = arrange(plan, apart);
		this.#sharing = plan.inference ? share(plan, this.#arrangement, apart) : NO_SHARING;
		const placing = { heap: this.#heap, plan, weights, arrangement: this.#arrangement, sharing: this.#sharing };
		const places = placeFields(placing, legacy);
		this.#fields = places.fields;
		this.#valid = places.valid;
		this.#fed = places.fed;
		const adds = plan.gradients ? writers(plan) : undefined;
		this.#reached = adds?.reached ?? new Set();
		this.#gradients = placeGradients(placing, legacy, this.#reached);
		this.#memories = inherited(legacy, weights).map((memory, i) => {
			if (memory && legacy?.stale.has(memory)) this.#stale.add(i);
			return new LayerMemory(this.#heap, legacy && sameKind(legacy, plan, memory, i) ? memory : undefined);
		});
		for (const i of plan.steps.keys()) this.#lowered.push(this.#lower(i, adds?.add[i]));
		for (const memory of this.#memories) memory.settle();
		for (const memory of legacy?.memories ?? []) if (!this.#memories.includes(memory)) memory.release();
		for (const left of [legacy?.fields, legacy?.gradients]) for (const field of left?.values() ?? []) this.#heap.release(field.base);
		this.#copies = new PlanarCopies(this.#heap);
		this.#running = new RunningStatistics(this.#heap, this.#lowered);
		this.#aside = new Aside({
			heap: this.#heap,
			arrangement: this.#arrangement,
			site: (layer) => this.#site(layer, undefined),
			field: (layer) => this.#fieldOf(layer),
			bring: (layers, until) => this.#bring(layers, until),
		});
		this.#pack(false);
		this.#together = plan.batch * plan.steps.reduce((sum, step) => sum + multiplyAdds(plan.graph, step), 0) >= WORTH_THREADS;
		const inputs = elements(plan.inputShape);
		this.#staging = this.#heap.allocate(4 * inputs);
		this.#held = this.#heap.floats(this.#staging, inputs);
		if (this.#fed && heldBefore) this.#held.set(heldBefore);
	}

	/** Bytes that are held besides the master tensors: activations, gradients, weights as the kernels want them, calls. */
	get heldBytes(): number {
		return this.#heap.held;
	}

	/** Hands memory to a successor; tapes and what was made for looking go back. */
	#leave(): Legacy {
		this.#running.undo();
		const legacy = {
			plan: this.plan,
			weights: this.#weights,
			fields: this.#fields,
			gradients: this.#gradients,
			reached: this.#reached,
			memories: this.#memories,
			stale: new Set([...this.#stale].map((layer) => this.#memories[layer])),
			valid: this.#valid,
			forms: formsOf(this.#arrangement),
			shared: this.#sharing.any,
			fed: this.#fed,
		};
		this.#fields = new Map();
		this.#gradients = new Map();
		this.#memories = [];
		this.#giveBack();
		return legacy;
	}

	#lower(i: number, add: readonly boolean[] | undefined): Lowered {
		const lowering = this.#arrangement.lowerings[i];
		const site = this.#site(i, add);
		return lowering ? lowering.lower(site) : fallback(site, i, this.#wholeShapes(i));
	}

	#wholeShapes(i: number): readonly (readonly number[])[] {
		return shapesInto(this.plan, i).map((shape) => [this.plan.batch, ...shape]);
	}

	#site(i: number, add: readonly boolean[] | undefined): Site {
		const step = need(this.plan.steps[i]);
		const clamp = this.#arrangement.clamps[i];
		const gradients: GradientSite | undefined =
			this.plan.gradients && add && this.#reached.has(i)
				? {
						g: need(this.#gradients.get(i)),
						inputs: step.node.inputs.map((from, k) => ({
							field: need(this.#gradients.get(from)),
							add: add[k] === true,
							forInput: from === INPUT,
						})),
					}
				: undefined;
		// What an activation reads was clamped already where it was joined; its derivative is the same seen from its output.
		const [from = INPUT] = step.node.inputs;
		const joined = this.#arrangement.holder(from) === i;
		return {
			heap: this.#heap,
			memory: need(this.#memories[i]),
			step,
			weights: this.#weights[i] ?? {},
			x: joined ? [this.#fieldOf(i)] : step.node.inputs.map((one) => this.#fieldOf(one)),
			y: this.#fieldOf(i),
			winograd: this.#winograd,
			fold: this.#foldOf(i),
			clamp: clamp ? { clamp: 1, ...clamp } : NO_CLAMP,
			gradients,
		};
	}

	#foldOf(i: number): Fold | undefined {
		const folded = this.#arrangement.folds[i];
		if (folded === undefined) return undefined;
		return { weights: this.#weights[folded] ?? {}, eps: Number(need(this.plan.steps[folded]).attributes.eps) };
	}

	#fieldOf(layer: number): Field {
		return need(this.#fields.get(this.#sharing.home(this.#arrangement.holder(layer))));
	}

	/** Brings the master tensors' numbers into the slots; those that are there already only when `all`. */
	#pack(all: boolean): void {
		for (const [i, { slots = [] }] of this.#lowered.entries()) {
			if (all || this.#memories[i]?.fresh) this.#stale.add(i);
			for (const slot of slots) {
				if (slot.kept && !all) continue;
				slot.pack(slot.master.data, this.#heap.floats(slot.value, slot.count));
			}
		}
		if (all) this.#running.fromMasters();
		this.#underived = true;
	}

	/** The tape of that name, made when it is first needed. */
	#tape(name: string, works: (lowered: Lowered, layer: number) => readonly Work[], backwards = false): Tape {
		const made = this.#tapes.get(name);
		if (made) return made;
		const order = [...this.plan.steps.keys()];
		const tape = new Tape(this.#heap, this.#lowered.map(works), backwards ? order.reverse() : order, this.#together);
		this.#tapes.set(name, tape);
		return tape;
	}

	*#refresh(options: RunOptions, division: Division): Pieces<void> {
		if (this.#stale.size > 0) {
			yield* this.#tape("refresh", ({ refresh = [] }) => refresh).run((layer) => this.#stale.has(layer), options, division);
		}
		this.#stale.clear();
		if (this.#underived || options.training) for (const { derive } of this.#lowered) derive?.(options.training);
		this.#underived = options.training;
	}

	*forward(input: Float32Array, options: RunOptions, division = UNDIVIDED): Pieces<number> {
		const { training } = options;
		if (training && this.plan.inference) throw new Error("the network was compiled for inference, not for train mode");
		if (training || !this.#fed || !sameNumbers(this.#held, input)) {
			this.#valid.fill(false);
			this.#feed(input);
		}
		this.#last = undefined; // stays so if a kernel throws
		this.#running.begin(training);
		yield* this.#refresh(options, division);
		const tape = this.#forwardTape(training);
		const valid = this.#valid;
		const computed = valid.reduce((count, good) => count + (good ? 0 : 1), 0);
		const wanted = computed === valid.length ? EVERY : wants(valid.slice());
		valid.fill(false);
		this.#copies.renew();
		if (computed > 0) {
			yield* tape.run(wanted, options, division);
			this.#at = valid.length - 1;
			this.#copies.forget(""); // what was read half-made
		}
		this.#valid.fill(!training);
		this.#last = options;
		return computed;
	}

	keepRunning(): void {
		this.#running.keep();
	}

	#forwardTape(training: boolean): Tape {
		return this.#tape(training ? "forward in training" : "forward", ({ forward }, i) =>
			this.#arrangement.idle[i] ? [] : forward(training),
		);
	}

	/**
	 * Sees to it that the outputs of these layers are in their fields: where another layer's has overwritten one, the pass is run again until layer
	 * `until`. Gives whether it was.
	 */
	#bring(layers: readonly number[], until: number): boolean {
		const { any, gone } = this.#sharing;
		const options = this.#last;
		if (!any || !options) return false;
		const holders = layers.map(this.#arrangement.holder).filter((layer) => layer !== INPUT);
		if (holders.every((layer) => layer <= this.#at && this.#at < gone(layer))) return false;
		const after = this.#at < until ? this.#at : -1;
		whole(this.#forwardTape(options.training).run((layer) => layer > after && layer <= until, options));
		this.#at = until;
		return true;
	}

	#feed(input: Float32Array): void {
		const field = need(this.#fields.get(INPUT));
		this.#held.set(input);
		this.#feeding ||= this.#heap.prepare("fromPlanar", planarInto(this.#staging, field, false));
		this.#heap.exports.fromPlanar(this.#feeding, 0, 1);
		this.#fed = true;
	}

	attempted(layer: number): readonly Float32Array[] {
		return this.#running.attempted(layer);
	}

	*backward(gradient: Float32Array, { input }: { readonly input: boolean }, division = UNDIVIDED): Pieces<void> {
		const options = this.#last;
		if (!options) throw new Error("backward needs a forward before it");
		this.#needGradients();
		yield* this.#refresh(options, division);
		const last = need(this.#gradients.get(this.plan.steps.length - 1));
		const pointer = this.#heap.allocate(4 * gradient.length);
		this.#heap.floats(pointer, gradient.length).set(gradient);
		fromPlanar(this.#heap, pointer, last, false);
		this.#heap.release(pointer);
		const wanted = (work: Work) => input || !work.forInput;
		const tape = this.#tape(
			`backward ${options.training} ${input}`,
			({ backward }) => (backward?.(options.training) ?? []).filter(wanted),
			true,
		);
		yield* tape.run((layer) => this.#reached.has(layer), options, division);
		this.#copies.forget("gradient");
	}

	input(): Tensor {
		return tensor(this.plan.inputShape, this.#held);
	}

	output(layer: number): Tensor {
		const step = need(this.plan.steps[layer]);
		return this.#copies.of(`output ${layer}`, step.shape, () => {
			if (this.#arrangement.holder(layer) > layer) return this.#apart(layer);
			if (this.#bring([layer], layer)) this.#looked.add(step.node.key);
			return this.#fieldOf(layer);
		});
	}

	inputGradient(): Tensor {
		this.#needGradients();
		return this.#copies.of("gradient input", this.plan.inputShape, () => need(this.#gradients.get(INPUT)));
	}

	outputGradient(layer: number): Tensor {
		this.#needGradients();
		return this.#copies.of(`gradient ${layer}`, need(this.plan.steps[layer]).shape, () => need(this.#gradients.get(layer)));
	}

	/** What a layer that was joined with its activation gives by itself. */
	#apart(layer: number): Field {
		const joined = (one: number): number[] => [
			one,
			...need(this.plan.steps[one]).node.inputs.flatMap((from) =>
				from !== INPUT && this.#arrangement.holder(from) > from ? joined(from) : [],
			),
		];
		for (const one of joined(layer)) this.#looked.add(need(this.plan.steps[one]).node.key);
		return this.#aside.field(layer, this.#last);
	}

	parameterGradients(layer: number): ParameterGradients {
		this.#needGradients();
		const result: { weight?: Tensor; bias?: Tensor } = {};
		for (const slot of this.#lowered[layer]?.slots ?? []) {
			const unpacked = tensor(slot.master.shape);
			if (slot.gradient) slot.unpack(this.#heap.floats(slot.gradient, slot.count), unpacked.data);
			result[slot.name] = unpacked;
		}
		return result;
	}

	trainables(): readonly Trainable[] {
		if (!this.plan.gradients) return [];
		this.#trainables ??= this.#lowered.flatMap(({ slots = [] }, layer) =>
			slots.map(({ name, master, value, gradient, count, layout }): Trainable => {
				const numbers = this.#heap.floats(value, count);
				return {
					layer,
					name,
					master,
					value: numbers,
					gradient: gradient ? this.#heap.floats(gradient, count) : new Float32Array(count),
					layout,
				};
			}),
		);
		return this.#trainables;
	}

	updated(): void {
		this.#valid.fill(false);
		this.#last = undefined;
		for (const i of this.#lowered.keys()) this.#stale.add(i);
		this.#underived = true;
	}

	sync(): void {
		const { gradients, inference } = this.plan;
		if (inference) return;
		// Without gradients nobody writes weights, and those in memory may have a BatchNorm2d in them.
		for (const { slots = [] } of gradients ? this.#lowered : []) {
			for (const { master, value, count, unpack } of slots) unpack(this.#heap.floats(value, count), master.data);
		}
		this.#running.toMasters();
	}

	weightsChanged(): void {
		this.#aside.clear();
		this.#pack(true);
		this.updated();
	}

	dispose(): void {
		this.#giveBack();
		this.#heap.endThreads();
	}

	/** Gives back all memory. */
	#giveBack(): void {
		for (const tape of this.#tapes.values()) tape.release();
		this.#tapes.clear();
		this.#aside.clear();
		for (const fields of [this.#fields, this.#gradients]) {
			for (const { base } of fields.values()) this.#heap.release(base);
			fields.clear();
		}
		for (const memory of this.#memories) memory.release();
		this.#memories = [];
		this.#heap.release(this.#staging);
		this.#heap.release(this.#feeding);
		this.#copies.clear();
		this.#trainables = undefined;
		this.#fed = false;
		this.#valid = [];
		this.#last = undefined;
	}

	#needGradients(): void {
		if (!this.plan.gradients) throw new Error("the network was compiled without gradients");
	}
}

/** Wants the layers that are not valid. */
const wants = (valid: readonly boolean[]) => (layer: number) => valid[layer] !== true;

function need<T>(found: T | undefined): T {
	if (found === undefined) throw new RangeError("there is no such layer");
	return found;
}
