/** Sends one thing at a time: what comes while one is under way waits, and only the newest of it is sent. */
export class Latest<T> {
	#waiting: { readonly value: T } | undefined;
	#going = false;

	constructor(private readonly send: (value: T) => Promise<void>) {}

	push(value: T): void {
		this.#waiting = { value };
		if (!this.#going) void this.#go();
	}

	async #go(): Promise<void> {
		this.#going = true;
		try {
			while (this.#waiting) {
				const { value } = this.#waiting;
				this.#waiting = undefined;
				await this.send(value);
			}
		} finally {
			this.#going = false;
		}
	}
}
