import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import type { WeightQuery } from "../../../src/network/derivation";
import type { PanelModel } from "../../../src/protocol/panel";
import { formatShape, formatValue } from "../../format";
import { say, t } from "../../l10n";
import { activationAfter } from "../../layout/zoom";
import { expressionOf } from "../../pixel/arithmetic";
import { type Answer, Deriver } from "../../pixel/deriver";
import { digitsFor, precise } from "../../pixel/expression";
import type { Colours } from "../../pixel/ink";
import { orderOf, type Pixel, pixelAt, pixelName, placeOfOrder, sizeAt, spotName } from "../../pixel/place";
import { reacher } from "../../pixel/reacher";
import { pixelWants } from "../../pixel/wants";
import { channelOf, selectedIndex } from "../../store";
import { pixelStyles } from "../../styles/pixel";
import { limited } from "../../wants";
import { View } from "../element";
import { Seen } from "../seen";
import type { WayBack } from "./back";
import type { BackAnswer } from "./back/backer";
import type { Chosen } from "./back/focus";
import type { Context, Page } from "./context";
import { formView } from "./forms";
import "./line";
import { OutputMap, type PixelEvent } from "./output-map";
import "./output-map";
import { typed } from "../typed";
import { receptiveField } from "./receptive-field";
import "./sweep-bar";
import type { SweepBar, SweepEvent } from "./sweep-bar";
import "./window-row";

/** Milliseconds without a step after which the slider rests. */
const REST = 80;
/** Longest side of the output map, in CSS pixels, in so much room. */
const sideIn = (room: number): number => (room > 820 ? 232 : room > 560 ? 168 : 140);
const PAGE = 8;
/** Linear's bars are lower than windows. */
const LONG_PAGE = 16;

/** One number of a layer: every number that it came from, and what was done with them. */
@customElement("convscope-pixel-zoom")
export class PixelZoom extends View {
	@query("convscope-output-map") private map!: OutputMap | null;
	@query("convscope-sweep") private sweep!: SweepBar | null;
	@state() private order: Page["order"] = "contribution";
	@state() private from = 0;
	@state() private swept: number | undefined;
	@state() private weight: (Omit<WeightQuery, "count" | "layer"> & { readonly layer: string }) | undefined;
	/** The number of the input whose gradient is explained, if one was chosen. */
	@state() private chosen: Chosen | undefined;
	readonly #seen = new Seen(this, ".pixel");
	#deriver: Deriver | undefined;
	#way: WayBack | undefined;
	#loading = false;
	#field: ReturnType<typeof reacher> | undefined;
	#uses: ReturnType<typeof reacher> | undefined;
	#layer = "";
	#rest: number | undefined;

