import { INPUT } from "../../network/graph";
import { kindOf } from "../../network/registry";
import { elements } from "../../network/shape";
import type { ParameterGradients, Parameters } from "../op";
import type { Plan } from "../plan";
import type { Program, RunOptions, Trainable } from "../program";
import { sameNumbers } from "../reference/validity";
import { type Tensor, tensor } from "../tensor";
import { type Arrangement, arrange, shapesInto } from "./arrange";
import { type Field, fromPlanar, measure, NO_BORDER, place, readPlanar } from "./field";
import { Heap } from "./heap";
import { LayerMemory } from "./layerMemory";
import { fallback } from "./lower/fallback";
import type { KernelThreads } from "./pool";
import { NO_SHARING, type Sharing, share } from "./sharing";
import type { Fold, GradientSite, Lowered, Site } from "./site";
import { Tape } from "./tape";
import type { KernelModule } from "./wasm";
import { type Clamp, NO_CLAMP, type Work } from "./work";

/** What all programs of a backend share. */
export interface SimdParts {
	readonly module: KernelModule;
	/** Absent: one thread. */
	readonly threads?: KernelThreads;
	/** Whether 3 × 3 convolutions go by Winograd's algorithm where it gains; true unless said otherwise. Results differ by some 1e-6 of their size. */
	readonly winograd?: boolean;
}

/** Multiply-adds below which meeting other threads costs more than it gains: some 100 µs of work. */
const WORTH_THREADS = 2_000_000;

const multiplyAdds = ({ graph, steps }: Plan): number =>
	steps.reduce((sum, { node, attributes }) => {
		const inputs = node.inputs.map((from) => (from === INPUT ? graph.input : (graph.nodes[from]?.shape ?? [])));
		return sum + (kindOf(node.type)?.macs?.(inputs, attributes as never, node.shape) ?? 0);
	}, 0);

