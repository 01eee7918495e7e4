import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { formatCell, formatValue } from "../../format";
import { neighbour } from "../../layout/sheet";
import type { Painter } from "../../pixel/ink";
import { View } from "../element";
import { styled } from "../styled";

/** Smallest cell that holds a number, in CSS pixels. */
const LEGIBLE = 22;
/** Smallest that holds all of `−0.12`, and of `−1.23`. */
const ROOMY = 31;
const TIGHT = 30;

/** The pointer or the keyboard is on a number, or on none; or a number was chosen. */
export interface NumberEvent {
	readonly nth: number | undefined;
}

/** A grid of numbers, each on its colour. One tab stop; arrow keys move inside. */
@customElement("convscope-numbers")
export class Numbers extends View {
	@property({ attribute: false }) columns = 1;
	@property({ attribute: false }) values: readonly number[] = [];
	@property({ attribute: false }) painter: Painter | undefined;
	/** Side of a cell in CSS pixels. */
	@property({ attribute: false }) cell = 32;
	@property({ attribute: false }) label = "";
	/** Which numbers lie in the border. */
	@property({ attribute: false }) border: ((nth: number) => boolean) | undefined;
	/** The number that stands out: a window's largest. */
	@property({ attribute: false }) winner: number | undefined;
	/** The number that is pointed at here or in a neighbouring grid. */
	@property({ attribute: false }) lit: number | undefined;
	/** Numbers can be chosen, by a click or Enter. */
	@property({ attribute: false }) choosable = false;
	@state() private active = 0;

	override render(): TemplateResult {
		const { columns, values, cell } = this;
		const rows = Math.ceil(values.length / columns);
		const size = styled({
			"grid-template-columns": `repeat(${columns}, ${cell}px)`,
			"grid-auto-rows": `${cell}px`,
			"font-size": `${cell >= 36 ? 11 : cell >= 30 ? 10 : 9}px`,
		});
		const power = this.painter?.power ?? 0;
		return html`<div class="grid-unit" aria-hidden="true">${power === 0 ? nothing : html`×10<sup>${power < 0 ? `−${-power}` : power}</sup>`}</div><div class="numbers-grid ${this.choosable ? "choosable" : ""}" role="grid" aria-label=${power === 0 ? this.label : `${this.label}, ×10^${power}`} ${size}
			@pointerover=${this.#over} @pointerleave=${() => this.#tell("number-pointed", undefined)} @focusin=${this.#over}
			@focusout=${() => this.#tell("number-pointed", undefined)} @keydown=${this.#key} @click=${this.#click}>${Array.from(
				{ length: rows },
				(_, row) =>
					html`<div role="row" class="numbers-row">${values.slice(row * columns, (row + 1) * columns).map((value, i) => this.#cell(value, row * columns + i))}</div>`,
			)}</div>`;
	}

	#cell(value: number, nth: number): TemplateResult {
		const border = this.border?.(nth) ?? false;
		const ink = border ? undefined : this.painter?.ink(value);
		const look = styled(ink ? { "background-color": ink.ground, color: ink.text } : {});
		const marks = `${border ? "border" : ""} ${nth === this.winner ? "winner" : ""} ${nth === this.lit ? "lit" : ""}`;
		const reachable = nth === Math.min(this.active, this.values.length - 1);
		return html`<span role="gridcell" class="number ${marks}" tabindex=${reachable ? 0 : -1} data-nth=${nth} title=${formatValue(value)} aria-label=${this.cell < LEGIBLE ? formatValue(value) : nothing} ${look}>${this.cell < LEGIBLE ? nothing : this.#words(value)}</span>`;
	}

	/** In narrow cells a fraction goes without its 0, and in the narrowest without its last digit; the title has them all. */
	#words(value: number): string {
		const scaled = value / 10 ** (this.painter?.power ?? 0);
		if (this.cell >= ROOMY) return formatCell(scaled);
		const words = formatCell(scaled).replace(/^(−?)0\./, "$1.");
		return this.cell < TIGHT && words.length > 4 ? formatCell(scaled, 1) : words;
	}

	#nthOf(event: Event): number | undefined {
		const nth = event.target instanceof HTMLElement ? event.target.dataset.nth : undefined;
		return nth === undefined ? undefined : Number(nth);
	}

	#over(event: Event): void {
		const nth = this.#nthOf(event);
		if (nth !== undefined) this.#tell("number-pointed", nth);
	}

	#click(event: Event): void {
		const nth = this.#nthOf(event);
		if (nth === undefined) return;
		this.active = nth;
		if (this.choosable) this.#tell("number-chosen", nth);
	}

	#tell(name: "number-pointed" | "number-chosen", nth: number | undefined): void {
		this.dispatchEvent(new CustomEvent<NumberEvent>(name, { detail: { nth } }));
	}

	async #key(event: KeyboardEvent): Promise<void> {
		if (this.choosable && (event.key === "Enter" || event.key === " ")) {
			event.preventDefault();
			this.#tell("number-chosen", this.active);
			return;
		}
		const next = neighbour({ columns: this.columns, count: this.values.length }, this.active, event.key);
		if (next === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		this.active = next;
		await this.updateComplete;
		this.querySelector<HTMLElement>(`[data-nth="${next}"]`)?.focus();
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-numbers": Numbers;
	}
}
