import { type Tensor, tensor } from "../tensor";
import { type Field, readPlanar } from "./field";
import type { Heap } from "./heap";

/** Maps as N×C×H×W, copied when somebody asks for one, and once a pass. */
export class PlanarCopies {
	readonly #heap: Heap;
	#made = new Map<string, Tensor>();
	/** Those of the pass before, whose memory may be written again. */
	#spare = new Map<string, Tensor>();

	constructor(heap: Heap) {
		this.#heap = heap;
	}

	/** The copy of that name, from where `field` finds the numbers. */
	of(name: string, shape: readonly number[], field: () => Field): Tensor {
		const made = this.#made.get(name);
		if (made) return made;
		const copy = this.#spare.get(name) ?? tensor(shape);
		this.#spare.delete(name);
		readPlanar(this.#heap, field(), copy.data);
		this.#made.set(name, copy);
		return copy;
	}

	/** All numbers are being computed anew. */
	renew(): void {
		if (this.#made.size === 0) return;
		this.#spare = this.#made;
		this.#made = new Map();
	}

	/** Those are whose names begin so. */
	forget(beginning: string): void {
		for (const name of [...this.#made.keys()]) if (name.startsWith(beginning)) this.#made.delete(name);
	}

	clear(): void {
		this.#made.clear();
		this.#spare.clear();
	}
}
