import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Window } from "../../../src/network/derivation";
import { formatValue } from "../../format";
import { t } from "../../l10n";
import { precise, write } from "../../pixel/expression";
import { mapPainter, ownPainter, type Painter } from "../../pixel/ink";
import { layerName } from "../../twin";
import { View } from "../element";
import { type Context, sourceOf } from "./context";
import "./numbers";
import type { NumberEvent } from "./numbers";
import { wayTo } from "./source";
import { frameAround, type Plan, planOf, rectangleOf, tilePicture } from "./tile-figure";

/** Sizes of a row that all rows share, so that columns line up. Lengths in CSS pixels. */
export interface RowPlan {
	readonly mapSide: number;
	readonly cell: number;
	/** Where the map stands: beside the grids, or above them with the sum; `wrapped`: above grids that do not fit side by side. */
	readonly map: "beside" | "above" | "wrapped";
}

const ARRANGED: Readonly<Record<RowPlan["map"], string>> = { beside: "", above: "above", wrapped: "above wrapped" };
const SMALLEST = 25;
const LARGEST = 34;
/** Operators, gaps and the sum of a row with the map beside it. */
const OPERATORS = 204;
/** Operators and gaps between so many grids. */
const BETWEEN: Readonly<Record<number, number>> = { 2: 140, 3: 64 };

/** How large the cells of so many columns can be. `grids`: how many stand in a row; where they do not fit, two, then one. */
export function planRow(room: number, columns: number, grids: number): RowPlan {
	const cellIn = (width: number, wide: number) => Math.min(LARGEST, Math.floor(width / (wide * columns)));
	const beside = cellIn(room - 96 - OPERATORS, grids);
	if (beside >= SMALLEST) return { mapSide: 96, cell: beside, map: "beside" };
	const above = cellIn(room - (BETWEEN[grids] ?? 0), grids);
	if (above >= SMALLEST) return { mapSide: 64, cell: above, map: "above" };
	const sides = [2, 1].map((wide) => cellIn(room - wide * 32, wide));
	return { mapSide: 64, cell: sides.find((side) => side >= SMALLEST) ?? SMALLEST, map: "wrapped" };
}

/** Of a pool's wide window, cells become small and lose their numbers, which the pointer still tells. */
export function planPool(room: number, columns: number): RowPlan {
	const plan = planRow(room, columns, 1);
	const side = Math.floor((room - plan.mapSide - OPERATORS) / columns);
	return side >= SMALLEST ? plan : { ...plan, map: "beside", cell: Math.max(3, side) };
}

/** One input channel: its map with the window framed, the window's numbers, the kernel's, their products, the products' sum. */
@customElement("convscope-window-row")
export class WindowRow extends View {
	@property({ attribute: false }) context: Context | undefined;
	@property({ attribute: false }) window: Window | undefined;
	@property({ attribute: false }) plan: RowPlan = { mapSide: 96, cell: 32, map: "beside" };
	@property({ attribute: false }) kernelPainter: Painter | undefined;
	@property({ attribute: false }) productPainter: Painter | undefined;
	@property({ attribute: false }) winner: number | undefined;
	/** The gradient that arrives at the output number, where gradients are shown. */
	@property({ attribute: false }) gradient: number | undefined;
	@state() private pointed: number | undefined;

	override render(): TemplateResult | typeof nothing {
		const { context, window, plan } = this;
		if (!context || !window) return nothing;
		const index = sourceOf(context, window.input);
		return html`<div class="window-row ${ARRANGED[plan.map]}">
			${this.#map(context, window, index)}
			<div class="window-grids">${this.gradient === undefined ? this.#forward(context, window, index) : this.#backward(context, window, this.gradient)}</div>
		</div>`;
	}

