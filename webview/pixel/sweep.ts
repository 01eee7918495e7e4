/** Pixels a second. */
export const speeds = { slow: 2, normal: 8, fast: 40 } as const;
export type Speed = keyof typeof speeds;

/** Walks over all pixels of a map in time; what it shows next is left to who asks. */
export class Sweep {
	playing = false;
	speed: Speed = "normal";
	readonly #advance: (steps: number) => boolean;
	#frame = 0;
	#last = 0;
	#owed = 0;

	/** `advance` goes on by so many pixels and says whether there are more. */
	constructor(advance: (steps: number) => boolean) {
		this.#advance = advance;
	}

	play(): void {
		if (this.playing) return;
		this.playing = true;
		this.#owed = 0;
		this.#last = performance.now();
		this.#frame = requestAnimationFrame(this.#tick);
	}

	pause(): void {
		this.playing = false;
		cancelAnimationFrame(this.#frame);
	}

	readonly #tick = (now: number): void => {
		if (!this.playing) return;
		this.#owed += ((now - this.#last) / 1000) * speeds[this.speed];
		this.#last = now;
		const steps = Math.floor(this.#owed);
		if (steps > 0) {
			this.#owed -= steps;
			if (!this.#advance(steps)) this.playing = false;
		}
		if (this.playing) this.#frame = requestAnimationFrame(this.#tick);
	};
}
