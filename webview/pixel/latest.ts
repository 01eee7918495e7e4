/** One question at a time; of those that were put meanwhile, the last. The answer before stays until the next. */
export class Latest<Question, Answer> {
	answer: Answer | undefined;
	readonly #work: (question: Question) => Promise<Answer>;
	readonly #changed: () => void;
	#next: Question | undefined;
	#asked = "";
	#busy = false;

	/** `work` rejects nothing: what went wrong is an answer, too. `changed` is called after each answer. */
	constructor(work: (question: Question) => Promise<Answer>, changed: () => void) {
		this.#work = work;
		this.#changed = changed;
	}

	/** Asks, unless the same was asked last. */
	ask(question: Question): void {
		const key = JSON.stringify(question);
		if (key === this.#asked) return;
		this.#asked = key;
		this.#next = question;
		if (!this.#busy) void this.#run();
	}

	/** Nothing is asked any more, and nothing is answered. */
	forget(): void {
		this.#asked = "";
		this.#next = undefined;
		if (this.answer === undefined) return;
		this.answer = undefined;
		this.#changed();
	}

	async #run(): Promise<void> {
		this.#busy = true;
		try {
			while (this.#next !== undefined) {
				const question = this.#next;
				this.#next = undefined;
				const answer = await this.#work(question);
				if (this.#asked === "") continue; // forgotten meanwhile
				this.answer = answer;
				this.#changed();
			}
		} finally {
			this.#busy = false;
		}
	}
}
