import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { type SampleSheet, type SampleSource, sampleSources } from "../../src/protocol/engine";
import { t } from "../l10n";
import { paintSample } from "../paint/sample";
import { View } from "./element";
import { Seen } from "./seen";
import { styled } from "./styled";

/** Samples fetched at a time, and the side of one in CSS pixels. */
const PAGE = 48;
const SIDE = 36;
const PITCH = SIDE + 4;

/** A carousel of real samples, and the way to a picture of one's own. One tab stop; arrows move, Enter chooses. */
@customElement("convscope-input-strip")
export class InputStrip extends View {
	@state() private pages: readonly (SampleSheet | undefined)[] = [];
	@state() private total = 0;
	@state() private scrolled = 0;
	@state() private active = 0;
	@state() private fault: string | undefined;
	@state() private drawing = false;
	@query(".carousel") private carousel!: HTMLElement;
	#dataset: SampleSource | undefined;
	/** How often pictures of one's own had been read when those shown were fetched. */
	#times: number | undefined;
	#asked = new Set<number>();
	readonly #seen = new Seen(this, ".carousel");

	override render(): TemplateResult | typeof nothing {
		const { app } = this;
		const panel = app?.store.state;
		if (!app || !panel?.model) return nothing;
		const dataset = this.#source;
		const { own } = panel.model;
		const choice = panel.model.inputChoice;
		const current = choice.kind === "sample" && choice.dataset === dataset ? choice.index : undefined;
		const first = Math.max(0, Math.floor(this.scrolled / PITCH) - 2);
		const shown = Math.min(this.total - first, Math.ceil((this.#seen.width || 800) / PITCH) + 4);
		const places = Array.from({ length: Math.max(0, shown) }, (_, i) => first + i);
		const focus = places.includes(this.active) ? this.active : (places[0] ?? 0);
		return html`<select class="select" aria-label=${t("Dataset")} .value=${live(dataset)} @change=${this.#choose}>
				<option value="mnist" ?selected=${dataset === "mnist"}>${t("Digits")}</option>
				<option value="emoji8" ?selected=${dataset === "emoji8"}>${t("Emoji")}</option>
				${own ? html`<option value="own" ?selected=${dataset === "own"}>${own.data.split("/").findLast((part) => part !== "") ?? own.data}</option>` : nothing}
			</select>
			<div class="carousel" @scroll=${this.#scroll} @keydown=${this.#key}>${
				this.fault
					? html`<span class="dim">${this.fault}</span>`
					: html`<div class="samples" role="listbox" aria-orientation="horizontal" aria-label=${t("Samples")} ${styled({ width: `${this.total * PITCH + 4}px` })}>
						${repeat(
							places,
							(index) => index, // a sample keeps its element while the strip scrolls: what is under the pointer stays what it was
							(index) => this.#sample(index, index === current, index === focus),
						)}
					</div>`
			}</div>
			<vscode-button secondary class="draw" aria-expanded=${this.drawing ? "true" : "false"} @click=${() => this.#pad(!this.drawing)}>${t("Draw")}</vscode-button>
			<vscode-button secondary class=${choice.kind === "image" ? "chosen" : ""} @click=${() => app.host.pickImage()}>${t("Choose Image…")}</vscode-button>
			${this.drawing ? html`<convscope-pad .app=${app} .version=${this.version} @keydown=${this.#leave}></convscope-pad>` : nothing}`;
	}

	#sample(index: number, current: boolean, reachable: boolean): TemplateResult {
		const page = this.pages[Math.floor(index / PAGE)];
		const label = page?.labels[index % PAGE] ?? "";
		return html`<div role="option" class="sample" data-index=${index} tabindex=${reachable ? 0 : -1} aria-selected=${current ? "true" : "false"}
			aria-posinset=${index + 1} aria-setsize=${this.total} aria-label=${t("Sample {index}: {label}", { index, label })} title="${label} · #${index}"
			${styled({ left: `${index * PITCH + 4}px` })} @click=${() => this.#take(index)} @focus=${() => {
				this.active = index;
			}}
		><canvas width=${page?.width ?? 1} height=${page?.height ?? 1} data-sample=${index} aria-hidden="true"></canvas></div>`;
	}

	protected override updated(_changed: PropertyValues): void {
		const panel = this.app?.store.state;
		if (!panel?.model) return;
		const source = this.#source;
		if (source !== this.#dataset || (source === "own" && panel.model.own?.times !== this.#times)) this.#start(source);
		for (const canvas of this.querySelectorAll<HTMLCanvasElement>("canvas[data-sample]"))
			this.#paint(canvas, Number(canvas.dataset.sample));
	}

	/** What the carousel shows: what was chosen, as soon as it can be; else the data that the input is of; else what it showed before. */
	get #source(): SampleSource {
		const { view, model } = this.app?.store.state ?? {};
		const choice = model?.inputChoice;
		const before = this.#dataset ?? (model?.own ? "own" : model?.input?.[0] === 3 ? "emoji8" : "mnist");
		const dataset = view?.dataset ?? (choice?.kind === "sample" ? choice.dataset : before);
		return dataset === "own" && !model?.own ? "mnist" : dataset;
	}

	#start(dataset: SampleSource): void {
		this.#dataset = dataset;
		this.#times = this.app?.store.state.model?.own?.times;
		this.#asked = new Set();
		this.pages = [];
		this.total = 0;
		const choice = this.app?.store.state.model?.inputChoice;
		const index = choice?.kind === "sample" && choice.dataset === dataset ? choice.index : 0;
		this.active = index;
		void this.#fetch(Math.floor(index / PAGE)).then(async () => {
			await this.updateComplete;
			this.carousel.scrollTo({ left: (index - 2) * PITCH, behavior: "instant" });
		});
	}

