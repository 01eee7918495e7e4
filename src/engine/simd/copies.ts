import { elements } from "../../network/shape";
import { type Tensor, tensor } from "../tensor";
import { type Field, isPlanar, readPlanar, toPlanar } from "./field";
import type { Heap } from "./heap";

interface Copy {
	readonly tensor: Tensor;
	/** Where it lies in the kernels' memory; 0: it lies elsewhere. */
	readonly pointer: number;
}

/**
 * Maps as N×C×H×W, made when somebody asks for them, and once a pass. They lie in the kernels' memory, where the kernel that orders them writes
 * them: another copy, into the host's memory, would take longer than the ordering.
 */
export class PlanarCopies {
	readonly #heap: Heap;
	#made = new Map<string, Copy>();
	/** Those whose numbers are old, and whose memory may be written again. */
	#spare = new Map<string, Copy>();

	constructor(heap: Heap) {
		this.#heap = heap;
	}

	/** The copy of that name, from where `field` finds the numbers; valid until numbers are computed anew. */
	of(name: string, shape: readonly number[], field: () => Field): Tensor {
		const made = this.#made.get(name);
		if (made) return made.tensor;
		const copy = this.#spare.get(name) ?? this.#place(shape);
		this.#spare.delete(name);
		this.#write(field(), copy);
		this.#made.set(name, copy);
		return copy.tensor;
	}

	/** All numbers are being computed anew. */
	renew(): void {
		if (this.#made.size === 0) return;
		this.#release(this.#spare); // nobody asked for them in a whole pass
		this.#spare = this.#made;
		this.#made = new Map();
	}

	/** Those are whose names begin so. */
	forget(beginning: string): void {
		for (const [name, copy] of this.#made) {
			if (!name.startsWith(beginning)) continue;
			this.#made.delete(name);
			this.#spare.set(name, copy);
		}
	}

	clear(): void {
		this.#release(this.#made);
		this.#release(this.#spare);
	}

	#place(shape: readonly number[]): Copy {
		const count = elements(shape);
		let pointer: number;
		try {
			pointer = this.#heap.allocate(4 * count);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			return { tensor: tensor(shape), pointer: 0 }; // the kernels' memory is full; the host's may not be
		}
		return { tensor: tensor(shape, this.#heap.floats(pointer, count)), pointer };
	}

	#write(field: Field, { tensor: { data }, pointer }: Copy): void {
		if (pointer > 0 && !isPlanar(field)) toPlanar(this.#heap, field, pointer);
		else readPlanar(this.#heap, field, data);
	}

	#release(copies: Map<string, Copy>): void {
		for (const { pointer } of copies.values()) this.#heap.release(pointer);
		copies.clear();
	}
}