	#map(context: Context, window: Window, index: number): TemplateResult | typeof nothing {
		const { model, app, version, border } = context;
		const plan = planOf(model, index, this.plan.mapSide);
		if (!plan) return nothing;
		const label = t("map {tile} of {layer}", { tile: window.tile, layer: layerName(model, index) });
		const picture = tilePicture(
			app,
			version,
			{ plan, index, tile: window.tile, label, border: plan.vector ? undefined : border },
			this.#marks(plan, window),
		);
		const middle = middleOf(window);
		const name = wayTo(context, index, { tile: window.tile, ...middle }, layerName(model, index));
		return html`<figure class="window-map">${picture}<figcaption><span>${t("map {tile}", { tile: window.tile })}</span><span class="dim">${name}</span></figcaption></figure>`;
	}

	/** The window's frame, its single numbers where it skips some, and the number that is pointed at. */
	#marks(plan: Plan, { rows, columns }: Window): SVGTemplateResult {
		const span = (at: readonly number[]): [number, number] => [Math.min(...at), Math.max(...at)];
		const skips = (at: readonly number[]) => at.some((value, i) => i > 0 && Math.abs(value - (at[i - 1] ?? 0)) > 1);
		const dots =
			skips(rows) || skips(columns) ? rows.flatMap((row) => columns.map((column) => rectangleOf(plan, [row, row], [column, column]))) : [];
		const point = this.pointed;
		const [row, column] = point === undefined ? [] : [rows[Math.floor(point / columns.length)], columns[point % columns.length]];
		return svg`${rows.length * columns.length === 0 ? nothing : frameAround(rectangleOf(plan, span(rows), span(columns)))}
			${dots.map(({ left, top, width, height }) => svg`<rect class="dot" x=${left + width / 4} y=${top + height / 4} width=${width / 2} height=${height / 2} />`)}
			${row === undefined || column === undefined ? nothing : frameAround(rectangleOf(plan, [row, row], [column, column]))}`;
	}

	#forward(context: Context, window: Window, index: number): TemplateResult {
		const { kernel } = window;
		const { digits } = context;
		const input = this.#grid(
			t("Window on map {tile}", { tile: window.tile }),
			window.values,
			mapPainter(context.colours, index, window.tile),
			window,
		);
		const total = html`<b class="row-sum" title=${formatValue(window.sum)}>${write(window.sum, digits.style, digits.terms)}</b>`;
		if (!kernel) return html`${input}${this.winner === undefined ? html`<span class="operator">Σ</span>${total}` : nothing}`;
		const products = window.values.map((value, i) => value * (kernel.values[i] ?? 0));
		return html`<div class="grid-term"><span class="operator lead"></span>${input}</div><div class="grid-term"><span class="operator" role="img" aria-label=${t("times")}>⊙</span>${this.#kernel(context, window)}</div>
			<div class="grid-term"><span class="operator">=</span>${this.#grid(t("Products"), products, this.productPainter, undefined)}
			<span class="grid-sum"><span class="operator" role="img" aria-label=${t("sum")}>Σ</span>${total}</span></div>${this.#readout(window, products)}`;
	}

	/** What the gradient that arrives sends on to each number of the window. */
	#backward(context: Context, window: Window, gradient: number): TemplateResult {
		const { kernel, values } = window;
		const factor = (nth: number): number => (kernel ? (kernel.values[nth] ?? 0) : this.winner === undefined || nth === this.winner ? 1 : 0);
		const shares = values.map((_, nth) => gradient * factor(nth));
		const painter = ownPainter(context.colours, shares);
		const { columns, rows, tile, input } = window;
		const choose = ({ detail: { nth } }: CustomEvent<NumberEvent>) => {
			if (nth !== undefined) context.lookAt({ input, tile, y: Math.floor(nth / columns.length), x: nth % columns.length });
		};
		const { focus } = context;
		const at = focus?.tile === tile ? rows.indexOf(focus.y) * columns.length + columns.indexOf(focus.x) : -1;
		const chosen = at >= 0 && columns.includes(focus?.x ?? -1) ? at : undefined;
		const grid = this.#grid(t("∂loss/∂window: what this pixel sends back"), shares, painter, window, choose, chosen);
		return html`${kernel ? html`${this.#kernel(context, window)}<span class="operator by">× ${precise(gradient)} =</span>` : nothing}${grid}`;
	}

	#kernel(context: Context, window: Window): TemplateResult {
		const { kernel } = window;
		const { tile } = kernel ?? {};
		const index = kernel?.index;
		const label = index ? t("Kernel weight[{index}]", { index: index.join(", ") }) : t("Weights");
		const choose = (event: CustomEvent<NumberEvent>) => {
			const { nth } = event.detail;
			if (nth === undefined || !kernel || tile === undefined) return;
			const columns = window.columns.length;
			context.showWeight({ tile, y: kernel.rows[Math.floor(nth / columns)] ?? 0, x: kernel.columns[nth % columns] ?? 0 });
		};
		return html`<div class="grid-box"><convscope-numbers .values=${kernel?.values ?? []} .columns=${window.columns.length} .cell=${this.plan.cell} .painter=${this.kernelPainter}
			.label=${label} .lit=${this.pointed} .choosable=${tile !== undefined} @number-pointed=${this.#point} @number-chosen=${choose}></convscope-numbers></div>`;
	}

	/** Numbers, one for each of the window; `choose` is told the one that is clicked, `chosen` stands out. */
	#grid(
		label: string,
		values: readonly number[],
		painter: Painter | undefined,
		window: Window | undefined,
		choose?: (event: CustomEvent<NumberEvent>) => void,
		chosen?: number,
	): TemplateResult {
		const { context } = this;
		const source = window && context ? sourceOf(context, window.input) : -1;
		const plan = context && planOf(context.model, source, this.plan.mapSide);
		const outside = (nth: number): boolean => {
			if (!window || !plan) return false;
			const row = window.rows[Math.floor(nth / window.columns.length)] ?? 0;
			const column = window.columns[nth % window.columns.length] ?? 0;
			return row < 0 || column < 0 || row >= plan.height || column >= plan.width;
		};
		return html`<div class="grid-box"><convscope-numbers .values=${values} .columns=${this.window?.columns.length ?? 1} .cell=${this.plan.cell} .painter=${painter}
			.label=${label} .border=${outside} .lit=${this.pointed} .winner=${chosen ?? (window ? this.winner : undefined)} .choosable=${choose !== undefined}
			@number-pointed=${this.#point} @number-chosen=${choose}></convscope-numbers></div>`;
	}

	/** `0.51 × −0.12 = −0.061` of the number that is pointed at. */
	#readout({ values, kernel }: Window, products: readonly number[]): TemplateResult {
		const nth = this.pointed;
		const words =
			nth === undefined || !kernel
				? ""
				: `${formatValue(values[nth] ?? 0)} × ${formatValue(kernel.values[nth] ?? 0)} = ${formatValue(products[nth] ?? 0)}`;
		return html`<span class="readout" aria-live="polite">${words}</span>`;
	}

	#point = (event: CustomEvent<NumberEvent>): void => {
		this.pointed = event.detail.nth;
	};
}

/** Where the middle of a window lies, within the map. */
const middleOf = ({ rows, columns }: Window): { readonly y: number; readonly x: number } => ({
	y: Math.max(0, rows[rows.length >> 1] ?? 0),
	x: Math.max(0, columns[columns.length >> 1] ?? 0),
});

declare global {
	interface HTMLElementTagNameMap {
		"convscope-window-row": WindowRow;
	}
}
