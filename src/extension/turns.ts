/**
 * What a session computes for its panel: one thing at a time, so that one run or look and one frame are under way whatever is asked. Questions
 * that come meanwhile are gathered: the latest wins, and a run, which brings the wanted pictures with it, answers a question for pictures.
 */
export class Turns {
	private dirty = false;
	private looking = false;
	private going: Promise<void> | undefined;

	/** Both are done when their frame is on the screen. */
	constructor(
		private readonly run: () => Promise<void>,
		private readonly look: () => Promise<void>,
	) {}

	/** Whether something newer waits to be run. */
	get behind(): boolean {
		return this.dirty;
	}

	/** Resolves when nothing is left to do. */
	get idle(): Promise<void> {
		return this.going ?? Promise.resolve();
	}

	/** There is something new to run: now, or, without `start`, with the next question that starts. */
	askRun(start = true): void {
		this.dirty = true;
		if (start) this.start();
	}

	/** Other pictures are wanted of what was run last. */
	askLook(): void {
		this.looking = true;
		this.start();
	}

	private start(): void {
		this.going ??= this.go();
	}

	private async go(): Promise<void> {
		try {
			while (this.dirty || this.looking) {
				const next = this.dirty ? this.run : this.look;
				if (this.dirty) this.dirty = false;
				this.looking = false;
				await next();
			}
		} finally {
			this.going = undefined;
		}
	}
}
