import { Stream } from "../random";

/**
 * The numbers 0 … count − 1 in the order of one epoch: shuffled by Fisher and Yates, the same for the same seed and epoch.
 * Source: Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2P.
 */
export function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
	const stream = new Stream("order", seed, epoch);
	const order = Uint32Array.from({ length: count }, (_, i) => i);
	for (let i = count - 1; i > 0; i--) {
		const j = Math.floor(stream.uniform(i) * (i + 1));
		const swapped = order[i]!;
		order[i] = order[j]!;
		order[j] = swapped;
	}
	return order;
}

/** An order in batches; the last holds what is left. Views of the order. */
export function* inBatches(order: Uint32Array, size: number): Generator<Uint32Array> {
	for (let from = 0; from < order.length; from += size) yield order.subarray(from, from + size);
}
