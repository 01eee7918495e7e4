/** Keeps messages back for a moment, and then sends them in their order. */
export class Holding {
	private held: (() => void)[] | undefined;

	/** Sends now, or when nothing is held any more. */
	send(post: () => void): void {
		if (this.held) this.held.push(post);
		else post();
	}

	/** Holds what comes next for that many milliseconds. While something is held already, it is not held for longer. */
	hold(ms: number): void {
		if (this.held) return;
		const held: (() => void)[] = [];
		this.held = held;
		setTimeout(() => {
			try {
				for (const post of held) post(); // what is sent by one of them comes last, and is one of them, too
			} finally {
				this.held = undefined;
			}
		}, ms);
	}
}
