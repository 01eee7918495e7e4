import type { Heap } from "./heap";

interface Owned {
	readonly pointer: number;
	readonly bytes: number;
}

/** What one layer holds besides its maps (packed weights, their gradients, statistics), by names, so that it survives an edit elsewhere. */
export class LayerMemory {
	readonly #heap: Heap;
	readonly #owned = new Map<string, Owned>();
	readonly #before: Map<string, Owned>;
	/** Whether some of it is new, so that what is derived from weights must be made. */
	fresh = false;

	/** `before` is the memory of the same layer with the same weights in an earlier program; it is taken over piece by piece. */
	constructor(heap: Heap, before?: LayerMemory) {
		this.#heap = heap;
		this.#before = before ? before.#owned : new Map();
	}

	/** Memory of that name; `kept` when it holds what it held before, else it is zeros. */
	own(name: string, bytes: number): { readonly pointer: number; readonly kept: boolean } {
		const mine = this.#owned.get(name);
		if (mine?.bytes === bytes) return { pointer: mine.pointer, kept: true };
		const old = this.#before.get(name);
		if (old?.bytes === bytes) {
			this.#before.delete(name);
			this.#owned.set(name, old);
			return { pointer: old.pointer, kept: true };
		}
		if (mine) this.#heap.release(mine.pointer);
		const pointer = this.#heap.allocate(bytes);
		this.#heap.clear(pointer, bytes);
		this.#owned.set(name, { pointer, bytes });
		this.fresh = true;
		return { pointer, kept: false };
	}

	/** Gives back what was not taken over. */
	settle(): void {
		for (const { pointer } of this.#before.values()) this.#heap.release(pointer);
		this.#before.clear();
	}

	release(): void {
		this.settle();
		for (const { pointer } of this.#owned.values()) this.#heap.release(pointer);
		this.#owned.clear();
	}
}
