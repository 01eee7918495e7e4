import { formatBytes } from "../src/network/shape";
import type { Drawn } from "../src/protocol/drawing";
import type { InputChoice, SampleSource } from "../src/protocol/engine";
import type { Frame, Want } from "../src/protocol/frame";
import {
	MAX_IMAGE_BYTES,
	type PanelFunctions,
	type PanelInit,
	type PanelModel,
	type PanelStatus,
	type PictureRequest,
	type SavedView,
} from "../src/protocol/panel";
import type { TrainAction } from "../src/protocol/training";
import { updated } from "../src/protocol/trainingUpdate";
import type { Staged } from "./export/stage";
import { decodeImage } from "./image";
import { setStrings, t } from "./l10n";
import { keyAt } from "./paint/range";
import { carried, pixelAt } from "./pixel/place";
import { connect, type Host, type VsCodeApi } from "./rpc";
import {
	backedOut,
	pixelZoomedIn,
	readView,
	type Spot,
	type State,
	Store,
	selected,
	selectedIndex,
	shown,
	started,
	withView,
	zoomedIn,
} from "./store";
import { Tiles } from "./tiles";
import { askable } from "./wants";

const WANT_DELAY = 40;
const PATCH_DELAY = 40;
const SAVE_DELAY = 300;

/** Ties the state, the bytes and the host together: what views call, and what the host calls. */
export class App {
	readonly store = new Store();
	readonly tiles = new Tiles();
	readonly host: Host;
	readonly #api: VsCodeApi;
	#wanted: readonly Want[] = [];
	#uri = "";
	#sent = "";
	#missing = Number.POSITIVE_INFINITY;
	#wantTimer: number | undefined;
	#patchTimer: number | undefined;
	#saveTimer: number | undefined;
	#redraw: () => void = () => undefined;

	constructor(api: VsCodeApi) {
		this.#api = api;
		const functions: PanelFunctions = {
			show: (model) => this.#show(model),
			frame: (frame) => this.#frame(frame),
			status: (status) => this.#status(status),
			training: (update) => this.store.update((state) => ({ ...state, training: updated(state.training, update) })),
			moved: (uri) => {
				this.#uri = uri;
				this.#api.setState({ uri, view: this.store.state.view });
			},
			select: (key, focus) => {
				// Experiments show a layer among their own settings only.
				const leaves = focus && this.store.state.view.zoom === "experiments";
				this.store.update((state) => selected(leaves ? withView(state, { zoom: "overview" }) : state, key));
				return focus && key !== undefined ? this.focusLayer?.(key) : undefined;
			},
			decodeImage,
			showView: (change) => this.#showView(change),
			openView: (view) => this.openView(view),
			picture: (request) => this.#picture(request),
		};
		this.host = connect(api, functions);
	}

	/** Asks the host for what there is; `redraw` is called when new bytes have come. */
	async start(redraw: () => void): Promise<void> {
		this.#redraw = redraw;
		const init: PanelInit = await this.host.ready();
		setStrings(init.strings);
		document.documentElement.lang = init.language;
		this.#uri = init.uri;
		this.store.update((state) => started(state, init, this.#ownView()));
		this.#api.setState({ uri: this.#uri, view: this.store.state.view });
		this.store.subscribe((state, before) => {
			if (state.view !== before.view) this.#save(state.view);
		});
		if (init.drawn) await this.#drawAgain();
	}

	/** Brings the keyboard to a layer of the overview, where that is in front; the page sets it. */
	focusLayer: ((key: string) => Promise<void>) | undefined;

	/** Exports what `stage` shows; the page sets it. */
	stage: Omit<Staged, "complete"> | undefined;

	async #picture(request: PictureRequest) {
		const { stage } = this;
		const { model } = this.store.state;
		if (!stage || !model) return { ok: false as const, reason: t("There is nothing to export yet.") };
		try {
			const { exportView } = await import("./export/picture");
			const complete = () => this.tiles.missing(this.#wanted, 0).length === 0;
			return { ok: true as const, bytes: await exportView({ ...stage, complete }, request, model.title) };
		} catch (error) {
			return { ok: false as const, reason: error instanceof Error ? error.message : String(error) };
		}
	}

	/** What this page looked like before it was hidden, if it showed the same model. */
	#ownView(): SavedView | undefined {
		const saved = this.#api.getState();
		if (typeof saved !== "object" || saved === null || !("view" in saved) || !("uri" in saved) || saved.uri !== this.#uri) return undefined;
		return readView(saved.view);
	}

	#show(model: PanelModel): void {
		this.store.update((state) => shown(state, model));
		this.tiles.keepOnly(new Set(["input", ...model.layers.map((layer) => layer.key)]));
	}

	#frame(frame: Frame): void {
		const { since } = this.store.state;
		this.tiles.take(frame, (layer) => since.get(layer));
		this.#redraw();
		this.#askAgain(frame.revision);
		// The views have painted before the browser's next frame begins.
		requestAnimationFrame(() => this.host.drawn(frame.revision));
	}

