import type { Parameter } from "../network/kind";
import { elements, type Shape } from "../network/shape";
import { type Held, type KeptWeights, keptOf, namedTensors, type Origin, sameLayers, signatureOf, tensorsOf } from "./held";
import { initialise } from "./init";
import { matchLayers } from "./match";
import type { Parameters } from "./op";
import { type Tensor, tensor } from "./tensor";
import { isShared, WeightMemory } from "./weightMemory";

/** A layer that wants weights. */
export interface WeightWish {
	readonly key: string;
	readonly type: string;
	readonly identity: string;
	readonly parameters: readonly Parameter[];
}

/** What every layer got, in the order of the wishes; layers without parameters get an empty record. */
export interface Carried {
	readonly weights: readonly Parameters[];
	/** Keys of layers whose weights were kept, whole or in part, and of those freshly initialised. */
	readonly kept: readonly string[];
	readonly initialised: readonly string[];
	/** Of those initialised, the ones that begin with numbers from outside. */
	readonly given: readonly string[];
}

/**
 * Weights from outside: a layer's numbers by the names of its parameters, row-major and as many as their shapes say; a parameter that is left
 * out is initialised. Undefined where there are none for that layer.
 */
export type GivenWeights = (key: string, parameters: readonly Parameter[]) => Readonly<Record<string, Float32Array>> | undefined;

/** Bytes of weights of layers that are gone, remembered in case they come back. */
const ATTIC_BYTES = 64 * 1024 ** 2;

/**
 * The weights of one model through all its edits. Whatever of them the new shapes allow is carried over; the rest is initialised from the
 * seed. Layers that vanish (while a line is being retyped, or behind a fault) are remembered for a while, so that 16 → 1 → 16 channels
 * ends where it began. Where memory can be shared, weights lie in such, so that whoever was handed them by `keep` has them as long as it likes.
 */
export class WeightStore {
	#seed: number | undefined;
	#layers: readonly Held[] = [];
	readonly #attic = new Map<string, Held>();
	readonly #memory = new WeightMemory();
	/** Weights from outside; `pending`: the next `carry` prefers them, `once`: and then they go. */
	#given: { readonly weights: GivenWeights; readonly pending: boolean; readonly once: boolean } | undefined;
	/** What the last `keep` handed out: its memory is not used for anything else before the next. */
	#kept: { readonly seed: number; readonly layers: readonly Held[] } | undefined;

