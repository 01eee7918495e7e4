import type { Frame, Want } from "../../protocol/frame";
import type { Viewer } from "../viewer";

/** Pictures for the panel take at most one part in ten of the time. */
const SHARE = 10;

/** Pictures of a training: not so many that they would cost it much, and none twice. */
export class Looks {
	/** When pictures may be made again while training runs. */
	#next = 0;
	/** Which pictures were given last. */
	#told = "";

	constructor(private readonly viewer: Viewer) {}

	/** Whether there is time for pictures while it trains. */
	mayBegin(now: number): boolean {
		return now >= this.#next;
	}

	/** They took from `began` to `now`. */
	took(began: number, now: number): void {
		this.#next = now + (SHARE - 1) * (now - began);
	}

	/** Something else took so long that is only done to be looked at. */
	spent(ms: number, now: number): void {
		this.#next = Math.max(this.#next, now) + (SHARE - 1) * ms;
	}

	/** What is shown as pictures, unless they are those that were given last. */
	look(wants: readonly Want[]): { readonly frame: Frame | undefined; readonly output?: ArrayBuffer | undefined } {
		const { viewer } = this;
		const now = `${viewer.state} ${JSON.stringify(wants)}`;
		if (now === this.#told) return { frame: undefined };
		this.#told = now;
		return { frame: viewer.frame(wants), output: viewer.output };
	}
}
