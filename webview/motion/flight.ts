import type { Painted, Picture, Place } from "./pictures";

/** Milliseconds from one zoom to the next, and until what is left behind is gone. */
const DURATION = 240;
const FADING = 140;
/** Fast away, slow to arrive. */
const EASING = "cubic-bezier(0.2, 0, 0, 1)";
/** More pictures than this do not move; the rest appears where it belongs. */
const MOST = 48;

/** A place on a picture that is marked while it moves, in shares of its sides. */
export interface Mark {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/**
 * Pictures under way from where they stood to where they stand in the next zoom. They are copies on a layer of their own, which takes no input;
 * the view below has its final form from the first frame on.
 */
export class Flight {
	readonly #layer: HTMLElement;
	readonly #origin: DOMRect;
	readonly #rest = document.createElement("div");
	readonly #ghosts = new Map<string, HTMLElement>();
	readonly #animations = new Set<Animation>();

	/** `left`: what the view before had painted; its canvases are taken over, since that view is gone. */
	constructor(layer: HTMLElement, left: readonly Painted[]) {
		this.#layer = layer;
		this.#origin = layer.getBoundingClientRect();
		this.#rest.className = "rest";
		for (const { canvas, place, shown } of left) {
			put(canvas, place, this.#origin);
			const inset = [
				shown.top - place.top,
				place.left + place.width - shown.left - shown.width,
				place.top + place.height - shown.top - shown.height,
				shown.left - place.left,
			];
			canvas.style.clipPath = `inset(${inset.map((side) => `${Math.max(0, side)}px`).join(" ")})`;
			this.#rest.append(canvas);
		}
		layer.append(this.#rest);
	}

	/** The view appears, and what is left of the one before goes. */
	start(view: Element): void {
		this.#play(view, [{ opacity: 0 }, { opacity: 1 }], FADING * 1.5, "ease-out");
		this.#play(this.#rest, [{ opacity: 1 }, { opacity: 0 }], FADING, "ease-in", () => this.#rest.remove());
	}

	/** A picture moves from its place before to its place now; above the others, if it is the `first`. One that is under way already, or too many, stay. */
	fly(name: string, from: Picture, to: Picture, first: boolean, mark?: Mark): void {
		if (this.#ghosts.has(name) || this.#ghosts.size >= MOST) return;
		const ghost = document.createElement("div");
		ghost.className = first ? "ghost first" : "ghost";
		ghost.append(copyOf(from));
		if (mark) ghost.append(frameOf(mark));
		put(ghost, to.place, this.#origin);
		this.#layer.append(ghost);
		this.#ghosts.set(name, ghost);
		// It has left the place where it was.
		const [x, y, width, height] = from.crop;
		if (this.#rest.contains(from.canvas)) from.canvas.getContext("2d")?.clearRect(x, y, width, height);
		const [dx, dy] = [from.place.left - to.place.left, from.place.top - to.place.top];
		const start = `translate(${dx}px, ${dy}px) scale(${from.place.width / to.place.width}, ${from.place.height / to.place.height})`;
		this.#play(ghost, [{ transform: start }, { transform: "none" }], DURATION, EASING, () => ghost.remove());
		// What stands there already is not seen twice.
		if (to.alone) this.#play(to.canvas, [{ opacity: 0 }, { opacity: 0 }], DURATION, EASING);
	}

	/** Where a picture is at this moment, if it is under way. */
	placeOf(name: string): Place | undefined {
		const ghost = this.#ghosts.get(name);
		return ghost?.isConnected ? ghost.getBoundingClientRect() : undefined;
	}

	/** All is where it belongs, at once. */
	end(): void {
		for (const animation of this.#animations) animation.cancel();
		this.#layer.replaceChildren();
	}

	/** Resolves when all that moves has arrived. */
	async arrived(): Promise<void> {
		await Promise.allSettled([...this.#animations].map(({ finished }) => finished));
	}

	#play(element: Element, frames: Keyframe[], duration: number, easing: string, then: () => void = () => undefined): void {
		const animation = element.animate(frames, { duration, easing });
		animation.onfinish = then;
		this.#animations.add(animation);
	}
}

function put({ style }: HTMLElement, { left, top, width, height }: Place, origin: Place): void {
	Object.assign(style, { left: `${left - origin.left}px`, top: `${top - origin.top}px`, width: `${width}px`, height: `${height}px` });
}

/** The picture alone, number for number. */
function copyOf({ canvas, crop: [x, y, width, height] }: Picture): HTMLCanvasElement {
	const copy = document.createElement("canvas");
	copy.width = Math.max(1, width);
	copy.height = Math.max(1, height);
	copy.getContext("2d")?.drawImage(canvas, x, y, copy.width, copy.height, 0, 0, copy.width, copy.height);
	return copy;
}

function frameOf(mark: Mark): HTMLElement {
	const frame = document.createElement("div");
	frame.className = "ghost-frame";
	const share = (part: number) => `${100 * part}%`;
	Object.assign(frame.style, { left: share(mark.left), top: share(mark.top), width: share(mark.width), height: share(mark.height) });
	return frame;
}
