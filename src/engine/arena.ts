/** Numbers between which every tensor starts: 64 bytes, a cache line and the widest SIMD register. */
export const ALIGNMENT = 16;

/** Memory below this many numbers is never given back: 64 MiB. */
const KEEP = 16 * 1024 * 1024;

/**
 * The one piece of memory that holds all activations. It is kept across edits, because touching fresh memory costs far more than reusing
 * old (13 µs per 4 KiB page): it grows when it must and shrinks only when less than a quarter of a large one is in use.
 */
export class Arena {
	#numbers = new Float32Array(0);

	/** Whether that many numbers will be had without new memory. */
	fits(count: number): boolean {
		const held = this.#numbers.length;
		return count <= held && !(held > KEEP && count < held / 4);
	}

	/** Gives the memory back. */
	release(): void {
		this.#numbers = new Float32Array(0);
	}

	/** At least that many numbers; `fresh` when their contents are not those of the last call. */
	ensure(count: number): { readonly numbers: Float32Array; readonly fresh: boolean } {
		const fits = this.fits(count);
		if (!fits) {
			this.#numbers = new Float32Array(0); // so that the old memory can be reclaimed before the new is asked for
			this.#numbers = new Float32Array(count);
		}
		return { numbers: this.#numbers, fresh: !fits };
	}
}
