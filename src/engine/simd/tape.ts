import type { RunOptions } from "../program";
import { CALLS, type KernelName } from "./calls";
import type { Heap } from "./heap";
import { isCall, type Work } from "./work";

const numbers = new Map(Object.keys(CALLS).map((name, i) => [name as KernelName, i]));

/** One entry of a tape: calls `from … from + count − 1` of the table, or a step in JavaScript. */
type Stretch = { readonly from: number; readonly count: number } | { readonly run: (options: RunOptions) => void };

/**
 * The works of all layers in the order in which they run, written into the kernels' memory once, so that a run of many layers is one call
 * into WebAssembly. Nothing is allocated while it runs.
 */
export class Tape {
	readonly #heap: Heap;
	readonly #table: number;
	readonly #args: number;
	/** Of each layer, its stretches. */
	readonly #layers: readonly (readonly Stretch[])[];
	readonly #order: readonly number[];
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
		for (const [i, { name, args }] of calls.entries()) {
			heap.write(name, args as never, place);
			table[2 * i] = numbers.get(name) ?? -1;
			table[2 * i + 1] = place;
			place += 4 * CALLS[name].length;
		}
		const layers: Stretch[][] = works.map(() => []);
		let next = 0;
		for (const layer of order) {
			for (const work of works[layer] ?? []) {
				if (!isCall(work)) layers[layer]?.push({ run: work.run });
				else layers[layer]?.push({ from: next++, count: 1 });
			}
		}
		this.#layers = layers.map(joined);
	}

	/** Runs the works of all wanted layers. Calls that follow each other run as one. */
	run(wanted: (layer: number) => boolean, options: RunOptions): void {
		let from = 0;
		let count = 0;
		for (const layer of this.#order) {
			if (!wanted(layer)) continue;
			const stretches = this.#layers[layer];
			if (!stretches) continue;
			for (const stretch of stretches) {
				if ("count" in stretch && stretch.from === from + count) {
					count += stretch.count;
					continue;
				}
				if (count > 0) this.#heap.run(this.#table + 8 * from, count, this.#together);
				if ("count" in stretch) {
					from = stretch.from;
					count = stretch.count;
				} else {
					count = 0;
					stretch.run(options);
				}
			}
		}
		if (count > 0) this.#heap.run(this.#table + 8 * from, count, this.#together);
	}

	release(): void {
		this.#heap.release(this.#table);
		this.#heap.release(this.#args);
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
