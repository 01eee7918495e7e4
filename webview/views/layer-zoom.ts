import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Want, What } from "../../src/protocol/frame";
import type { PanelModel } from "../../src/protocol/panel";
import { formatCount, formatValue } from "../format";
import { t } from "../l10n";
import { LONGEST_VECTOR } from "../layout/box";
import { shapeAt } from "../layout/feeds";
import { columnsIn, fitTile, gridOf, lookOf, maxSideOf } from "../layout/sheet";
import { firstInput, type Slices } from "../layout/weights";
import {
	activationAfter,
	KERNEL_SIDE,
	outputSide,
	planZoom,
	ROW_HEIGHT,
	ROW_SIDE,
	single,
	withGradients,
	type ZoomPlan,
	type ZoomRow,
	zoomWants,
} from "../layout/zoom";
import { keyAt } from "../paint/range";
import { channelOf, selectedIndex } from "../store";
import { layerName } from "../twin";
import { limited, numbersOf } from "../wants";
import { View } from "./element";
import { facts } from "./facts";
import { Seen } from "./seen";
import { styled } from "./styled";
import "./picker";
import type { Picker } from "./picker";
import "./scores";
import "./sheet";
import "./vector";

const MATRIX_SIDE = 220;
const CELLS = 4096;

/** Where a slice stands in PyTorch's weight: `[2, 0]`. */
function weightIndex(slices: Slices, output: number, row: ZoomRow): string {
	const perGroup = slices.outputs / slices.groups;
	return slices.transposed ? `[${row.tile}, ${output % perGroup}]` : `[${output}, ${row.tile - firstInput(slices, output)}]`;
}

/** One layer: what goes in, what it is multiplied with, and how it adds up to one output map. */
@customElement("convscope-layer-zoom")
export class LayerZoom extends View {
	@query(".zoom") private scroller!: HTMLElement;
	@query("convscope-picker") private picker!: Picker | null;
	readonly #seen = new Seen(this, ".zoom");
	#shown = "";

	override firstUpdated(): void {
		this.#seen.look();
		void (this.picker?.updateComplete ?? Promise.resolve()).then(() => requestAnimationFrame(() => this.focusFirst()));
	}