	override connectedCallback(): void {
		super.connectedCallback();
		const root = this.getRootNode();
		const sheet = pixelStyles.styleSheet;
		if (root instanceof ShadowRoot && sheet && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
	}

	override firstUpdated(): void {
		this.#seen.look();
		const { map } = this;
		void (map?.updateComplete ?? Promise.resolve()).then(() => requestAnimationFrame(() => map?.focus()));
	}

	/** Who leaves while the slider moves comes back to where it was. */
	override disconnectedCallback(): void {
		super.disconnectedCallback();
		if (this.#rest !== undefined) this.#rested();
	}

	protected override willUpdate(): void {
		const key = this.app?.store.state.view.selected ?? "";
		if (this.app && !this.#deriver) {
			const { host } = this.app;
			const changed = () => this.requestUpdate();
			this.#deriver = new Deriver(host, changed);
			this.#field = reacher(host, changed);
			this.#uses = reacher(host, changed);
		}
		if (key === this.#layer) return;
		clearTimeout(this.#rest);
		this.#rest = undefined;
		this.#layer = key;
		this.from = 0;
		this.swept = undefined;
		this.weight = undefined;
		this.chosen = undefined;
	}

	/** Layer and pixel that are shown: where the sweep is, or the pointer, or what was chosen. */
	get #place(): { readonly model: PanelModel; readonly index: number; readonly pixel: Pixel } | undefined {
		const panel = this.app?.store.state;
		const index = panel ? selectedIndex(panel) : -1;
		const size = panel?.model && sizeAt(panel.model, index);
		if (!panel?.model || index < 0 || !size) return undefined;
		const swept = this.swept === undefined ? undefined : placeOfOrder(this.swept, size.width);
		const there = swept ?? OutputMap.pointed(panel.spot, index) ?? panel.view.pixel;
		return { model: panel.model, index, pixel: pixelAt(panel.model, index, channelOf(panel), there) };
	}

	override render(): TemplateResult | typeof nothing {
		const { app } = this;
		const place = this.#place;
		if (!app || !place) return nothing;
		const { model, index, pixel } = place;
		const layer = model.layers[index];
		const found = this.#deriver?.answer;
		const answer = found && found.question.layer === layer?.key ? found : undefined;
		const here = answer?.question;
		const current = here && here.tile === pixel.tile && here.y === pixel.y && here.x === pixel.x;
		return html`<div class="pixel ${layer?.state ?? ""}" tabindex="-1" @scroll=${this.#seen.look} @keydown=${this.#key}>
			<aside class="pixel-side" aria-label="${layer?.type ?? ""} ${layer?.key ?? ""}">${this.#side(model, index, pixel, current ? answer : undefined)}</aside>
			<div class="pixel-body">${this.#switch()}${answer ? guard([answer, ...this.#depends], () => this.#body(model, index, answer)) : nothing}</div>
		</div>`;
	}

	/** What the body shows apart from the answer: a step of the slider leaves it as it is until the next answer. */
	get #depends(): readonly unknown[] {
		return [this.#backed(), this.version, this.#bodyWidth, this.from, this.order, this.weight, this.chosen];
	}

	#side(model: PanelModel, index: number, pixel: Pixel, answer: Answer | undefined): TemplateResult {
		const { app, version } = this;
		const layer = model.layers[index];
		const size = sizeAt(model, index) ?? { height: 1, width: 1 };
		const at = orderOf(pixel, size.width);
		const count = layer?.shape?.length === 3 ? (layer.shape[0] ?? 1) : 1;
		const { derivation } = answer ?? {};
		return html`<h2>${layer?.type} <span class="dim">${layer?.key}</span></h2>
			<p class="dim pixel-shape">${layer?.shape ? formatShape(layer.shape) : nothing}${count > 1 ? html` · <label>${t("map")} <input class="channel" type="number" min="0" max=${count - 1} .value=${typed(String(pixel.tile))} @change=${this.#channel} /></label>` : nothing}</p>
			<div class="pixel-map"><convscope-output-map .app=${app} .version=${version} .index=${index} .pixel=${pixel} .value=${derivation?.value} .side=${sideIn(this.#seen.width)}
				.gradients=${this.#gradients} .uses=${this.#uses?.answer?.reach} .covered=${this.swept === undefined ? undefined : at + 1} @pixel-chosen=${this.#choose}></convscope-output-map></div>
			<convscope-sweep .app=${app} .version=${version} .at=${at} .total=${size.height * size.width} .words=${pixelName(model, index, pixel)} @swept=${this.#swept}></convscope-sweep>
			<dl class="pixel-facts"><dt>${spotName(model, index, pixel)}</dt><dd><b>${derivation ? formatValue(derivation.value) : "…"}</b></dd>
			${this.#gradients ? html`<dt>∂loss/∂value</dt><dd>${derivation?.gradient === undefined ? "–" : precise(derivation.gradient)}</dd>` : nothing}</dl>
			${receptiveField(app as NonNullable<typeof app>, version, model, this.#field?.answer?.reach)}`;
	}

	get #gradients(): boolean {
		return this.app?.store.state.view.gradients ?? false;
	}

	/** Between how the number comes about and what the loss says about it. */
	#switch(): TemplateResult {
		const panel = this.app?.store.state;
		const choice = (gradients: boolean, label: string) =>
			html`<label class="segment"><input type="radio" name="shown" .checked=${live(this.#gradients === gradients)} @change=${() => this.app?.change({ gradients })} /><span>${label}</span></label>`;
		const unlabelled = this.#gradients && panel?.status !== undefined && panel.status.label === undefined;
		return html`<div class="zoom-switch"><fieldset class="segments"><legend class="sr-only">${t("Shown")}</legend>${choice(false, t("Activations"))}${choice(true, t("Gradients"))}</fieldset>${
			unlabelled ? html`<span class="dim">${t("Gradients need an input with a label: choose a sample.")}</span>` : nothing
		}</div>`;
	}

	#body(model: PanelModel, index: number, answer: Answer): TemplateResult {
		const { derivation, fault, question } = answer;
		const layer = model.layers[index];
		if (!derivation || !layer) return html`<p class="dim">${fault ? say(fault.text) : nothing}</p>`;
		const { app, version } = this;
		const expression = expressionOf(derivation, layer.type);
		const digits = digitsFor(expression, derivation.value);
		const back = this.#backed();
		const { tile, y, x } = question;
		const context: Context = {
			app: app as NonNullable<typeof app>,
			version,
			model,
			index,
			layer,
			pixel: { tile, y, x },
			border: answer.border,
			digits,
			colours: this.#colours(model),
			room: Math.max(280, this.#bodyWidth),
			gradients: this.#gradients,
			focus: this.#gradients ? this.#way?.focus(model, index, derivation, this.chosen) : undefined,
			back: this.#gradients ? back : undefined,
			lookAt: (chosen) => {
				this.chosen = chosen;
			},
			page: { from: this.from, count: question.count, order: this.order },
			turnTo: ({ from, order }) => {
				if (order !== undefined) this.order = order;
				if (from !== undefined) this.from = from;
			},
			goTo: (to, place) => {
				const key = model.layers[to]?.key;
				if (key !== undefined) app?.zoomPixel(key, place.tile, place);
			},
			showWeight: (weight) => {
				void app?.load(() => import("./weight"));
				this.weight = { ...weight, layer: layer.key };
			},
		};
		const after = activationAfter(model, index);
		const name = after === undefined ? undefined : model.layers[after]?.type;
		const loss = back?.loss;
		const following =
			after === undefined || !name || !answer.activation
				? loss && { name: loss.type, value: loss.value, go: () => this.querySelector<HTMLElement>(".loss-part")?.focus() }
				: { name, value: answer.activation.value, go: () => context.goTo(after, { tile, y, x }) };
		const long = derivation.form === "windows" || derivation.form === "terms";
		return html`${
			this.#gradients
				? html`<convscope-back-lines .app=${app} .version=${version} .context=${context} .answer=${back}></convscope-back-lines>`
				: html`<convscope-line .app=${app} .version=${version} .expression=${expression} .value=${derivation.value} .digits=${digits} .long=${long} .following=${following}></convscope-line>`
		}
			${
				this.weight
					? html`<convscope-weight .app=${app} .version=${version} .context=${context} .weight=${this.weight} .revision=${question.revision} .numbers=${question.version} @closed=${() => {
							this.weight = undefined;
						}}></convscope-weight>`
					: nothing
			}
			${this.#gradients ? this.#loss(context, back) : nothing}
			${formView(context, derivation)}
			${this.#gradients ? html`<convscope-back-parts .app=${app} .version=${version} .context=${context} .answer=${back}></convscope-back-parts>` : nothing}
			${this.#gradients ? nothing : this.#loss(context, back)}`;
	}

	/** The loss follows the network's last layer; turned round, it comes first. */
	#loss(context: Context, back: BackAnswer | undefined): TemplateResult | typeof nothing {
		if (!back?.question.last) return nothing;
		return html`<convscope-loss .app=${this.app} .version=${this.version} .context=${context} .answer=${back}></convscope-loss>`;
	}

	/** What was found of the way back through a layer, and of the loss. */
	#backed(): BackAnswer | undefined {
		return this.#way?.answer(this.#layer, this.#gradients);
	}

	#colours(model: PanelModel): Colours {
		const { tiles, store } = this.app as NonNullable<typeof this.app>;
		return { model, tiles, view: store.state.view, theme: store.state.theme };
	}

	/** Width beside the map, or of the whole where the map stands above. */
	get #bodyWidth(): number {
		const { width } = this.#seen;
		return width > 820 ? width - 264 - 33 : width - 32;
	}

	#choose = (event: CustomEvent<PixelEvent>): void => {
		this.swept = undefined;
		this.app?.change({ pixel: event.detail });
		// Under a pointer that rests, the keyboard's pixel is the one that is shown.
		this.app?.point(undefined);
	};

	/** The slider's place is this view's alone while it moves, so that nothing else renders with each step; the state hears of it once it rests. */
	#swept = (event: CustomEvent<SweepEvent>): void => {
		this.swept = event.detail.at;
		clearTimeout(this.#rest);
		this.#rest = event.detail.playing ? undefined : window.setTimeout(this.#rested, REST);
	};

	#rested = (): void => {
		const place = this.#place;
		clearTimeout(this.#rest);
		this.#rest = undefined;
		if (place && this.swept !== undefined) this.app?.change({ pixel: { y: place.pixel.y, x: place.pixel.x } });
	};

	#channel(event: Event): void {
		const channel = Math.max(0, Math.floor(Number((event.target as HTMLInputElement).value)) || 0);
		this.app?.change({ channel });
	}

	/** Space plays and pauses, wherever nothing else is done with it. */
	#key(event: KeyboardEvent): void {
		const target = event.target as HTMLElement;
		if (event.key !== " " || target.matches("button, input, select, [role=gridcell]")) return;
		event.preventDefault();
		this.sweep?.toggle();
	}

	protected override updated(_changed: PropertyValues): void {
		const { app } = this;
		const place = this.#place;
		const key = place?.model.layers[place.index]?.key;
		if (!app || !place || key === undefined) return;
		const { model, index, pixel } = place;
		const answer = this.#deriver?.answer;
		app.want(
			limited(
				pixelWants(
					model,
					index,
					pixel.tile,
					answer?.question.layer === key ? answer.derivation : undefined,
					sideIn(this.#seen.width),
					this.#gradients,
				),
			),
		);
		const summary = app.tiles.summary(key, "maps");
		const output = sizeAt(model, index);
		if (!summary || !output || model.layers[index]?.state !== "ok") return;
		const after = activationAfter(model, index);
		const long = model.layers[index]?.weight?.length === 2;
		this.#deriver?.ask({
			layer: key,
			...pixel,
			from: this.from,
			count: long ? LONG_PAGE : PAGE,
			order: this.order,
			gradient: this.#gradients,
			revision: summary.revision,
			version: app.tiles.finest(key, "maps", pixel.tile)?.version ?? 0,
			activation: after === undefined ? undefined : model.layers[after]?.key,
			input: sizeAt(model, model.layers[index]?.inputs[0] ?? -1),
			output,
		});
		// After the numbers, which do not wait for it in a deep network.
		this.#askReach(summary.revision, key, model, index, pixel);
		this.#askBack(model, index);
	}

