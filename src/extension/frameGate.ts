import type { Frame } from "../protocol/frame";

/** A frame not acknowledged within this time is taken as drawn: the panel may be busy, but must not stop the picture for good. */
const DRAWN_MS = 2_000;

export interface FrameGateOptions {
	/** Sends a frame to the page. */
	post(frame: Frame): void;
	/** A frame was not acknowledged in time. */
	onLate(revision: number, ms: number): void;
	readonly drawnMs?: number;
}

/**
 * The only way of frames to a page: one is under way at a time. One that comes meanwhile waits; of several that wait, the newest goes, for it was
 * asked for last.
 */
export class FrameGate {
	private flying: { readonly revision: number; readonly landed: () => void } | undefined;
	private waiting: { readonly frame: Frame; readonly landed: () => void } | undefined;

	constructor(private readonly options: FrameGateOptions) {}

	/** Resolves when the frame is drawn, when a newer one took its place or the page is gone, or when drawing takes too long. */
	send(frame: Frame): Promise<void> {
		return new Promise((resolve) => {
			this.waiting?.landed();
			this.waiting = { frame, landed: resolve };
			this.next();
		});
	}

	/** The page has drawn the frame of that revision. */
	drawn(revision: number): void {
		if (this.flying?.revision === revision) this.flying.landed();
	}

	/** The page is gone, and with it everything that was on its way. */
	clear(): void {
		const { flying, waiting } = this;
		this.waiting = undefined;
		waiting?.landed();
		flying?.landed();
	}

	private next(): void {
		const { waiting } = this;
		if (this.flying || !waiting) return;
		this.waiting = undefined;
		const { frame } = waiting;
		const { drawnMs = DRAWN_MS } = this.options;
		const landed = () => {
			clearTimeout(timer);
			this.flying = undefined;
			waiting.landed();
			this.next();
		};
		const timer = setTimeout(() => {
			this.options.onLate(frame.revision, drawnMs);
			landed();
		}, drawnMs);
		this.flying = { revision: frame.revision, landed };
		this.options.post(frame);
	}
}