	focusFirst(): void {
		const target = this.picker?.querySelector("convscope-sheet");
		if (target) target.focusTile(this.picker?.chosen ?? 0);
		else this.scroller?.focus({ preventScroll: true });
	}

	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		const index = state ? selectedIndex(state) : -1;
		const layer = state?.model?.layers[index];
		if (!this.app || !state?.model || !layer) return nothing;
		const plan = planZoom(state.model, index, channelOf(state));
		return html`<div class="zoom ${layer.state}" tabindex="-1" @scroll=${this.#seen.look}>
			<aside class="zoom-facts" aria-label="${layer.type} ${layer.key}"><h2>${layer.type} <span class="dim">${layer.key}</span></h2>${facts(this.app, state.model, index, layer)}</aside>
			<div class="zoom-body">${this.#switch()}${plan?.maps ? this.#maps(state.model, plan) : this.#vectors(state.model, index)}</div>
		</div>`;
	}

	get #gradients(): boolean {
		return this.app?.store.state.view.gradients ?? false;
	}

	/** Between what is computed and how the loss changes with it. */
	#switch(): TemplateResult {
		const state = this.app?.store.state;
		const choice = (gradients: boolean, label: string) =>
			html`<label class="segment"><input type="radio" name="shown" .checked=${live(this.#gradients === gradients)} @change=${() => this.app?.change({ gradients })} /><span>${label}</span></label>`;
		const unlabelled = this.#gradients && state?.status !== undefined && state.status.label === undefined;
		return html`<div class="zoom-switch"><fieldset class="segments"><legend class="sr-only">${t("Shown")}</legend>${choice(false, t("Activations"))}${choice(true, t("Gradients"))}</fieldset>${
			unlabelled
				? html`<span class="dim">${t("Gradients need an input with a label: choose a sample.")}</span>`
				: this.#gradients
					? html`<span class="dim">${t("∂loss/∂… for this input and its label {label}", { label: state?.status?.label ?? "" })}</span>`
					: nothing
		}<button type="button" class="link" @click=${() => this.#enter()}>${t("How one number comes about")}</button><button type="button" class="link" @click=${() => this.app?.openView("experiments")}>${t("Experiments")}</button></div>`;
	}

	/** Into the number under the pointer, or the one looked at last. */
	#enter(index?: number): void {
		const state = this.app?.store.state;
		const selected = state?.view.selected;
		if (!state?.model || !selected) return;
		const { spot, model } = state;
		if (index === undefined) this.app?.zoomPixel(selected, channelOf(state));
		else if (spot?.layer === index && spot.what === "maps" && spot.pixel)
			this.app?.zoomPixel(keyAt(model, index), spot.tile, { y: spot.pixel[0], x: spot.pixel[1] });
	}

	/** A map or kernel with, where gradients are shown, the gradient of the same place beside it. */
	#pair(
		grid: ReturnType<typeof single>,
		layer: number,
		what: "maps" | "kernels",
		tile: number,
		label: string,
		caption: unknown,
	): TemplateResult {
		const picture = html`<figure>${this.#sheet(grid, layer, what, tile, label)}<figcaption>${caption}</figcaption></figure>`;
		if (!this.#gradients) return picture;
		const kind = what === "kernels" ? "kernelGradients" : "gradients";
		const name = what === "kernels" ? t("∂loss/∂kernel") : t("∂loss/∂map");
		return html`${picture}<figure class="slope">${this.#sheet(grid, layer, kind, tile, `∂loss/∂(${label})`)}<figcaption class="dim">${name}</figcaption></figure>`;
	}

	#maps(model: PanelModel, plan: ZoomPlan): TemplateResult {
		const { index, channel, layer, slices } = plan;
		const count = layer.shape?.[0] ?? 1;
		const [from, to] = this.#visible(plan);
		const content = styled({ height: `${plan.rows.length * ROW_HEIGHT}px` });
		return html`
			<h3>${t("Output map {channel} ({count} in all)", { channel, count: formatCount(count) })}</h3>
			<convscope-picker .app=${this.app} .version=${this.version} .layer=${index} .chosen=${channel}></convscope-picker>
			<div class="sum ${slices ? "" : "plain"} ${this.#gradients ? "sloped" : ""}">
				<div class="sum-rows">
					<div class="rows-content" ${content}>${repeat(
						plan.rows.slice(from, to),
						(row) => `${row.source} ${row.tile}`,
						(row) => this.#row(model, plan, row),
					)}</div>
				</div>
				<div class="sum-result">${this.#result(model, plan)}</div>
			</div>`;
	}

	#row(model: PanelModel, plan: ZoomPlan, row: ZoomRow): TemplateResult {
		const { slices, index, channel } = plan;
		const dpr = window.devicePixelRatio;
		const grid = single(model, row.source, ROW_SIDE, dpr);
		const name = row.source < 0 ? t("Input") : layerName(model, row.source);
		const place = styled({ top: `${row.nth * ROW_HEIGHT}px` });
		const kernel = slices && gridOf(fitTile(slices.height, slices.width, KERNEL_SIDE, dpr), 1, 1e9, 1, 0);
		const partial = single(model, index, ROW_SIDE, dpr);
		return html`<div class="sum-row" ${place}>
			${this.#pair(grid, row.source, "maps", row.tile, t("map {tile} of {layer}", { tile: row.tile, layer: name }), html`${t("map {tile}", { tile: row.tile })}<span class="dim"> · ${row.source < 0 ? name : keyAt(model, row.source)}</span>`)}
			${
				slices && row.slice !== undefined
					? html`<span class="operator" role="img" aria-label=${t("convolved with")}>⊙</span>
						${this.#pair(kernel, index, "kernels", row.slice, t("kernel"), html`<code>weight${weightIndex(slices, plan.channel, row)}</code>`)}
						${
							this.#gradients
								? nothing
								: html`<span class="operator">=</span>
						<figure>${this.#sheet(partial, index, "partials", row.nth, t("partial map {nth}", { nth: row.nth }), channel)}<figcaption>${t("partial map")}</figcaption></figure>`
						}`
					: nothing
			}
		</div>`;
	}

	#result(model: PanelModel, plan: ZoomPlan): TemplateResult {
		const { index, channel, activation, layer, slices } = plan;
		const dpr = window.devicePixelRatio;
		const output = single(model, index, outputSide(this.#seen.width), dpr);
		const bias = slices ? this.#bias(plan) : undefined;
		const sign = bias && bias < 0 ? "−" : "+";
		const sum = !slices
			? html`<span class="operator">→</span>`
			: html`<span class="operator sigma"><span>Σ</span><span class="bias">${bias === null ? t("no bias") : bias === undefined ? t("+ bias") : t("{sign} bias {value}", { sign, value: formatValue(Math.abs(bias)) })}</span></span><span class="operator">=</span>`;
		return html`${sum}
			<div class="into" @click=${() => this.#enter(index)}>${this.#pair(output, index, "maps", channel, t("map {tile} of {layer}", { tile: channel, layer: layerName(model, index) }), html`${layer.type} <span class="dim">${t("map {tile}", { tile: channel })}</span>`)}</div>
			${
				activation === undefined
					? nothing
					: html`<span class="operator">→</span><div class="into" @click=${() => this.#enter(activation)}>${this.#pair(single(model, activation, outputSide(this.#seen.width), dpr), activation, "maps", channel, layerName(model, activation), model.layers[activation]?.type)}</div>`
			}`;
	}

	/** The bias of the chosen output map; null where the layer has none, undefined until the engine has told it. */
	#bias({ layer, channel }: ZoomPlan): number | null | undefined {
		const shares = this.app?.tiles.summary(layer.key, "partials", channel);
		return shares && (shares.bias ?? null);
	}

	#sheet(
		grid: ReturnType<typeof single>,
		layer: number,
		what: What,
		tile: number,
		label: string,
		output?: number,
	): TemplateResult | typeof nothing {
		if (!grid) return nothing;
		return html`<convscope-sheet .app=${this.app} .version=${this.version} .grid=${grid} .layer=${layer} .what=${what} .first=${tile} .output=${output} .label=${label}></convscope-sheet>`;
	}

	/** Vectors in or out: what goes in, the weights as one picture, the numbers that come out. */
	#vectors(model: PanelModel, index: number): TemplateResult {
		const layer = model.layers[index];
		const [rows, columns] = layer?.weight ?? [];
		const dpr = window.devicePixelRatio;
		const matrix =
			rows !== undefined && columns !== undefined && layer?.weight?.length === 2
				? gridOf(fitTile(rows, columns, MATRIX_SIDE, dpr), 1, 1, 1, 0)
				: undefined;
		const scores = index === model.layers.length - 1 && model.labels?.length === layer?.shape?.[0];
		return html`<div class="vectors">
			${layer?.inputs.map((input) => html`<figure>${this.#cells(model, input)}<figcaption>${layerName(model, input)}</figcaption></figure>`)}
			${matrix ? html`<span class="operator">×</span><figure>${this.#sheet(matrix, index, "kernels", 0, t("weight"))}<figcaption>${t("weights, {rows} × {columns}", { rows: formatCount(rows ?? 0), columns: formatCount(columns ?? 0) })}</figcaption></figure>${this.#gradients ? html`<figure class="slope">${this.#sheet(matrix, index, "kernelGradients", 0, t("∂loss/∂weight"))}<figcaption class="dim">${t("∂loss/∂weight")}</figcaption></figure>` : nothing}` : nothing}
			<span class="operator">→</span>
			<figure class="numbers into" @click=${() => this.#enter(index)}>${scores ? html`<convscope-scores .app=${this.app} .layer=${index} .shown=${40} .version=${this.version}></convscope-scores>` : this.#output(model, index)}</figure>
		</div>`;
	}

	#output(model: PanelModel, index: number): TemplateResult {
		return lookOf(shapeAt(model, index))?.kind === "vector"
			? html`<convscope-vector .app=${this.app} .layer=${index} .version=${this.version}></convscope-vector>`
			: this.#cells(model, index);
	}

	/** All of a layer's output in one sheet: cells of a vector, or maps. */
	#cells(model: PanelModel, index: number): TemplateResult {
		const look = lookOf(shapeAt(model, index));
		if (!look) return html`${nothing}`;
		const dpr = window.devicePixelRatio;
		const width = Math.min(240, Math.max(120, this.#seen.width / 3));
		const tile = look.kind === "vector" ? fitTile(1, 1, look.length > 400 ? 5 : 10, dpr) : fitTile(look.height, look.width, 40, dpr);
		const count = look.kind === "vector" ? Math.min(CELLS, look.length) : Math.min(96, look.count);
		const total = look.kind === "vector" ? look.length : look.count;
		const gap = look.kind === "vector" ? 1 : 3;
		const grid = gridOf(tile, count, total, columnsIn(tile, width, gap), gap);
		return html`<convscope-sheet .app=${this.app} .version=${this.version} .grid=${grid} .layer=${index} .vector=${look.kind === "vector"} .label=${layerName(model, index)}></convscope-sheet>`;
	}

	/** Rows in or near view. */
	#visible(plan: ZoomPlan): readonly [from: number, to: number] {
		const rows = this.querySelector<HTMLElement>(".rows-content");
		const offset = rows ? rows.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top : 0;
		const from = Math.max(0, Math.floor(-offset / ROW_HEIGHT) - 1);
		const to = Math.ceil((Math.max(400, this.#seen.height) - offset) / ROW_HEIGHT) + 1;
		return [Math.min(from, plan.rows.length), Math.min(plan.rows.length, Math.max(to, from))];
	}

	protected override updated(_changed: PropertyValues): void {
		const { app } = this;
		const state = app?.store.state;
		this.#keepFocus(state?.view.selected ?? "");
		const index = state ? selectedIndex(state) : -1;
		const plan = state?.model && planZoom(state.model, index, channelOf(state));
		if (!app || !state?.model || !plan) return;
		const { model } = state;
		if (!plan.maps) {
			app.want(limited(this.#both(this.#vectorWants(model, index))));
			return;
		}
		const picker = this.picker;
		void picker?.updateComplete.then(() => {
			const [from, to] = this.#visible(plan);
			const shared = [plan.activation ?? index].flatMap((i) => numbersOf(model, i));
			const wants = zoomWants(model, plan, from, to, picker.range, window.devicePixelRatio, outputSide(this.#seen.width));
			app.want(limited([...this.#both(wants), ...shared]));
		});
	}

	/** The next layer may lack what had the focus in the one before (a vector has no maps to choose from). */
	#keepFocus(layer: string): void {
		const another = this.#shown !== "" && this.#shown !== layer;
		this.#shown = layer;
		const root = this.getRootNode();
		if (another && root instanceof ShadowRoot && root.activeElement === null && document.hasFocus()) this.focusFirst();
	}

	#both = (wants: readonly Want[]): readonly Want[] => (this.#gradients ? withGradients(wants) : wants);

	#vectorWants(model: PanelModel, index: number): readonly Want[] {
		const layer = model.layers[index];
		const dpr = window.devicePixelRatio;
		const wants = [...(layer?.inputs ?? []), index].map((at): Want => {
			const look = lookOf(shapeAt(model, at));
			const vector = look?.kind !== "maps";
			return {
				layer: keyAt(model, at),
				what: "maps",
				from: 0,
				count: vector ? 1 : Math.min(96, look.count),
				maxSide: vector ? LONGEST_VECTOR : maxSideOf(40, dpr),
			};
		});
		const after = activationAfter(model, index);
		const matrix: Want[] =
			layer?.weight?.length === 2 ? [{ layer: layer.key, what: "kernels", from: 0, count: 1, maxSide: maxSideOf(MATRIX_SIDE, dpr) }] : [];
		return [...wants, ...matrix, ...(after === undefined ? [] : numbersOf(model, after))];
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-layer-zoom": LayerZoom;
	}
}
