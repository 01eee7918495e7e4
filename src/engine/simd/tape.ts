import type { Pieces } from "../pieces";
import { type RunOptions, UNDIVIDED } from "../program";
import { CALLS, type KernelName } from "./calls";
import { costOf, sharesOf } from "./cost";
import type { Heap } from "./heap";
import { type Call, isCall, type Work } from "./work";

const numbers = new Map(Object.keys(CALLS).map((name, i) => [name as KernelName, i]));

/** One entry of a tape: calls `from … from + count − 1` of the table, or a step in JavaScript. */
type Stretch = { readonly from: number; readonly count: number } | { readonly run: (options: RunOptions) => void; readonly cost?: number };

/** One call of the table. */
interface Entry {
	readonly call: Call;
	readonly cost: number;
	/** Where its arguments say which scratch memory it has, and how much of it each part takes. */
	readonly scratch: { readonly word: number; readonly each: number } | undefined;
}

/** Wants every layer. */
export const EVERY = (): boolean => true;

/**
 * The works of all layers in the order in which they run, written into the kernels' memory once, so that a run of many layers is one call
 * into WebAssembly. Nothing is allocated while it runs.
 */
export class Tape {
	readonly #heap: Heap;
	readonly #table: number;
	readonly #args: number;
	readonly #entries: readonly Entry[];
	/** Of each layer, its stretches. */
	readonly #layers: readonly (readonly Stretch[])[];
	readonly #order: readonly number[];
	/** All stretches of all layers, those joined that follow each other. */
	readonly #all: readonly Stretch[];
	readonly #together: boolean;

	/** `works[i]` belongs to layer i; layers run in `order`. `together`: whether several threads are worth it. */
	constructor(heap: Heap, works: readonly (readonly Work[])[], order: readonly number[], together = false) {
		this.#together = together;
		this.#heap = heap;
		this.#order = order;
		const calls = order.flatMap((layer) => (works[layer] ?? []).filter(isCall));
		this.#table = heap.allocate(8 * calls.length);
		this.#args = heap.allocate(4 * calls.reduce((sum, { name }) => sum + CALLS[name].length, 0));
		const table = heap.ints(this.#table, 2 * calls.length);
		let place = this.#args;
		this.#entries = calls.map((call, i) => {
			const { name, args } = call;
			const words: readonly string[] = CALLS[name];
			heap.write(name, args as never, place);
			table[2 * i] = numbers.get(name) ?? -1;
			table[2 * i + 1] = place;
			const scratch = words.includes("scratch") ? { word: place + 4 * words.indexOf("scratch"), each: args.scratchPart ?? 0 } : undefined;
			place += 4 * words.length;
			return { call, cost: costOf(call), scratch };
		});
		const layers: Stretch[][] = works.map(() => []);
		let next = 0;
		for (const layer of order) {
			for (const work of works[layer] ?? []) {
				if (!isCall(work)) layers[layer]?.push(work);
				else layers[layer]?.push({ from: next++, count: 1 });
			}
		}
		this.#layers = layers.map(joined);
		this.#all = joined(order.flatMap((layer) => layers[layer] ?? []));
	}

	/** Runs the works of all wanted layers (of all: {@link EVERY}), piece by piece. Calls of one piece that follow each other run as one. */
	*run(wanted: (layer: number) => boolean, options: RunOptions, { most } = UNDIVIDED): Pieces<void> {
		if (wanted === EVERY && most === Number.POSITIVE_INFINITY) {
			for (const stretch of this.#all) {
				if ("count" in stretch) this.#calls(stretch.from, stretch.count);
				else stretch.run(options);
			}
			return;
		}
		let from = 0;
		let count = 0;
		let spent = 0;
		for (const layer of this.#order) {
			if (!wanted(layer)) continue;
			for (const stretch of this.#layers[layer] ?? []) {
				if ("count" in stretch && most === Number.POSITIVE_INFINITY && stretch.from === from + count) {
					count += stretch.count;
					continue;
				}
				if (!("count" in stretch)) {
					this.#calls(from, count);
					count = 0;
					const cost = stretch.cost ?? 0;
					if (spent > 0 && spent + cost > most) {
						yield;
						spent = 0;
					}
					stretch.run(options);
					spent += cost;
					continue;
				}
				for (let next = stretch.from; next < stretch.from + stretch.count; next++) {
					const cost = this.#entries[next]?.cost ?? 0;
					if (spent > 0 && spent + cost > most) {
						this.#calls(from, count);
						count = 0;
						yield;
						spent = 0;
					}
					if (next !== from + count) {
						this.#calls(from, count);
						count = 0;
					}
					if (count === 0) from = next;
					const shares = this.#shares(next, most);
					if (shares > 1) {
						this.#calls(from, count);
						yield* this.#inShares(next, shares);
						count = 0;
						spent = cost / shares;
					} else {
						count++;
						spent += cost;
					}
				}
			}
		}
		this.#calls(from, count);
	}

	release(): void {
		this.#heap.release(this.#table);
		this.#heap.release(this.#args);
	}

	#calls(from: number, count: number): void {
		if (count > 0) this.#heap.run(this.#table + 8 * from, count, this.#together);
	}

	#shares(at: number, most: number): number {
		const entry = this.#entries[at];
		return entry ? sharesOf(entry.call, entry.cost, most) : 1;
	}

	*#inShares(at: number, parts: number): Pieces<void> {
		for (let part = 0; part < parts; part++) {
			if (part > 0) yield;
			this.#heap.runShare(this.#table + 8 * at, this.#together, { part, parts }, this.#entries[at]?.scratch);
		}
	}
}

/** Neighbouring calls as one stretch. */
function joined(stretches: readonly Stretch[]): Stretch[] {
	const result: Stretch[] = [];
	for (const stretch of stretches) {
		const last = result.at(-1);
		if (last && "count" in last && "count" in stretch && last.from + last.count === stretch.from) {
			result[result.length - 1] = { from: last.from, count: last.count + stretch.count };
		} else result.push(stretch);
	}
	return result;
}
