import type { Painted, Picture, Place } from "./pictures";

/** Milliseconds from one zoom to the next, and until what is left behind is gone. */
const DURATION = 240;
const FADING = 140;
/** Fast away, slow to arrive. */
const EASING = "cubic-bezier(0.2, 0, 0, 1)";
/** More pictures than this do not move; the rest appears where it belongs. */
const MOST = 48;

/** A place on a picture, in shares of its sides. */
export interface Part {
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
	/** The picture of each, as it was: its canvas may be gone by now. */
	readonly #copies = new Map<string, HTMLCanvasElement>();
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
	fly(name: string, from: Picture, to: Picture, first: boolean, mark?: Part): void {
		if (this.#ghosts.has(name) || this.#ghosts.size >= MOST) return;
		const ghost = document.createElement("div");
		ghost.className = first ? "ghost first" : "ghost";
		const copy = copyOf(from);
		this.#copies.set(name, copy);
		ghost.append(copy);
		if (mark) ghost.append(frameOf(mark));
		this.#place(name, ghost, to.place);
		// It has left the place where it was.
		const [x, y, width, height] = from.crop;
		if (this.#rest.contains(from.canvas)) from.canvas.getContext("2d")?.clearRect(x, y, width, height);
		this.#play(ghost, [{ transform: between(from.place, to.place) }, { transform: "none" }], DURATION, EASING, () => ghost.remove());
		// What stands there already is not seen twice.
		if (to.alone) this.#play(to.canvas, [{ opacity: 0 }, { opacity: 0 }], DURATION, EASING);
	}

	/** A part of the picture `of` grows into what stands for it now, and gives way to it: a window into its numbers. */
	grow(name: string, of: string, from: Picture, part: Part, to: Place): void {
		if (this.#ghosts.has(name) || this.#ghosts.size >= MOST) return;
		const [left, top, width, height] = from.crop;
		const copied = this.#copies.get(of);
		const crop = [
			(copied ? 0 : left) + Math.round(part.left * width),
			(copied ? 0 : top) + Math.round(part.top * height),
			Math.round(part.width * width),
			Math.round(part.height * height),
		] as const;
		const place = {
			left: from.place.left + part.left * from.place.width,
			top: from.place.top + part.top * from.place.height,
			width: part.width * from.place.width,
			height: part.height * from.place.height,
		};
		const ghost = document.createElement("div");
		ghost.className = "ghost part";
		ghost.append(copyOf({ canvas: copied ?? from.canvas, crop }));
		this.#place(name, ghost, to);
		const frames = [
			{ transform: between(place, to), opacity: 1 },
			{ opacity: 1, offset: 0.5 },
			{ transform: "none", opacity: 0 },
		];
		this.#play(ghost, frames, DURATION, EASING, () => ghost.remove());
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

	#place(name: string, ghost: HTMLElement, place: Place): void {
		put(ghost, place, this.#origin);
		this.#layer.append(ghost);
		this.#ghosts.set(name, ghost);
	}

	#play(element: Element, frames: Keyframe[], duration: number, easing: string, then: () => void = () => undefined): void {
		const animation = element.animate(frames, { duration, easing });
		animation.onfinish = then;
		this.#animations.add(animation);
	}
}

/** What makes of something in a place what it was in another. */
const between = (from: Place, to: Place): string =>
	`translate(${from.left - to.left}px, ${from.top - to.top}px) scale(${from.width / to.width}, ${from.height / to.height})`;

function put({ style }: HTMLElement, { left, top, width, height }: Place, origin: Place): void {
	Object.assign(style, { left: `${left - origin.left}px`, top: `${top - origin.top}px`, width: `${width}px`, height: `${height}px` });
}

/** The picture alone, number for number. */
function copyOf({ canvas, crop: [x, y, width, height] }: Pick<Picture, "canvas" | "crop">): HTMLCanvasElement {
	const copy = document.createElement("canvas");
	copy.width = Math.max(1, width);
	copy.height = Math.max(1, height);
	copy.getContext("2d")?.drawImage(canvas, x, y, copy.width, copy.height, 0, 0, copy.width, copy.height);
	return copy;
}

function frameOf(mark: Part): HTMLElement {
	const frame = document.createElement("div");
	frame.className = "ghost-frame";
	const share = (part: number) => `${100 * part}%`;
	Object.assign(frame.style, { left: share(mark.left), top: share(mark.top), width: share(mark.width), height: share(mark.height) });
	return frame;
}
