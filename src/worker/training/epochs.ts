import { epochOrder } from "../../engine";

/** Where a run stands: epochs that are complete, and pictures of the present one that were seen. */
export interface Place {
	readonly epoch: number;
	readonly at: number;
}

/** Goes through the pictures in an order of its own each epoch, in batches whose size may change. */
export class Epochs {
	place: Place = { epoch: 0, at: 0 };
	#order: { readonly key: string; readonly indices: Uint32Array } | undefined;

	/** Indices of the next batch. */
	next(count: number, size: number, seed: number): Uint32Array {
		const { epoch, at } = this.place;
		const key = `${count} ${seed} ${epoch}`;
		if (this.#order?.key !== key) this.#order = { key, indices: epochOrder(count, seed, epoch) };
		return this.#order.indices.subarray(at, at + size);
	}

	/** The next batch was seen. Whether the epoch is complete. */
	seen(pictures: number, count: number): boolean {
		const { epoch, at } = this.place;
		const complete = at + pictures >= count;
		this.place = complete ? { epoch: epoch + 1, at: 0 } : { epoch, at: at + pictures };
		return complete;
	}

	/** Steps that are left of so many epochs. */
	left(epochs: number, count: number, size: number): number {
		const { epoch, at } = this.place;
		return epoch >= epochs ? 0 : Math.ceil((count - at) / size) + (epochs - epoch - 1) * Math.ceil(count / size);
	}
}
