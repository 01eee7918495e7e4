import type { Heap } from "./heap";
import type { Lowered } from "./site";

/**
 * The running statistics of all layers. A pass in train mode writes them in place; until it is known to count, what stood there before is kept beside.
 */
export class RunningStatistics {
	readonly #heap: Heap;
	readonly #layers: readonly Pick<Lowered, "running" | "copies">[];
	/** What they were before a pass that does not count yet, in the order of layers. */
	#before: readonly Float32Array[] | undefined;

	constructor(heap: Heap, layers: readonly Pick<Lowered, "running" | "copies">[]) {
		this.#heap = heap;
		this.#layers = layers;
	}

	/** Before every pass: what one that does not count has written is undone. */
	begin(training: boolean): void {
		this.undo();
		if (training) this.#before = this.#places().map((numbers) => numbers.slice());
	}

	/** The last pass counts. */
	keep(): void {
		this.#before = undefined;
		for (const { copies } of this.#layers) copies?.keep();
	}

	/** The last pass does not count, if nobody has said so. */
	undo(): void {
		for (const [i, numbers] of this.#places().entries()) {
			const before = this.#before?.[i];
			if (before) numbers.set(before);
		}
		this.#before = undefined;
	}

	/** What that pass has come to in a layer. */
	attempted(layer: number): Float32Array[] {
		const { running = [], copies } = this.#layers[layer] ?? {};
		const places = this.#before ? running.map(({ master, pointer }) => this.#heap.floats(pointer, master.data.length)) : [];
		return [...places, ...(copies?.attempted ?? [])];
	}

	/** The masters have been written to. */
	fromMasters(): void {
		this.#before = undefined;
		for (const { running = [] } of this.#layers) {
			for (const { master, pointer } of running) this.#heap.floats(pointer, master.data.length).set(master.data);
		}
	}

	/** Brings the masters up to date with passes that count. */
	toMasters(): void {
		const places = this.#before ?? this.#places();
		for (const [i, { master }] of this.#layers.flatMap(({ running = [] }) => running).entries()) {
			const numbers = places[i];
			if (numbers) master.data.set(numbers);
		}
	}

	#places(): Float32Array[] {
		return this.#layers.flatMap(({ running = [] }) => running.map(({ master, pointer }) => this.#heap.floats(pointer, master.data.length)));
	}
}
