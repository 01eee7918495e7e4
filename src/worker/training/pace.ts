/** Over how long pictures are counted, and how long pictures are counted together. */
const SPAN_MS = 1000;
const TOGETHER_MS = 50;

/** How many pictures a second were trained with in the last second of training. */
export class Pace {
	/** Oldest first; `at` is when the first of them came. */
	#counts: { readonly at: number; pictures: number }[] = [];
	#since = 0;

	/** Training begins, or goes on. */
	begin(now: number): void {
		this.#counts = [];
		this.#since = now;
	}

	/** A step was made. */
	count(pictures: number, now: number): void {
		const last = this.#counts.at(-1);
		if (last && now - last.at < TOGETHER_MS) last.pictures += pictures;
		else this.#counts.push({ at: now, pictures });
		// Steps may be longer than a second: the last one counts in any case.
		while (this.#counts.length > 1 && (this.#counts[1]?.at ?? now) <= now - SPAN_MS) {
			this.#since = this.#counts.shift()?.at ?? this.#since;
		}
	}

	/** Pictures a second. */
	at(now: number): number {
		const pictures = this.#counts.reduce((sum, one) => sum + one.pictures, 0);
		return now > this.#since ? (1000 * pictures) / (now - this.#since) : 0;
	}
}