	/** The way back, of the number that is explained; at the network's end, the loss. Its file is loaded when there is something to show. */
	#askBack(model: PanelModel, index: number): void {
		const { app } = this;
		const { derivation, question } = this.#deriver?.answer ?? {};
		const gradients = this.#gradients;
		if (!app || !derivation || question?.layer !== this.#layer || !(gradients || index === model.layers.length - 1)) return;
		if (this.#way) {
			this.#way.ask(model, index, question, gradients, gradients ? this.#way.focus(model, index, derivation, this.chosen) : undefined);
			return;
		}
		if (this.#loading) return;
		this.#loading = true;
		void app.load(async () => {
			const { WayBack } = await import("./back");
			this.#way ??= new WayBack(app.host, () => this.requestUpdate());
			this.requestUpdate();
		});
	}

	/** Where in the input the number comes from; and what depends on the input number under the pointer. */
	#askReach(revision: number, layer: string, model: PanelModel, index: number, pixel: Pixel): void {
		this.#field?.ask({ of: "input", revision, layer, ...pixel });
		const spot = this.app?.store.state.spot;
		const input = spot?.what === "maps" && spot.pixel ? (model.layers[index]?.inputs.indexOf(spot.layer) ?? -1) : -1;
		if (!spot?.pixel || input < 0) {
			this.#uses?.forget();
			return;
		}
		const [y, x] = spot.pixel;
		this.#uses?.ask({ of: "uses", revision, layer, input, tile: spot.tile, y, x, output: pixel.tile });
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-pixel-zoom": PixelZoom;
	}
}
