import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { SavedView } from "../../src/protocol/panel";
import type { App } from "../app";
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

/** The whole panel. It renders from the top whenever the state or the bytes of the pictures change. */
@customElement("convscope-panel")
export class Panel extends LitElement {
	static override styles = styles;
	@property({ attribute: false }) app: App | undefined;
	@state() private version = 0;
	@state() private dropping = false;
	#started = false;
	#stop: (() => void)[] = [];

	override connectedCallback(): void {
		super.connectedCallback();
		this.addEventListener("dragover", this.#dragOver);
		this.addEventListener("dragleave", this.#dragLeave);
		this.addEventListener("drop", this.#drop);
		this.addEventListener("keydown", this.#key);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
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
		this.#stop = [app.store.subscribe(changed), watchTheme(document.body, themed), watchScale(changed)];
		const setTheme = (theme: Theme | undefined) => app.store.update((before) => ({ ...before, theme: theme ?? readTheme(document.body) }));
		app.stage = { host: this, main: () => this.shadowRoot?.querySelector<HTMLElement>(".main"), setTheme };
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
			<main class="main">${empty ? html`<convscope-empty .app=${app} .version=${version}></convscope-empty>` : this.#view(panel?.view.zoom ?? "overview")}<convscope-notices .app=${app} .version=${version}></convscope-notices></main>
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
	#key = async (event: KeyboardEvent): Promise<void> => {
		const { app } = this;
		if (app && !isTyping(event)) {
			if (event.key === "[") app.step(-1);
			if (event.key === "]") app.step(1);
		}
		if (event.key !== "Escape" || !app) return;
		event.preventDefault();
		const { zoom, selected } = app.store.state.view;
		const focus = this.shadowRoot?.activeElement;
		const overview = this.shadowRoot?.querySelector("convscope-overview");
		if (overview && focus?.closest("convscope-sheet")) return overview.focusLayer(selected);
		if (overview && focus && !focus.closest("convscope-overview")) return overview.focusLayer(selected);
		app.back();
		if (zoom === "overview" || zoom === "pixel") return;
		await this.updateComplete;
		await this.shadowRoot?.querySelector("convscope-overview")?.focusLayer(selected);
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
