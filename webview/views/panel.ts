import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { SavedView } from "../../src/protocol/panel";
import type { App } from "../app";
import { Motion } from "../motion/motion";
import type { Theme } from "../paint/colour";
import { readTheme, watchTheme } from "../paint/theme";
import { styles } from "../styles/styles";
import "./empty";
import "./input-strip";
import "./layer-zoom";
import "./ledger";
import "./legend";
import "./overview";
import "./status";
import "./toolbar";
import "./train/bar";

/** What a view consists of where there is nothing in it. */
const EMPTY = ".scroller, .content, .zoom, .zoom-body, .sum, .sum-rows, .pixel, .pixel-body";

/** The whole panel. It renders from the top whenever the state or the bytes of the pictures change. */
@customElement("convscope-panel")
export class Panel extends LitElement {
	static override styles = styles;
	@property({ attribute: false }) app: App | undefined;
	@state() private version = 0;
	@state() private dropping = false;
	#started = false;
	#stop: (() => void)[] = [];
	/** Where the pointer was pressed last, and in which zoom the first of several clicks was. */
	#press: { readonly on: EventTarget | null; readonly x: number; readonly y: number } | undefined;
	#clicked: SavedView["zoom"] | undefined;
	readonly #motion = new Motion(() => this.shadowRoot);

