import * as v from "valibot";
import type { What } from "../src/protocol/frame";
import {
	defaultView,
	type PanelInit,
	type PanelLayer,
	type PanelModel,
	type PanelStatus,
	type SavedView,
	savedViewSchema,
} from "../src/protocol/panel";
import type { PanelTraining } from "../src/protocol/training";
import type { Theme } from "./paint/colour";

/** What the pointer or the keyboard is on: one tile of a layer (index −1: the input). */
export interface Spot {
	readonly layer: number;
	readonly what: What;
	readonly tile: number;
	readonly output?: number;
	/** The pixel of the full data, where the pointer is on one. */
	readonly pixel: readonly [y: number, x: number] | undefined;
}

/** All that the panel shows, but for the bytes of the pictures. Never changed in place. */
export interface State {
	/** The host has answered `ready`. */
	readonly ready: boolean;
	readonly model: PanelModel | undefined;
	readonly status: PanelStatus | undefined;
	readonly training: PanelTraining | undefined;
	readonly view: SavedView;
	readonly theme: Theme;
	readonly spot: Spot | undefined;
	/** The exact number at the spot's pixel, once the host has told it. */
	readonly exact: number | undefined;
	/** From which model revision on a layer's numbers are welcome: it, or something above it, changed there. By key; the input's too. */
	readonly since: ReadonlyMap<string, number>;
	/** What the panel itself has to say, until the host says something. */
	readonly said: string | undefined;
	/** Layers under the pointer glow; the host is told by key. */
	readonly pointed: number | undefined;
}

export const initialState: State = {
	ready: false,
	model: undefined,
	status: undefined,
	training: undefined,
	view: defaultView,
	theme: "dark",
	spot: undefined,
	exact: undefined,
	since: new Map(),
	said: undefined,
	pointed: undefined,
};

/** Saved state from outside: broken fields fall back one by one. */
export function readView(saved: unknown): SavedView | undefined {
	const result = v.safeParse(savedViewSchema, saved);
	return result.success ? result.output : undefined;
}

export function started(state: State, init: PanelInit, own: SavedView | undefined): State {
	const next: State = { ...state, ready: true, view: own ?? readView(init.view) ?? defaultView };
	const shownModel = init.model ? shown(next, init.model) : next;
	return init.selected === undefined ? shownModel : selected(shownModel, init.selected);
}

/** A new model. The selection stays with its key; a layer or pixel zoom whose layer is gone goes back to the overview. */
export function shown(state: State, model: PanelModel): State {
	const next: State = { ...state, model, since: sinceOf(state, model), spot: undefined, exact: undefined };
	return withinLayer(next) && !selectedLayer(next) ? { ...next, view: { ...next.view, zoom: "overview" } } : next;
}

/** What a layer's numbers depend on, apart from the layers above it. */
const signature = (layer: PanelLayer): string =>
	JSON.stringify([layer.type, layer.shape, layer.weight, layer.attributes, layer.inputs.length]);

function sinceOf(state: State, model: PanelModel): ReadonlyMap<string, number> {
	const before = new Map(state.model?.layers.map((layer) => [layer.key, layer]));
	const sameInput = JSON.stringify(state.model?.input) === JSON.stringify(model.input);
	const since = new Map<string, number>([["input", sameInput ? (state.since.get("input") ?? model.revision) : model.revision]]);
	for (const layer of model.layers) {
		const old = before.get(layer.key);
		const same = layer.state !== "ok" || (old !== undefined && signature(old) === signature(layer));
		const own = same ? (state.since.get(layer.key) ?? 0) : model.revision;
		const above = layer.inputs.map((index) => since.get(index < 0 ? "input" : (model.layers[index]?.key ?? "")) ?? 0);
		since.set(layer.key, layer.state === "ok" ? Math.max(own, ...above) : own);
	}
	return since;
}

export const withView = (state: State, change: Partial<SavedView>): State => ({ ...state, view: { ...state.view, ...change } });

export function selected(state: State, key: string | undefined): State {
	if (key === state.view.selected) return state;
	const zoom = withinLayer(state) && key === undefined ? "overview" : state.view.zoom;
	return withView(state, { selected: key, channel: 0, zoom });
}

/** Whether what is shown is one layer, or a number of it. */
const withinLayer = ({ view }: State): boolean => view.zoom === "layer" || view.zoom === "pixel";

export const selectedIndex = (state: State): number => state.model?.layers.findIndex((layer) => layer.key === state.view.selected) ?? -1;

export const selectedLayer = (state: State): PanelLayer | undefined => state.model?.layers[selectedIndex(state)];

/** Into a layer, to one of its output maps. */
export const zoomedIn = (state: State, key: string, channel = 0): State => withView(state, { zoom: "layer", selected: key, channel });

/** Into one number of a layer's output map; of a vector, its place is x. */
export const pixelZoomedIn = (state: State, key: string, channel: number, pixel: SavedView["pixel"]): State => ({
	...withView(state, { zoom: "pixel", selected: key, channel, pixel }),
	spot: undefined,
	exact: undefined,
});

/** One level out: the pixel zoom leads back to its layer, the layer zoom and the ledger lead back to the overview, the overview to nothing selected. */
export function backedOut(state: State): State {
	const { zoom } = state.view;
	if (zoom !== "overview")
		return { ...withView(state, { zoom: zoom === "pixel" ? "layer" : "overview" }), spot: undefined, exact: undefined };
	return selected(state, undefined);
}

/** The output channel of the layer and pixel zoom, within what there is. */
export function channelOf(state: State): number {
	const count = selectedLayer(state)?.shape?.[0] ?? 1;
	return Math.min(state.view.channel, Math.max(0, count - 1));
}

/** Holds the state and tells who listens. Listeners hear of a change once, before the next frame. */
export class Store {
	#state: State = initialState;
	readonly #listeners = new Set<(state: State, before: State) => void>();

	get state(): State {
		return this.#state;
	}

	update(change: (state: State) => State): void {
		const before = this.#state;
		this.#state = change(before);
		if (this.#state !== before) for (const listener of this.#listeners) listener(this.#state, before);
	}

	subscribe(listener: (state: State, before: State) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
