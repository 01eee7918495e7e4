import { type Pieces, whole } from "../../pieces";
import type { Trainable } from "../../program";
import type { Tensor } from "../../tensor";

/** Settings that every optimiser has. They may change between steps. */
export interface CommonSettings {
	/** Learning rate. */
	readonly lr: number;
	/** λ: pulls values towards 0. */
	readonly weightDecay: number;
	/** Whether the loss is made large instead of small. */
	readonly maximize: boolean;
}

/** What an optimiser remembers of one trainable: numbers beside every value, float32 as in PyTorch. */
export class State {
	/** Steps taken. */
	step = 0;
	readonly #buffers = new Map<string, Float32Array>();

	constructor(readonly length: number) {}

	/** Whether that buffer was used before. */
	has(name: string): boolean {
		return this.#buffers.has(name);
	}

	/** The buffer of that name in PyTorch's state dict, at first filled with one value. */
	buffer(name: string, initial = 0): Float32Array {
		let found = this.#buffers.get(name);
		if (!found) {
			found = new Float32Array(this.length).fill(initial);
			this.#buffers.set(name, found);
		}
		return found;
	}

	get buffers(): ReadonlyMap<string, Float32Array> {
		return this.#buffers;
	}
}

/** A rule by which values follow their gradients. */
export interface Rule<S extends CommonSettings = CommonSettings> {
	/** PyTorch's name: `SGD`. */
	readonly type: string;
	/** PyTorch's defaults. */
	readonly defaults: S;
	/** Makes one step in place; `state.step` has been counted up already, to 1 at the first step. Computes in float64, stores float32. */
	update(value: Float32Array, gradient: Float32Array, state: State, settings: S): void;
}

/**
 * A rule with its settings and with what it remembers of every trainable. Memory belongs to the master tensor, so it lives through edits as
 * the weights themselves do: a layer that is moved, or cut and put back, goes on as it was; one of another size starts afresh.
 */
export class Optimiser<S extends CommonSettings = CommonSettings> {
	/** May be replaced between steps. */
	settings: S;
	readonly rule: Rule<S>;
	#states = new WeakMap<Tensor, { readonly layout: string; readonly state: State }>();

	constructor(rule: Rule<S>, settings: Partial<S> = {}) {
		this.rule = rule;
		this.settings = { ...rule.defaults, ...settings };
	}

	/** One step of every trainable, at another rate than the settings' where one is given. The caller tells the model that they were `updated`. A RangeError where a setting is NaN: nothing is changed then. */
	step(trainables: readonly Trainable[], lr?: number): void {
		whole(this.stepInPieces(trainables, lr));
	}

	/** As {@link step}, in pieces of about so many numbers: whole trainables. Half-made, some have made the step and others have not. */
	*stepInPieces(trainables: readonly Trainable[], lr: number = this.settings.lr, most: number = Number.POSITIVE_INFINITY): Pieces<void> {
		const settings = { ...this.settings, lr };
		for (const [name, value] of Object.entries(settings))
			if ([value].flat().some(Number.isNaN)) throw new RangeError(`${this.rule.type}: ${name} is not a number`);
		let made = 0;
		for (const trainable of trainables) {
			if (made > 0 && made + trainable.value.length > most) {
				yield;
				made = 0;
			}
			const state = this.stateOf(trainable);
			state.step++;
			this.rule.update(trainable.value, trainable.gradient, state, settings);
			made += trainable.value.length;
		}
	}

	/** What is remembered of a trainable; fresh where there is nothing that fits. */
	stateOf({ master, layout, value }: Trainable): State {
		const held = this.#states.get(master);
		if (held?.layout === layout && held.state.length === value.length) return held.state;
		const state = new State(value.length);
		this.#states.set(master, { layout, state });
		return state;
	}

	/** Forgets everything: the next step is a first one. */
	reset(): void {
		this.#states = new WeakMap();
	}
}

/** ∂ with its sign and with weight decay added: the first line of most rules. */
export const pulled = (g: number, p: number, { maximize, weightDecay }: CommonSettings): number => (maximize ? -g : g) + weightDecay * p;
