import type { Parameter } from "../network/kind";
import { elements, type Shape } from "../network/shape";
import { initialise } from "./init";
import { type Described, matchLayers } from "./match";
import type { Parameters } from "./op";
import type { Tensor } from "./tensor";

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
}

interface Held extends Described {
	readonly identity: string;
	readonly weights: Parameters;
}

/** Bytes of weights of layers that are gone, remembered in case they come back. */
const ATTIC_BYTES = 64 * 1024 ** 2;

/**
 * The weights of one model through all its edits. Whatever of them the new shapes allow is carried over; the rest is initialised from the
 * seed. Layers that vanish (while a line is being retyped, or behind a fault) are remembered for a while, so that 16 → 1 → 16 channels
 * ends where it began.
 */
export class WeightStore {
	#seed: number | undefined;
	#layers: readonly Held[] = [];
	readonly #attic = new Map<string, Held>();

	/** Weights for the wishes. Another seed than the last starts all over. Old tensors are handed on as they are where shapes are equal. */
	carry(wishes: readonly WeightWish[], seed: number): Carried {
		if (seed !== this.#seed) this.clear();
		const next = wishes.filter((wish) => wish.parameters.length > 0).map((wish) => ({ ...wish, signature: signatureOf(wish) }));
		const matches = matchLayers(this.#layers, next);
		const kept: string[] = [];
		const initialised: string[] = [];
		const layers = next.map((wish, i): Held => {
			const { key, type, identity, signature } = wish;
			const before = this.#layers[matches[i] ?? -1];
			const whole = before?.signature === signature ? before : this.#attic.get(memoryKey(wish));
			if (whole) {
				kept.push(key);
				return { key, type, identity, signature, weights: whole.weights };
			}
			const weights: Record<string, Tensor> = {};
			for (const parameter of wish.parameters) weights[parameter.name] = initialise(parameter, seed, identity);
			const partly = before !== undefined && copyOverlap(before.weights, weights);
			(partly ? kept : initialised).push(key);
			return { key, type, identity, signature, weights };
		});
		this.#remember(layers);
		this.#layers = layers;
		this.#seed = seed;
		const byKey = new Map(layers.map((layer) => [layer.key, layer.weights]));
		return { weights: wishes.map((wish) => byKey.get(wish.key) ?? {}), kept, initialised };
	}

	/** Forgets everything; the next weights are all fresh. */
	clear(): void {
		this.#layers = [];
		this.#attic.clear();
	}

	/** Forgets the weights of layers that are gone. */
	forgetGone(): void {
		this.#attic.clear();
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
			for (const tensor of Object.values<Tensor | undefined>({ ...layer.weights })) bytes += tensor?.data.byteLength ?? 0;
			if (bytes > ATTIC_BYTES) this.#attic.delete(key);
		}
	}
}

const memoryKey = ({ identity, signature }: { readonly identity: string; readonly signature: string }): string =>
	`${identity}|${signature}`;

const signatureOf = ({ type, parameters }: WeightWish): string =>
	`${type} ${parameters.map(({ name, shape }) => `${name}:${shape.join("×")}`).join(" ")}`;

/**
 * Copies what two layers of one type have in common into the new one: the channels (first two axes) that both have, of every tensor that
 * both have. Nothing where the kernels' sizes differ, because half a kernel means nothing. Whether anything was copied.
 */
function copyOverlap(from: Parameters, to: Readonly<Record<string, Tensor>>): boolean {
	const shared = Object.entries<Tensor | undefined>({ ...from }).flatMap(([name, old]) => {
		const fresh = to[name];
		return old && fresh ? [{ old, fresh }] : [];
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