/** What a program leaves to the one after it. */
interface Legacy {
	readonly plan: Plan;
	readonly weights: readonly Parameters[];
	readonly fields: Map<number, Field>;
	readonly memories: readonly LayerMemory[];
	/** Those whose values are newer than what is derived from them. */
	readonly stale: ReadonlySet<LayerMemory | undefined>;
	readonly valid: readonly boolean[];
	readonly forms: readonly string[];
	readonly shared: boolean;
	readonly fed: boolean;
}

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
	#fields = new Map<number, Field>();
	#gradients = new Map<number, Field>();
	#memories: LayerMemory[] = [];
	readonly #lowered: Lowered[] = [];
	readonly #reached: ReadonlySet<number>;
	readonly #tapes = new Map<string, Tape>();
	readonly #aside = new Map<number, { readonly field: Field; readonly lowered: Lowered }>();
	#valid: boolean[] = [];
	#fed = false;
	readonly #held: Float32Array;
	readonly #staging: number;
	/** Whether there is enough to compute for several threads. */
	readonly #together: boolean;
	/** Layers whose slots' values are newer than what is derived from them; whether running statistics or values are newer than scales. */
	readonly #stale = new Set<number>();
	#underived = true;
	#last: RunOptions | undefined;
	#outputs = new Map<string, Tensor>();
	/** Those of the pass before, whose memory may be written again. */
	#spare = new Map<string, Tensor>();
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
		this.#placeFields(legacy);
		const before = new Map(legacy?.weights.map((one, i) => [one.weight?.data ?? one, legacy.memories[i]] as const) ?? []);
		this.#memories = plan.steps.map((_, i) => {
			const own = weights[i] ?? {};
			const key = own.weight?.data ?? own;
			const memory = before.get(key);
			before.delete(key);
			if (memory && legacy?.stale.has(memory)) this.#stale.add(i);
			return new LayerMemory(this.#heap, legacy && sameKind(legacy, plan, memory, i) ? memory : undefined);
		});
		const adds = plan.gradients ? writers(plan) : undefined;
		this.#reached = adds?.reached ?? new Set();
		for (const i of plan.steps.keys()) this.#lowered.push(this.#lower(i, adds?.add[i]));
		for (const memory of this.#memories) memory.settle();
		for (const memory of legacy?.memories ?? []) if (!this.#memories.includes(memory)) memory.release();
		for (const field of legacy?.fields.values() ?? []) this.#heap.release(field.base);
		this.#pack(false);
		this.#together = plan.batch * multiplyAdds(plan) >= WORTH_THREADS;
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
		const legacy = {
			plan: this.plan,
			weights: this.#weights,
			fields: this.#fields,
			memories: this.#memories,
			stale: new Set([...this.#stale].map((layer) => this.#memories[layer])),
			valid: this.#valid,
			forms: formsOf(this.#arrangement),
			shared: this.#sharing.any,
			fed: this.#fed,
		};
		this.#fields = new Map();
		this.#memories = [];
		this.dispose();
		return legacy;
	}

	#placeFields(legacy: Legacy | undefined): void {
		const { plan } = this;
		const { holder, borders, exactInput } = this.#arrangement;
		const forms = formsOf(this.#arrangement);
		const take = (layer: number, shape: readonly number[], exact: boolean, same: boolean): Field => {
			const border = borders.get(layer) ?? NO_BORDER;
			const old = legacy?.fields.get(layer);
			const size = measure(shape, border, exact);
			if (!old || !sameSize(old, size)) return place(this.#heap, shape, border, exact);
			legacy?.fields.delete(layer);
			if (!same) this.#heap.clear(old.base, old.bytes);
			return old;
		};
		const sameInput = legacy?.fed === true && legacy.plan.inputShape.join() === plan.inputShape.join();
		const old = legacy?.fields.get(INPUT);
		const input = take(INPUT, plan.inputShape, exactInput, sameInput);
		this.#fields.set(INPUT, input);
		this.#fed = sameInput && input === old;
		for (const [i, step] of plan.steps.entries()) {
			const before = legacy?.plan.steps[i];
			const same = before?.fingerprint === step.fingerprint;
			const fromValid = step.node.inputs.every((from) => (from === INPUT ? this.#fed : this.#valid[from] === true));
			const alike = same && sameWeights(legacy?.weights[i], this.#weights[i]) && legacy?.forms[i] === forms[i];
			let kept = legacy?.valid[i] === true && fromValid && alike;
			if (holder(i) === i && this.#sharing.home(i) === i) {
				const had = legacy?.fields.get(i);
				const field = take(i, step.shape, false, same);
				kept &&= field === had;
				this.#fields.set(i, field);
			}
			this.#valid.push(kept);
			// Layers that write into this one's field are as valid as the field, which is known only now.
			let [from = INPUT] = step.node.inputs;
			while (from !== INPUT && from < i && holder(from) === i) {
				this.#valid[from] = kept;
				from = plan.steps[from]?.node.inputs[0] ?? INPUT;
			}
		}
		if (this.#sharing.any || legacy?.shared) this.#valid.fill(false);
		if (!plan.gradients) return;
		const gradientOf = (layer: number, shape: readonly number[]) =>
			this.#gradients.set(layer, place(this.#heap, shape, this.#arrangement.gradientBorders.get(layer) ?? NO_BORDER));
		gradientOf(INPUT, plan.inputShape);
		for (const [i, step] of plan.steps.entries()) gradientOf(i, step.shape);
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
		for (const [i, { slots = [], running = [] }] of this.#lowered.entries()) {
			if (all || this.#memories[i]?.fresh) this.#stale.add(i);
			for (const slot of slots) {
				if (slot.kept && !all) continue;
				slot.pack(slot.master.data, this.#heap.floats(slot.value, slot.count));
			}
			if (all) for (const { master, pointer } of running) this.#heap.floats(pointer, master.data.length).set(master.data);
		}
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

	#refresh(options: RunOptions): void {
		if (this.#stale.size > 0) this.#tape("refresh", ({ refresh = [] }) => refresh).run((layer) => this.#stale.has(layer), options);
		this.#stale.clear();
		if (this.#underived || options.training) for (const { derive } of this.#lowered) derive?.(options.training);
		this.#underived = options.training;
	}

	forward(input: Float32Array, options: RunOptions): number {
		const { training } = options;
		if (training && this.plan.inference) throw new Error("the network was compiled for inference, not for train mode");
		if (training || !this.#fed || !sameNumbers(this.#held, input)) {
			this.#valid.fill(false);
			this.#feed(input);
		}
		this.#last = undefined; // stays so if a kernel throws
		this.#refresh(options);
		const tape = this.#forwardTape(training);
		const invalid = this.#valid.map((valid) => !valid);
		this.#valid.fill(false);
		this.#spare = this.#outputs;
		this.#outputs = new Map();
		if (invalid.includes(true)) {
			tape.run((layer) => invalid[layer] === true, options);
			this.#at = invalid.length - 1;
		}
		this.#valid.fill(!training);
		this.#last = options;
		return invalid.filter(Boolean).length;
	}

	#forwardTape(training: boolean): Tape {
		return this.#tape(`forward ${training}`, ({ forward }, i) => (this.#arrangement.idle[i] ? [] : forward(training)));
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
		this.#forwardTape(options.training).run((layer) => layer > after && layer <= until, options);
		this.#at = until;
		return true;
	}

	#feed(input: Float32Array): void {
		const field = need(this.#fields.get(INPUT));
		this.#held.set(input);
		fromPlanar(this.#heap, this.#staging, field, false);
		this.#fed = true;
	}

	backward(gradient: Float32Array, { input }: { readonly input: boolean }): void {
		const options = this.#last;
		if (!options) throw new Error("backward needs a forward before it");
		this.#needGradients();
		this.#refresh(options);
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
		tape.run((layer) => this.#reached.has(layer), options);
		for (const name of [...this.#outputs.keys()]) if (name.startsWith("gradient")) this.#outputs.delete(name);
	}

	input(): Tensor {
		return tensor(this.plan.inputShape, this.#held);
	}

	output(layer: number): Tensor {
		const step = need(this.plan.steps[layer]);
		return this.#planar(`output ${layer}`, step.shape, () => {
			if (this.#arrangement.holder(layer) > layer) return this.#apart(layer);
			if (this.#bring([layer], layer)) this.#looked.add(step.node.key);
			return this.#fieldOf(layer);
		});
	}

	inputGradient(): Tensor {
		this.#needGradients();
		return this.#planar("gradient input", this.plan.inputShape, () => need(this.#gradients.get(INPUT)));
	}

	outputGradient(layer: number): Tensor {
		this.#needGradients();
		return this.#planar(`gradient ${layer}`, need(this.plan.steps[layer]).shape, () => need(this.#gradients.get(layer)));
	}

	#planar(name: string, shape: readonly number[], field: () => Field): Tensor {
		const made = this.#outputs.get(name);
		if (made) return made;
		const copy = this.#spare.get(name) ?? tensor(shape);
		this.#spare.delete(name);
		readPlanar(this.#heap, field(), copy.data);
		this.#outputs.set(name, copy);
		return copy;
	}

	/** What a layer that was joined with its activation gives by itself: computed again, into memory of its own. */
	#apart(layer: number): Field {
		const step = need(this.plan.steps[layer]);
		this.#looked.add(step.node.key);
		let aside = this.#aside.get(layer);
		if (!aside) {
			const { holder, lowerings } = this.#arrangement;
			const field = place(this.#heap, step.shape, this.#arrangement.borders.get(layer) ?? NO_BORDER);
			const x = step.node.inputs.map((from) => (from !== INPUT && holder(from) > from ? this.#apart(from) : this.#fieldOf(from)));
			const alone = { clamp: NO_CLAMP satisfies Clamp, fold: undefined, gradients: undefined };
			const lowered = need(lowerings[layer]).lower({ ...this.#site(layer, undefined), ...alone, x, y: field });
			for (const { kept, pack, master, value, count } of lowered.slots ?? []) if (!kept) pack(master.data, this.#heap.floats(value, count));
			aside = { field, lowered };
			this.#aside.set(layer, aside);
		} else {
			for (const from of step.node.inputs) if (from !== INPUT && this.#arrangement.holder(from) > from) this.#apart(from);
		}
		const { lowered, field } = aside;
		const options = this.#last;
		if (!options) return field;
		const direct = step.node.inputs.filter((from) => from === INPUT || this.#arrangement.holder(from) <= from);
		this.#bring(direct, layer);
		lowered.derive?.(options.training);
		const works = [...(lowered.refresh ?? []), ...(lowered.again ?? lowered.forward)(options.training)];
		const tape = new Tape(this.#heap, [works], [0]);
		tape.run(() => true, options);
		tape.release();
		return field;
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
		for (const { slots = [], running = [] } of inference ? [] : this.#lowered) {
			// Without gradients nobody writes weights, and those in memory may have a BatchNorm2d in them.
			for (const { master, value, count, unpack } of gradients ? slots : []) unpack(this.#heap.floats(value, count), master.data);
			for (const { master, pointer } of running) master.data.set(this.#heap.floats(pointer, master.data.length));
		}
	}

	weightsChanged(): void {
		for (const { field } of this.#aside.values()) this.#heap.release(field.base);
		this.#aside.clear();
		this.#pack(true);
		this.updated();
	}

	dispose(): void {
		for (const tape of this.#tapes.values()) tape.release();
		this.#tapes.clear();
		for (const { field } of this.#aside.values()) this.#heap.release(field.base);
		this.#aside.clear();
		for (const fields of [this.#fields, this.#gradients]) {
			for (const { base } of fields.values()) this.#heap.release(base);
			fields.clear();
		}
		for (const memory of this.#memories) memory.release();
		this.#memories = [];
		this.#heap.release(this.#staging);
		this.#outputs.clear();
		this.#spare.clear();
		this.#trainables = undefined;
		this.#fed = false;
		this.#valid = [];
		this.#last = undefined;
	}

	#needGradients(): void {
		if (!this.plan.gradients) throw new Error("the network was compiled without gradients");
	}
}

function need<T>(found: T | undefined): T {
	if (found === undefined) throw new RangeError("there is no such layer");
	return found;
}

/** How each layer is joined with those behind it, as texts. */
const formsOf = ({ clamps, folds }: Arrangement): string[] => clamps.map((clamp, i) => `${clamp?.low} ${clamp?.high} ${folds[i]}`);

/** Whether numbers and border lie alike: a map with a border takes as much as a larger one without. */
const sameSize = (a: Field, b: Omit<Field, "base" | "pointer">): boolean =>
	a.bytes === b.bytes &&
	a.row === b.row &&
	a.image === b.image &&
	a.pixel === b.pixel &&
	a.channels === b.channels &&
	a.images === b.images &&
	a.rows === b.rows &&
	a.columns === b.columns &&
	a.border.top === b.border.top &&
	a.border.left === b.border.left;

const sameWeights = (a: Parameters = {}, b: Parameters = {}): boolean =>
	(["weight", "bias", "running_mean", "running_var"] as const).every((name) => a[name]?.data === b[name]?.data);

/** Whether the layer that owned the memory computes the same as layer i. */
function sameKind(legacy: Legacy, plan: Plan, memory: LayerMemory | undefined, i: number): boolean {
	const before = memory ? legacy.plan.steps[legacy.memories.indexOf(memory)] : undefined;
	const now = plan.steps[i];
	return (
		before !== undefined &&
		before.node.type === now?.node.type &&
		JSON.stringify(before.attributes) === JSON.stringify(now.attributes) &&
		before.parameters.map(({ shape }) => shape.join()).join(" ") === now.parameters.map(({ shape }) => shape.join()).join(" ")
	);
}

/**
 * For each input of each layer whether another layer has written that gradient before, going backwards; and which layers are on a path to
 * the last one.
 */
function writers({ steps }: Plan): { readonly add: readonly (readonly boolean[])[]; readonly reached: ReadonlySet<number> } {
	const written = new Set<number>();
	const reached = new Set([steps.length - 1]);
	const add: boolean[][] = steps.map(() => []);
	for (let i = steps.length - 1; i >= 0; i--) {
		if (!reached.has(i)) continue;
		for (const from of steps[i]?.node.inputs ?? []) {
			add[i]?.push(written.has(from));
			written.add(from);
			if (from !== INPUT) reached.add(from);
		}
	}
	return { add, reached };
}