	override connectedCallback(): void {
		super.connectedCallback();
		this.addEventListener("dragover", this.#dragOver);
		this.addEventListener("dragleave", this.#dragLeave);
		this.addEventListener("drop", this.#drop);
		// Of the page, not of the panel: what has the focus may just have gone with its view.
		document.addEventListener("keydown", this.#key);
		this.addEventListener("click", this.#first, { capture: true });
		this.addEventListener("dblclick", this.#first, { capture: true });
		this.addEventListener("wheel", this.#halt, { passive: true });
		window.addEventListener("resize", this.#halt);
	}

	/** What moves under the hand, or in a window that changes, is in its place at once. */
	#halt = (): void => this.#motion.finish();

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		document.removeEventListener("keydown", this.#key);
		window.removeEventListener("resize", this.#halt);
		this.#halt();
		for (const stop of this.#stop) stop();
		this.#stop = [];
		this.#started = false;
	}

	protected override willUpdate(): void {
		if (!this.app || this.#started) return;
		this.#started = true;
		const { app } = this;
		const changed = () => {
			this.version++;
		};
		const themed = () => app.store.update((before) => ({ ...before, theme: readTheme(document.body) }));
		themed();
		const moved = app.store.subscribe((state, before) => this.#motion.changed(state, before));
		this.#stop = [moved, app.store.subscribe(changed), watchTheme(document.body, themed), watchScale(changed)];
		const setTheme = (theme: Theme | undefined) => app.store.update((before) => ({ ...before, theme: theme ?? readTheme(document.body) }));
		const main = () => {
			this.#halt();
			return this.shadowRoot?.querySelector<HTMLElement>(".main");
		};
		app.stage = { host: this, main, setTheme };
		app.focusLayer = (key) => this.#focus(key);
		void app.start(changed);
	}

	override render(): TemplateResult {
		const { app, version } = this;
		const panel = app?.store.state;
		const model = panel?.model;
		const empty = !model || model.layers.length === 0;
		return html`<div class="panel ${panel?.theme ?? "dark"} ${this.dropping ? "dropping" : ""}">
			<header>
			<convscope-toolbar .app=${app} .version=${version}></convscope-toolbar>
			<convscope-input-strip .app=${app} .version=${version}></convscope-input-strip>
			</header>
			<main class="main" @pointerdown=${this.#down} @click=${this.#emptied}>${empty ? html`<convscope-empty .app=${app} .version=${version}></convscope-empty>` : this.#view(panel?.view.zoom ?? "overview")}<div class="motion" aria-hidden="true"></div><convscope-notices .app=${app} .version=${version}></convscope-notices></main>
			<footer>
			${empty || panel?.view.zoom === "ledger" || panel?.view.zoom === "experiments" ? nothing : html`<convscope-legend .app=${app} .version=${version}></convscope-legend>`}
			${empty ? nothing : html`<convscope-train-bar .app=${app} .version=${version}></convscope-train-bar>`}
			${!empty && panel?.view.training === true ? this.#area() : nothing}
			<convscope-status .app=${app} .version=${version}></convscope-status>
			</footer>
		</div>`;
	}

	#area(): TemplateResult {
		void this.app?.load(() => import("./train/area"));
		return html`<convscope-train-area .app=${this.app} .version=${this.version}></convscope-train-area>`;
	}

	#view(zoom: SavedView["zoom"]): TemplateResult {
		const { app, version } = this;
		if (zoom === "ledger") return html`<convscope-ledger .app=${app} .version=${version}></convscope-ledger>`;
		if (zoom === "experiments") {
			void this.app?.load(() => import("./experiments/experiments"));
			return html`<convscope-experiments .app=${app} .version=${version}></convscope-experiments>`;
		}
		if (zoom === "pixel") {
			void this.app?.load(() => import("./pixel/pixel-zoom"));
			return html`<convscope-pixel-zoom .app=${app} .version=${version}></convscope-pixel-zoom>`;
		}
		if (zoom === "layer") return html`<convscope-layer-zoom .app=${app} .version=${version}></convscope-layer-zoom>`;
		return html`<convscope-overview .app=${app} .version=${version}></convscope-overview>`;
	}

	/** Escape goes out exactly one level: from a grid to its layer, from a number to its layer, from a layer to the overview. */
	#key = (event: KeyboardEvent): void => {
		const { app } = this;
		if (app && !isTyping(event)) {
			if (event.key === "[") app.step(-1);
			if (event.key === "]") app.step(1);
		}
		if (event.key !== "Escape" || !app) return;
		event.preventDefault();
		const { selected } = app.store.state.view;
		const focus = this.shadowRoot?.activeElement;
		const overview = this.shadowRoot?.querySelector("convscope-overview");
		if (overview && focus?.closest("convscope-sheet")) void overview.focusLayer(selected);
		else if (overview && focus && !focus.closest("convscope-overview")) void overview.focusLayer(selected);
		else void this.#back(app);
	};

	/** One level out; the keyboard goes on at the layer that was left. */
	async #back(app: App): Promise<void> {
		const { zoom, selected } = app.store.state.view;
		app.back();
		if (zoom === "overview" || zoom === "pixel") return;
		await this.#focus(selected);
	}

	async #focus(key: string | null | undefined): Promise<void> {
		await this.updateComplete;
		await this.shadowRoot?.querySelector("convscope-overview")?.focusLayer(key);
	}

	/** The first click of two may lead into another zoom; what lies under the second there is not meant. */
	#first = (event: MouseEvent): void => {
		const zoom = this.app?.store.state.view.zoom;
		if (event.type === "click" && event.detail <= 1) this.#clicked = zoom;
		else if (this.#clicked !== zoom) event.stopPropagation();
	};

	#down = (event: PointerEvent): void => {
		this.#press = { on: event.target, x: event.x, y: event.y };
	};

	/** A click on empty space leads out, like Escape; one that ends a drag, or is on a scroll bar, does not. */
	#emptied = (event: MouseEvent): void => {
		const [app, press, target] = [this.app, this.#press, event.target];
		if (!app || !(target instanceof HTMLElement) || !target.matches(EMPTY) || event.detail !== 1) return;
		if (!press || press.on !== target || Math.hypot(event.x - press.x, event.y - press.y) > 4) return;
		const { left, top } = target.getBoundingClientRect();
		if (event.x - left < target.clientWidth && event.y - top < target.clientHeight) void this.#back(app);
	};

	#dragOver = (event: DragEvent): void => {
		if (!event.dataTransfer?.types.includes("Files")) return;
		event.preventDefault();
		this.dropping = true;
	};

	#dragLeave = (event: DragEvent): void => {
		if (event.relatedTarget === null) this.dropping = false;
	};

	#drop = async (event: DragEvent): Promise<void> => {
		event.preventDefault();
		this.dropping = false;
		const file = event.dataTransfer?.files[0];
		if (file) await this.app?.drop(file);
	};
}

/** Whether a key goes into a field. */
const isTyping = (event: KeyboardEvent): boolean =>
	event.composedPath().some((target) => target instanceof HTMLInputElement && target.type !== "range" && target.type !== "radio");

/** Tells when the window moves to a screen of another pixel density, or is zoomed. */
function watchScale(changed: () => void): () => void {
	let query: MediaQueryList | undefined;
	const watch = () => {
		query?.removeEventListener("change", again);
		query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
		query.addEventListener("change", again);
	};
	const again = () => {
		watch();
		changed();
	};
	watch();
	return () => query?.removeEventListener("change", again);
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-panel": Panel;
	}
}
