import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { SampleSource } from "../../../src/protocol/engine";
import type { TestedPicture, TestedRequest, TestedSheet } from "../../../src/protocol/training";
import { formatCount, formatValue } from "../../format";
import { say, t } from "../../l10n";
import { paintSample } from "../../paint/sample";
import { galleryStyles } from "../../styles/gallery";
import { adopt } from "../adopt";
import { View } from "../element";

/** Pictures fetched at a time. */
const PAGE = 48;

/** Test pictures with the highest loss first, all or those of one cell of the confusion matrix. One tab stop; arrows move, Enter makes one the input. */
@customElement("convscope-gallery")
export class Gallery extends View {
	@property({ attribute: false }) cell: TestedRequest["cell"];
	@state() private pages: readonly TestedSheet[] = [];
	@state() private fault: string | undefined;
	@state() private active = 0;
	/** What the pictures that are shown are of. */
	#of = "";
	/** A picture is to have the focus as soon as there is one. */
	#focus = false;
	/** Other pictures are on their way. */
	#due = false;

	override connectedCallback(): void {
		super.connectedCallback();
		adopt(this, galleryStyles);
	}

	/** Puts the keyboard on the first picture, once it is there and if the keyboard has not gone elsewhere meanwhile. */
	focusFirst(): void {
		this.#focus = true;
		this.requestUpdate();
	}

	override render(): TemplateResult {
		const { pages } = this;
		const pictures = pages.flatMap((page) => page.pictures);
		const total = pages[0]?.total ?? 0;
		const classes = this.app?.store.state.training?.confusion?.classes ?? [];
		const { actual = 0, taken = 0 } = this.cell ?? {};
		const words = this.cell
			? t("{actual} taken for {taken}: {count}", { actual: classes[actual] ?? "", taken: classes[taken] ?? "", count: formatCount(total) })
			: t("Test pictures with the highest loss");
		return html`<p class="gallery-head"><span id="gallery-words">${words}</span>${
			this.cell
				? html`<button type="button" class="tool" @click=${() => this.dispatchEvent(new CustomEvent("all-wanted", { bubbles: true }))}>${t("Show all")}</button>`
				: nothing
		}</p>
			${this.fault ? html`<p class="dim hint">${this.fault}</p>` : nothing}
			<div class="gallery" role="listbox" aria-labelledby="gallery-words" @keydown=${(event: KeyboardEvent) => this.#key(event, pictures)}>${repeat(
				pictures,
				({ index }) => index,
				(picture, at) => this.#picture(picture, at),
			)}</div>
			${pictures.length < total ? html`<button type="button" class="tool gallery-more" @click=${() => this.#fetch(pictures.length)}>${t("More")}</button>` : nothing}`;
	}

	#picture(picture: TestedPicture, at: number): TemplateResult {
		const { index, actual, taken, right } = picture;
		const choice = this.app?.store.state.model?.inputChoice;
		const chosen = choice?.kind === "sample" && choice.dataset === this.#data && choice.index === index;
		const loss = formatValue(picture.loss);
		const words = right
			? t("Picture {index}: {actual}, right, loss {loss}", { index, actual, loss })
			: t("Picture {index}: {actual} taken for {taken}, loss {loss}", { index, actual, taken, loss });
		const { width = 1, height = 1 } = this.pages[0] ?? {};
		return html`<div role="option" class="gallery-picture" data-at=${at} tabindex=${at === this.active ? 0 : -1} aria-selected=${chosen ? "true" : "false"} title=${words}
			@focus=${() => {
				this.active = at;
			}} @click=${() => this.#take(index)}><canvas width=${width} height=${height} aria-hidden="true"></canvas><span>${right ? actual : `${actual} → ${taken}`}</span><span class="dim">${loss}</span></div>`;
	}

	/** The data that the pictures are of, where one of them can become the input. */
	get #data(): SampleSource | undefined {
		const { training, model } = this.app?.store.state ?? {};
		const data = training?.recipe?.data;
		if (data === "mnist" || data === "emoji8") return data;
		return data !== undefined && data === model?.own?.data ? "own" : undefined;
	}

	/** Other pictures are due when they were tested again, when a snapshot is shown, and of another cell. */
	protected override updated(_changed: PropertyValues): void {
		const training = this.app?.store.state.training;
		const of = JSON.stringify([training?.run, training?.shown, training?.confusion?.step, this.cell]);
		if (of !== this.#of) {
			this.#of = of;
			this.active = 0;
			this.#due = true;
			void this.#fetch(0);
		}
		this.#paint();
		const first = this.#focus && !this.#due ? this.querySelector<HTMLElement>(".gallery-picture") : undefined;
		if (first) {
			this.#focus = false;
			const root = this.getRootNode();
			if (root instanceof ShadowRoot && root.activeElement === null) first.focus();
		}
	}

	/** How many pictures are there already. */
	get #known(): number {
		return this.pages.reduce((sum, { pictures }) => sum + pictures.length, 0);
	}

	async #fetch(from: number): Promise<void> {
		const of = this.#of;
		const request = { from, count: PAGE, ...(this.cell ? { cell: this.cell } : {}) };
		const reply = await this.app?.host.tested(request).catch(() => undefined);
		if (of !== this.#of || (from > 0 && from !== this.#known)) return;
		this.#due = false;
		this.fault = !reply ? t("The samples could not be read.") : reply.ok ? undefined : say(reply.text);
		if (!reply?.ok) this.pages = [];
		else this.pages = from === 0 ? [reply] : [...this.pages, reply];
	}

	#paint(): void {
		const canvases = [...this.querySelectorAll("canvas")];
		let at = 0;
		for (const page of this.pages) {
			for (const [i, { index }] of page.pictures.entries()) {
				const canvas = canvases[at++];
				const name = `${this.#data} ${this.app?.store.state.model?.own?.times} ${index}`;
				if (!canvas || canvas.dataset.painted === name) continue;
				paintSample(canvas, page, i);
				canvas.dataset.painted = name;
			}
		}
	}

	#take(index: number): void {
		const dataset = this.#data;
		if (!dataset) return;
		this.app?.change({ dataset });
		this.app?.chooseInput({ kind: "sample", dataset, index });
	}

	#key(event: KeyboardEvent, pictures: readonly TestedPicture[]): void {
		const chosen = pictures[this.active];
		if ((event.key === "Enter" || event.key === " ") && chosen) {
			event.preventDefault();
			this.#take(chosen.index);
			return;
		}
		const options = [...this.querySelectorAll<HTMLElement>(".gallery-picture")];
		const top = options[0]?.offsetTop;
		const columns = options.filter(({ offsetTop }) => offsetTop === top).length;
		const last = options.length - 1;
		const next = {
			ArrowRight: this.active + 1,
			ArrowLeft: this.active - 1,
			ArrowDown: this.active + columns,
			ArrowUp: this.active - columns,
			Home: 0,
			End: last,
		}[event.key];
		if (next === undefined) return;
		event.preventDefault();
		if (next >= 0 && next <= last) options[next]?.focus();
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-gallery": Gallery;
	}
}
