import type { Surroundings } from "./surroundings";

/** For how long the run stands aside after a keystroke, ms: until the editor has drawn what it changes, and while the next one is near. */
const ASIDE_MS = 400;

/** Lets a run have its turn whenever waiting messages have had theirs. */
export class Turns {
	readonly #around: Surroundings;
	readonly #turn: () => void;
	#waiting = false;
	/** When there are turns again. */
	#aside = 0;

	/** `turn` may ask for the next one. */
	constructor(around: Surroundings, turn: () => void) {
		this.#around = around;
		this.#turn = turn;
	}

	/** No turn for a moment. */
	standAside(): void {
		this.#aside = this.#around.now() + ASIDE_MS;
	}

	/** Asks for the next turn; once, however often it is asked. */
	next(): void {
		if (this.#waiting) return;
		this.#waiting = true;
		const wake = () => {
			this.#waiting = false;
			if (this.#around.now() < this.#aside) this.next();
			else this.#turn();
		};
		const wait = this.#aside - this.#around.now();
		if (wait > 0) this.#around.after(wait, wake);
		else this.#around.later(wake);
	}
}
