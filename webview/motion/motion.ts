import type { SavedView } from "../../src/protocol/panel";
import { pixelAt, sizeAt } from "../pixel/place";
import { channelOf, type State, selectedIndex } from "../store";
import { Flight, type Part } from "./flight";
import { growthsIn } from "./growths";
import { nameOf, type Picture, type Pictures, picturesIn } from "./pictures";
import { still } from "./still";

/** The zooms that one motion joins, and the element of each. */
const views: Readonly<Partial<Record<SavedView["zoom"], string>>> = {
	overview: "convscope-overview",
	layer: "convscope-layer-zoom",
	pixel: "convscope-pixel-zoom",
};

/** Milliseconds that what was there stands until a zoom that is loaded only now is there, and that pictures whose numbers come later may still join in. */
const PATIENCE = 500;
const JOINING = 160;

/** What was on the screen when a zoom was left, and what the motion is about. */
interface Departure extends Pictures {
	readonly view: Element;
	readonly at: number;
	/** What the map that is gone into, or come out of, may be called. */
	readonly chosen: readonly string[];
	readonly mark: Part | undefined;
}

/**
 * From one zoom to the next: each picture that is in both moves from its place to its new place, the map that was chosen before all others. The
 * state and the views change at once and know nothing of it. Another step while it lasts goes on from where the pictures are.
 */
export class Motion {
	readonly #root: () => ParentNode | null;
	#departure: Departure | undefined;
	#flight: Flight | undefined;
	#started: number | undefined;
	#frame = 0;
	#zoom: SavedView["zoom"] = "overview";

	constructor(root: () => ParentNode | null) {
		this.#root = root;
	}

	/** To be told of every change of the state, before the views render it. */
	changed(state: State, before: State): void {
		const [to, from] = [state.view, before.view];
		this.#zoom = to.zoom;
		if (to.zoom !== from.zoom) {
			if (views[to.zoom] && views[from.zoom] && state.model && !still() && !document.hidden) this.#leave(state, before);
			else this.finish();
		} else if (to.selected !== from.selected || to.channel !== from.channel || state.model !== before.model || state.theme !== before.theme)
			this.finish();
	}

	/** All is where it belongs, at once. */
	finish(): void {
		cancelAnimationFrame(this.#frame);
		this.#flight?.end();
		this.#flight = undefined;
		this.#departure = undefined;
		this.#started = undefined;
	}

	#leave(state: State, before: State): void {
		const view = this.#view(before.view.zoom);
		const frame = this.#layer?.getBoundingClientRect();
		const inner = state.view.zoom === "overview" ? before : state;
		const layer = selectedIndex(inner);
		if (!view || !frame || layer < 0) {
			this.finish();
			return;
		}
		const { named, painted } = picturesIn(view, frame);
		const flight = this.#flight;
		const moving = (name: string, picture: Picture): Picture => ({ ...picture, place: flight?.placeOf(name) ?? picture.place });
		const now = flight ? new Map([...named].map(([name, picture]) => [name, moving(name, picture)])) : named;
		this.finish();
		const channel = channelOf(inner);
		const chosen = [nameOf(layer, channel), nameOf(layer, channel, "gradients"), nameOf(layer, "vector")];
		const deep = state.view.zoom === "pixel" ? state : before.view.zoom === "pixel" ? before : undefined;
		this.#departure = { named: now, painted, view, at: performance.now(), chosen, mark: deep && markOf(deep, layer) };
		this.#frame = requestAnimationFrame(this.#next);
	}

	readonly #next = (): void => {
		const departure = this.#departure;
		const [view, layer] = [this.#view(this.#zoom), this.#layer];
		// Into a zoom and out of it within one frame: nothing has moved.
		if (!departure || !layer || departure.view.isConnected) {
			this.finish();
			return;
		}
		this.#flight ??= new Flight(layer, departure.painted);
		if (view?.firstElementChild) this.#arrive(this.#flight, departure, view, picturesIn(view, layer.getBoundingClientRect()));
		const since = performance.now() - (this.#started ?? departure.at);
		if (since < (this.#started === undefined ? PATIENCE : JOINING)) this.#frame = requestAnimationFrame(this.#next);
		else if (this.#started === undefined) this.finish();
		else void this.#clear(this.#flight);
	};

	#arrive(flight: Flight, { named: before, chosen, mark }: Departure, view: Element, { named }: Pictures): void {
		if (this.#started === undefined) {
			this.#started = performance.now();
			flight.start(view);
		}
		for (const name of new Set([...chosen, ...named.keys()])) {
			const [from, to] = [before.get(name), named.get(name)];
			const first = chosen.includes(name);
			if (from && to) flight.fly(name, from, to, first, first ? mark : undefined);
		}
		for (const { name, of, part, place } of growthsIn(view)) {
			const from = before.get(of);
			if (from) flight.grow(name, of, from, part, place);
		}
	}

	async #clear(flight: Flight): Promise<void> {
		await flight.arrived();
		if (flight === this.#flight) this.finish();
	}

	get #layer(): HTMLElement | null | undefined {
		return this.#root()?.querySelector<HTMLElement>(".motion");
	}

	#view(zoom: SavedView["zoom"]): Element | null | undefined {
		const name = views[zoom];
		return name === undefined ? undefined : this.#root()?.querySelector(name);
	}
}

/** The number that is gone into, or come out of, on its map. */
function markOf({ model, view }: State, layer: number): Part | undefined {
	const size = model && sizeAt(model, layer);
	if (!size || model.layers[layer]?.shape?.length !== 3) return undefined;
	const { y, x } = pixelAt(model, layer, view.channel, view.pixel);
	return { left: x / size.width, top: y / size.height, width: 1 / size.width, height: 1 / size.height };
}
