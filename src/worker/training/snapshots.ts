import type { Model, Parameters, Tensor, Trainer } from "../../engine";
import type { SnapshotMark } from "../../protocol/training";
import type { Place } from "./epochs";
import type { Tested } from "./tested";

interface KeptState {
	readonly layer: string;
	readonly name: string;
	readonly layout: string;
	readonly step: number;
	readonly buffers: readonly (readonly [string, Float32Array])[];
}

/** A run as it was after a step: all that going on from there needs. */
export interface Snapshot {
	readonly step: number;
	readonly bytes: number;
	readonly tensors: ReadonlyMap<string, Tensor>;
	readonly states: readonly KeptState[];
	readonly clocks: Trainer["clocks"];
	readonly place: Place;
	readonly tested: Tested | undefined;
}

const tensorsOf = (model: Model): [name: string, tensor: Tensor][] =>
	model.layers.flatMap(({ key, parameters }) =>
		Object.entries<Tensor | undefined>({ ...parameters } satisfies Parameters).flatMap(([name, tensor]): [string, Tensor][] =>
			tensor ? [[`${key}.${name}`, tensor]] : [],
		),
	);

const states = ({ model, settings }: Trainer) =>
	model.trainables().map((trainable) => ({
		layer: model.layers[trainable.layer]?.key ?? "",
		name: trainable.name,
		layout: trainable.layout,
		state: settings.optimiser.stateOf(trainable),
	}));

/** Copies what a trainer has come to. */
export function capture(trainer: Trainer, place: Place, tested: Tested | undefined): Snapshot {
	const tensors = tensorsOf(trainer.model).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }] as const);
	const kept = states(trainer).map(
		({ layer, name, layout, state }): KeptState => ({
			layer,
			name,
			layout,
			step: state.step,
			buffers: [...state.buffers].map(([buffer, numbers]) => [buffer, numbers.slice()] as const),
		}),
	);
	const bytes =
		tensors.reduce((sum, [, { data }]) => sum + data.byteLength, 0) +
		kept.reduce((sum, { buffers }) => sum + buffers.reduce((all, [, numbers]) => all + numbers.byteLength, 0), 0);
	return { step: trainer.steps, bytes, tensors: new Map(tensors), states: kept, clocks: trainer.clocks, place, tested };
}

/** Writes a snapshot's weights into a model; layers that are not in it, or had other shapes, stay. The caller tells the model. */
export function writeWeights(model: Model, { tensors }: Pick<Snapshot, "tensors">): void {
	for (const [name, tensor] of tensorsOf(model)) {
		const before = tensors.get(name);
		if (before && `${before.shape}` === `${tensor.shape}`) tensor.data.set(before.data);
	}
}

/** Makes a trainer what it was: weights, what the optimiser remembers, clocks. */
export function goBack(trainer: Trainer, snapshot: Snapshot): void {
	writeWeights(trainer.model, snapshot);
	trainer.model.refresh();
	trainer.settings.optimiser.reset();
	for (const { layer, name, layout, state } of states(trainer)) {
		const before = snapshot.states.find((kept) => kept.layer === layer && kept.name === name && kept.layout === layout);
		if (!before || before.buffers.some(([, numbers]) => numbers.length !== state.length)) continue;
		state.step = before.step;
		for (const [buffer, numbers] of before.buffers) state.buffer(buffer).set(numbers);
	}
	trainer.clocks = snapshot.clocks;
}

/** Most snapshots, however small. */
const MOST = 200;

/** The snapshots of a run: the first, the last, and between them as many as fit, evenly. */
export class Snapshots {
	#kept: Snapshot[] = [];
	/** Steps between two. */
	#every = 1;
	/** Most bytes of all together; may be changed. */
	limit = 0;

	/** Begins anew, with one at every so many steps as long as memory lasts. */
	clear(every: number): void {
		this.#kept = [];
		this.#every = Math.max(1, every);
	}

	/** Whether one should be taken after that step. */
	isDue(step: number): boolean {
		return step % this.#every === 0;
	}

	/** Takes one of the newest step; where there are too many, every second one goes. */
	add(snapshot: Snapshot): void {
		if (snapshot.bytes > this.limit) return;
		if (this.#kept.at(-1)?.step === snapshot.step) this.#kept.pop();
		this.#kept.push(snapshot);
		while (this.#kept.length > 2 && this.#tooMany) {
			this.#every *= 2;
			const last = this.#kept.length - 1;
			const thinned = this.#kept.filter(({ step }, i) => i === 0 || i === last || step % this.#every === 0);
			// Steps at which a run was paused may stand closer together than the rest.
			this.#kept = thinned.length < this.#kept.length ? thinned : this.#kept.filter((_, i) => i === 0 || i === last || i % 2 === 0);
		}
		if (this.#kept.length === 2 && this.#tooMany) this.#kept.shift();
	}

	/** The one nearest before a step, else the first; undefined where there is none. */
	at(step: number): Snapshot | undefined {
		return this.#kept.findLast((snapshot) => snapshot.step <= step) ?? this.#kept[0];
	}

	/** Forgets what came after a step. */
	cut(step: number): void {
		this.#kept = this.#kept.filter((snapshot) => snapshot.step <= step);
	}

	get marks(): SnapshotMark[] {
		return this.#kept.map(({ step, bytes }) => ({ step, bytes }));
	}

	get #tooMany(): boolean {
		return this.#kept.length > MOST || this.#kept.reduce((sum, { bytes }) => sum + bytes, 0) > this.limit;
	}
}