	async #fetch(page: number): Promise<void> {
		const [dataset, asked] = [this.#dataset, this.#asked];
		if (!dataset || asked.has(page)) return;
		asked.add(page);
		const reply = await this.app?.samples(dataset, page * PAGE, PAGE).catch(() => ({ ok: false as const }));
		if (asked !== this.#asked || !reply) return;
		if (!reply.ok) {
			this.fault = t("The samples could not be read.");
			return;
		}
		this.fault = undefined;
		const pages = [...this.pages];
		pages[page] = reply;
		this.pages = pages;
		this.total = reply.total;
	}

	#paint(canvas: HTMLCanvasElement, index: number): void {
		const sheet = this.pages[Math.floor(index / PAGE)];
		void this.#fetch(Math.floor(index / PAGE));
		const name = `${this.#dataset} ${this.#times} ${index} ${sheet?.width}`;
		if (!sheet || canvas.dataset.painted === name) return;
		paintSample(canvas, sheet, index % PAGE);
		canvas.dataset.painted = name;
	}

	/** Opens or closes the drawing pad, which is a file of its own. */
	#pad(open: boolean): void {
		this.drawing = open;
		if (open) void this.app?.load(() => import("./draw/pad"));
	}

	/** Escape closes the pad and nothing else. */
	#leave(event: KeyboardEvent): void {
		if (event.key !== "Escape") return;
		event.stopPropagation();
		this.#pad(false);
		this.querySelector<HTMLElement>(".draw")?.focus();
	}

	#choose(event: Event): void {
		const { value } = event.target as HTMLSelectElement;
		this.app?.change({ dataset: sampleSources.find((source) => source === value) ?? "mnist" });
	}

	#take(index: number): void {
		if (this.#dataset) this.app?.chooseInput({ kind: "sample", dataset: this.#dataset, index });
	}

	#scroll(): void {
		this.#seen.look();
		this.scrolled = this.#seen.left;
	}

	async #key(event: KeyboardEvent): Promise<void> {
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			return this.#take(this.active);
		}
		const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -this.total, End: this.total }[event.key];
		if (step === undefined) return;
		event.preventDefault();
		this.active = Math.max(0, Math.min(this.total - 1, this.active + step));
		const left = this.active * PITCH;
		const { scrollLeft, clientWidth } = this.carousel;
		if (left < scrollLeft) this.carousel.scrollTo({ left, behavior: "instant" });
		if (left + PITCH > scrollLeft + clientWidth) this.carousel.scrollTo({ left: left + PITCH - clientWidth, behavior: "instant" });
		this.scrolled = this.carousel.scrollLeft;
		await this.updateComplete;
		this.querySelector<HTMLElement>(`.sample[data-index="${this.active}"]`)?.focus({ preventScroll: true });
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-input-strip": InputStrip;
	}
}