	/**
	 * Weights for the wishes. Another seed than the last starts all over. Old tensors are handed on as they are where shapes are equal; those
	 * of layers that are gone may be overwritten by the next call.
	 */
	carry(wishes: readonly WeightWish[], seed: number): Carried {
		if (seed !== this.#seed) this.#begin();
		const next = wishes.filter((wish) => wish.parameters.length > 0).map((wish) => ({ ...wish, signature: signatureOf(wish) }));
		const matches = matchLayers(this.#layers, next);
		const kept: string[] = [];
		const initialised: string[] = [];
		const given: string[] = [];
		const { pending = false } = this.#given ?? {};
		const layers = next.map((wish, i): Held => {
			const { key, type, identity, signature, parameters } = wish;
			const before = this.#layers[matches[i] ?? -1];
			const whole = before?.signature === signature ? before : this.#attic.get(memoryKey(wish));
			const outside = !whole || pending ? this.#given?.weights(key, parameters) : undefined;
			if (whole && !outside) {
				kept.push(key);
				return { key, type, identity, signature, weights: whole.weights, origin: whole.origin };
			}
			const weights: Record<string, Tensor> = {};
			for (const parameter of parameters) {
				weights[parameter.name] = initialise(parameter, seed, identity, this.#memory.take(elements(parameter.shape)));
			}
			if (outside) {
				for (const [name, numbers] of Object.entries(outside)) weights[name]?.data.set(numbers);
				initialised.push(key);
				given.push(key);
				return { key, type, identity, signature, weights, origin: "given" };
			}
			const partly = before !== undefined && copyOverlap(before.weights, weights);
			(partly ? kept : initialised).push(key);
			return { key, type, identity, signature, weights, origin: "initialised" };
		});
		if (this.#given) this.#given = this.#given.once ? undefined : { ...this.#given, pending: false };
		this.#remember(layers);
		this.#layers = layers;
		this.#seed = seed;
		this.#settle();
		const byKey = new Map(layers.map((layer) => [layer.key, layer.weights]));
		return { weights: wishes.map((wish) => byKey.get(wish.key) ?? {}), kept, initialised, given };
	}

	/**
	 * Layers that begin anew begin with these weights from now on, and with `replace` every layer of the next `carry` that there are some for.
	 * Until the seed is changed, or until `clear`; with `once`, until the next `carry`.
	 */
	give(weights: GivenWeights, { replace, once = false }: { readonly replace: boolean; readonly once?: boolean }): void {
		this.#given = { weights, pending: replace, once };
	}

	/** The tensors of the last `carry` by PyTorch's state-dict names, as they are: not copied. */
	state(): { readonly name: string; readonly shape: Shape; readonly data: Float32Array }[] {
		return this.#layers.flatMap(({ key, weights }) =>
			namedTensors(weights).map(([name, { shape, data }]) => ({ name: `${key}.${name}`, shape, data })),
		);
	}

	/** Says that the numbers of every layer were trained. */
	trained(): void {
		if (this.#layers.every(({ origin }) => origin === "trained")) return;
		this.#layers = this.#layers.map((layer) => ({ ...layer, origin: "trained" }));
	}

	/** How many layers have numbers of each origin. */
	get origins(): Readonly<Record<Origin, number>> {
		const count = { initialised: 0, given: 0, trained: 0 };
		for (const { origin } of this.#layers) count[origin]++;
		return count;
	}

	/** Forgets everything; the next weights are all fresh. */
	clear(): void {
		this.#begin();
		this.#given = undefined;
	}

	/** Forgets all weights, but not those from outside that nobody has had yet. */
	#begin(): void {
		this.#layers = [];
		this.#attic.clear();
		if (!this.#given?.pending && !this.#given?.once) this.#given = undefined;
		this.#settle();
	}

	/**
	 * What another store needs to go on from here: the weights of the last `carry`, without copying one, now and as they are written to later.
	 * Undefined where that is what was handed out last, or where memory cannot be shared. What is handed out stays untouched by later edits
	 * until the next time, so that the one who holds it is never without.
	 */
	keep(): KeptWeights | undefined {
		const [layers, seed] = [this.#layers, this.#seed];
		if (seed === undefined || (this.#kept?.seed === seed && sameLayers(this.#kept.layers, layers))) return undefined;
		if (!layers.every((layer) => tensorsOf(layer).every(({ data }) => isShared(data.buffer)))) return undefined;
		this.#kept = { seed, layers };
		return { seed, layers: layers.map(keptOf) };
	}

	/**
	 * Goes on from what another store has kept; the next `carry` matches against it as after any edit. Shared memory is used as it is, other is
	 * copied. A RangeError where a buffer is shorter than its shape.
	 */
	restore({ seed, layers }: KeptWeights): void {
		this.#layers = [];
		this.#attic.clear();
		this.#settle();
		this.#layers = layers.map(({ key, type, identity, origin = "initialised", tensors }): Held => {
			const weights: Record<string, Tensor> = {};
			for (const { name, shape, buffer } of tensors) {
				const numbers = new Float32Array(buffer, 0, elements(shape));
				if (isShared(buffer)) this.#memory.adopt(buffer);
				weights[name] = tensor(shape, isShared(buffer) ? numbers : copyInto(this.#memory.take(numbers.length), numbers));
			}
			return { key, type, identity, signature: signatureOf({ type, parameters: tensors }), weights, origin };
		});
		this.#seed = seed;
	}

	/** Forgets the weights of layers that are gone. */
	forgetGone(): void {
		this.#attic.clear();
	}

	#settle(): void {
		const used = new Set<ArrayBufferLike>();
		for (const layers of [this.#layers, this.#attic.values(), this.#kept?.layers ?? []]) {
			for (const layer of layers) for (const { data } of tensorsOf(layer)) used.add(data.buffer);
		}
		this.#memory.settle(used);
	}

	/** Puts away the weights that no layer holds any more, the oldest making room. */
	#remember(now: readonly Held[]): void {
		const alive = new Set(now.map((layer) => layer.weights));
		for (const layer of now) this.#attic.delete(memoryKey(layer));
		for (const layer of this.#layers) {
			if (alive.has(layer.weights)) continue;
			this.#attic.delete(memoryKey(layer));
			this.#attic.set(memoryKey(layer), layer);
		}
		let bytes = 0;
		for (const [key, layer] of [...this.#attic].reverse()) {
			for (const { data } of tensorsOf(layer)) bytes += data.byteLength;
			if (bytes > ATTIC_BYTES) this.#attic.delete(key);
		}
	}
}

const memoryKey = ({ identity, signature }: { readonly identity: string; readonly signature: string }): string =>
	`${identity}|${signature}`;

function copyInto(to: Float32Array, from: Float32Array): Float32Array {
	to.set(from);
	return to;
}

/**
 * Copies what two layers of one type have in common into the new one: the channels (first two axes) that both have, of every tensor that
 * both have. Nothing where the kernels' sizes differ, because half a kernel means nothing. Whether anything was copied.
 */
function copyOverlap(from: Parameters, to: Readonly<Record<string, Tensor>>): boolean {
	const shared = namedTensors(from).flatMap(([name, old]) => {
		const fresh = to[name];
		return fresh ? [{ old, fresh }] : [];
	});
	const alike = shared.every(({ old, fresh }) => kernelOf(old.shape) === kernelOf(fresh.shape));
	if (shared.length === 0 || !alike) return false;
	for (const { old, fresh } of shared) {
		const size = elements(old.shape.slice(2));
		const [oldOuter = 1, oldInner = 1] = old.shape;
		const [newOuter = 1, newInner = 1] = fresh.shape;
		const inner = Math.min(oldInner, newInner) * size;
		for (let outer = 0; outer < Math.min(oldOuter, newOuter); outer++) {
			const start = outer * oldInner * size;
			fresh.data.set(old.data.subarray(start, start + inner), outer * newInner * size);
		}
	}
	return true;
}

/** Rank and all axes behind the first two, as a text. */
const kernelOf = (shape: Shape): string => `${shape.length}:${shape.slice(2).join("×")}`;
