/** Bytes that are kept for reuse whatever else is in use: 64 MiB. */
const KEEP = 64 * 1024 ** 2;

/**
 * Memory for weights that another thread may go on reading when this one has died: shared where the platform has shared memory. The garbage
 * collector is blind to the size of shared memory (a hundred forgotten megabytes look like nothing to it), so what is no longer used is
 * handed out again here: pieces come in sizes of eight steps an octave, and a piece serves wishes down to half its size.
 */
export class WeightMemory {
	readonly #lent = new Set<ArrayBufferLike>();
	/** Oldest first. */
	readonly #free = new Set<ArrayBufferLike>();
	readonly #freeBySize = new Map<number, ArrayBufferLike[]>();

	/** That many numbers, at the start of a piece of memory of their own. What they hold is unknown. A RangeError where there is no memory. */
	take(count: number): Float32Array {
		const piece = this.#reuse(4 * count) ?? this.#allocate(sizeOf(4 * count));
		this.#lent.add(piece);
		return new Float32Array(piece, 0, count);
	}

	/** Takes charge of a piece that was handed out elsewhere: by the thread before this one. */
	adopt(piece: ArrayBufferLike): void {
		this.#lent.add(piece);
	}

	/** Says which pieces are still in use; of those handed out by {@link take}, all others may be handed out again. */
	settle(used: ReadonlySet<ArrayBufferLike>): void {
		let inUse = 0;
		for (const piece of used) inUse += piece.byteLength;
		for (const piece of this.#lent) {
			if (used.has(piece)) continue;
			this.#lent.delete(piece);
			this.#free.add(piece);
			const alike = this.#freeBySize.get(piece.byteLength);
			if (alike) alike.push(piece);
			else this.#freeBySize.set(piece.byteLength, [piece]);
		}
		let bytes = 0;
		for (const piece of this.#free) bytes += piece.byteLength;
		for (const piece of this.#free) {
			if (bytes <= Math.max(KEEP, inUse)) break;
			bytes -= piece.byteLength;
			this.#remove(piece);
		}
	}

	#reuse(bytes: number): ArrayBufferLike | undefined {
		const smallest = sizeOf(bytes);
		for (let size = smallest; size <= 2 * smallest; size = sizeOf(size + 1)) {
			const piece = this.#freeBySize.get(size)?.at(-1);
			if (!piece) continue;
			this.#remove(piece);
			return piece;
		}
		return undefined;
	}

	#remove(piece: ArrayBufferLike): void {
		this.#free.delete(piece);
		const alike = this.#freeBySize.get(piece.byteLength) ?? [];
		alike.splice(alike.lastIndexOf(piece), 1);
		if (alike.length === 0) this.#freeBySize.delete(piece.byteLength);
	}

	#allocate(bytes: number): ArrayBufferLike {
		try {
			return fresh(bytes);
		} catch (error) {
			if (!(error instanceof RangeError) || this.#free.size === 0) throw error;
			this.#free.clear(); // so that the collector may have it
			this.#freeBySize.clear();
			return fresh(bytes);
		}
	}
}

/** Whether numbers lie in memory that other threads can see. */
export const isShared = (buffer: ArrayBufferLike): boolean =>
	typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

const fresh = (bytes: number): ArrayBufferLike =>
	typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);

/** Bytes of the piece that holds so many: at most an eighth more. */
function sizeOf(bytes: number): number {
	const step = Math.max(64, 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 3));
	return Math.ceil(bytes / step) * step;
}