	#status(status: PanelStatus): void {
		this.store.update((state) => ({ ...state, status, said: undefined }));
	}

	/** What the view in front needs; sent when it differs from what was asked last. */
	want(wants: readonly Want[]): void {
		const { model } = this.store.state;
		this.#wanted = model ? askable(model, wants) : [];
		const asked = JSON.stringify(this.#wanted);
		clearTimeout(this.#wantTimer); // what was about to be asked is no longer what the view shows
		if (asked === this.#sent) return;
		// The very first question is asked at once; scrolling asks when it pauses.
		const ask = () => {
			this.#sent = asked;
			this.#missing = Number.POSITIVE_INFINITY;
			this.host.want(this.#wanted);
		};
		if (this.#sent === "") ask();
		else this.#wantTimer = window.setTimeout(ask, WANT_DELAY);
	}

	/** A frame has a largest size: what it left out is asked for first, as long as that brings something. */
	#askAgain(revision: number): void {
		const missing = this.tiles.missing(this.#wanted, revision);
		const fewer = missing.length < this.#missing;
		this.#missing = missing.length;
		if (missing.length === 0 || !fewer || missing.length === this.#wanted.length) return;
		const others = this.#wanted.filter((want) => !missing.includes(want));
		this.host.want([...missing, ...others]);
	}

	/** The pointer or the keyboard is on a tile, or on none. */
	point(spot: Spot | undefined): void {
		const before = this.store.state.spot;
		if (JSON.stringify(before) === JSON.stringify(spot)) return;
		this.store.update((state) => ({ ...state, spot, exact: undefined }));
		clearTimeout(this.#patchTimer);
		if (spot?.pixel) this.#patchTimer = window.setTimeout(() => void this.#exact(spot, spot.pixel), PATCH_DELAY);
	}

	/** Asks for the exact number under the pointer. */
	async #exact(spot: Spot, pixel: Spot["pixel"]): Promise<void> {
		const { model } = this.store.state;
		if (!model || !pixel) return;
		const layer = keyAt(model, spot.layer);
		const revision = this.tiles.summary(layer, spot.what, spot.output)?.revision;
		if (revision === undefined) return;
		const { what, tile, output } = spot;
		const asked = this.host.patch({ revision, layer, what, tile, output, y: pixel[0], x: pixel[1], height: 1, width: 1 });
		// Without an answer, the number that the byte stands for stays, marked as approximate.
		const reply = await asked.catch(() => undefined);
		const exact = reply?.ok ? new Float32Array(reply.values)[0] : undefined;
		this.store.update((state) => (state.spot === spot ? { ...state, exact } : state));
	}

	/** The pointer is over a layer's box: its line glows in the editor. */
	glow(index: number | undefined): void {
		const { model, pointed } = this.store.state;
		if (pointed === index) return;
		this.store.update((state) => ({ ...state, pointed: index }));
		// VS Code's bridge may turn an undefined argument into null: no layer is no argument.
		if (model && index !== undefined && index >= 0) this.host.glow(keyAt(model, index));
		else void this.host.$callRaw({ method: "glow", args: [], event: true });
	}

	/** A layer was chosen here: the editor follows. */
	select(key: string, focus = false): void {
		this.store.update((state) => selected(state, key));
		this.host.select(key, focus);
	}

	zoom(key: string, channel = 0): void {
		if (this.store.state.view.selected !== key) this.host.select(key, false);
		this.store.update((state) => zoomedIn(state, key, channel));
	}

	/** Into one number of a layer: the pixel zoom. Without a place, to the one that was looked at last. */
	zoomPixel(key: string, channel: number, pixel = this.store.state.view.pixel): void {
		if (this.store.state.view.selected !== key) this.host.select(key, false);
		this.store.update((state) => pixelZoomedIn(state, key, channel, pixel));
	}

	/** To the next layer (or by −1 to the one before), at the same zoom and the same spot. */
	step(by: number): void {
		const { model, view } = this.store.state;
		const index = selectedIndex(this.store.state);
		const key = model?.layers[index + by]?.key;
		if (!model || key === undefined) return;
		if (view.zoom === "pixel" && index >= 0) {
			const { tile, y, x } = carried(model, index, index + by, pixelAt(model, index, view.channel, view.pixel));
			this.zoomPixel(key, tile, { y, x });
		} else this.select(key);
	}

	back(): void {
		this.store.update(backedOut);
	}

	change(change: Partial<SavedView>): void {
		this.store.update((state) => withView(state, change));
	}

	/** A button of training. Who starts it for the first time wants to see the curves, too. */
	train(action: TrainAction): void {
		if ((action === "start" || action === "resume") && this.store.state.view.training === undefined) this.change({ training: true });
		this.host.train(action);
	}

	#showView(change: Partial<SavedView>): void {
		const { selected } = change;
		if (typeof selected === "string") this.select(selected);
		this.store.update((state) => ({ ...withView(state, change), spot: undefined, exact: undefined }));
	}

	openView(view: Parameters<PanelFunctions["openView"]>[0]): void {
		if (view === "training") {
			this.change({ training: true });
			return;
		}
		this.store.update((state: State) => {
			const first = state.model?.layers[0]?.key;
			if (view !== "layer" && view !== "pixel") return { ...withView(state, { zoom: view }), spot: undefined };
			const key = state.view.selected ?? first;
			if (key === undefined) return state;
			const channel = state.view.selected === key ? state.view.channel : 0;
			return view === "layer" ? zoomedIn(state, key, channel) : pixelZoomedIn(state, key, channel, state.view.pixel);
		});
	}

	chooseInput(choice: InputChoice): void {
		this.host.chooseInput(choice);
	}

	/** Loads what is a file of its own, when it is first shown. Its element stands there already; it renders as soon as it is known. */
	async load(file: () => Promise<unknown>): Promise<void> {
		try {
			await file();
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			this.store.update((state) => ({ ...state, said: t("This part of the panel could not be loaded: {reason}", { reason }) }));
		}
	}

	/** A drawing goes through the network. Resolves when it is on the screen, so that the next one is sent no sooner. */
	async draw(picture: Drawn): Promise<void> {
		try {
			await this.host.draw(picture);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			this.store.update((state) => ({ ...state, said: t("The drawing could not be computed: {reason}", { reason }) }));
		}
	}

	/** What was drawn before the window was closed. */
	async #drawAgain(): Promise<void> {
		const { model, view } = this.store.state;
		if (!model?.input || view.drawing.length === 0) return;
		const [{ drawn }, { padSize }] = await Promise.all([import("./draw/paint"), import("./draw/strokes")]);
		await this.draw(drawn(...padSize(model.input), view.drawing));
	}

	/** A file that was dropped onto the panel. */
	async drop(file: File): Promise<void> {
		if (file.size > MAX_IMAGE_BYTES) {
			const said = t("{name} is larger than {size}.", { name: file.name, size: formatBytes(MAX_IMAGE_BYTES) });
			this.store.update((state) => ({ ...state, said }));
			return;
		}
		this.host.dropImage({ name: file.name, type: file.type, bytes: await file.arrayBuffer() });
	}

	samples(dataset: SampleSource, from: number, count: number) {
		return this.host.samples({ dataset, from, count });
	}

	#save(view: SavedView): void {
		// VS Code brings the panel back after a restart by the URI.
		this.#api.setState({ uri: this.#uri, view });
		clearTimeout(this.#saveTimer);
		this.#saveTimer = window.setTimeout(() => this.host.saveView(view), SAVE_DELAY);
	}
}
