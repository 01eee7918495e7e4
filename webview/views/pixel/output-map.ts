import { html, nothing, type PropertyValues, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Reach } from "../../../src/network/derivation";
import { formatValue } from "../../format";
import { t } from "../../l10n";
import { moved, type Pixel, pixelName } from "../../pixel/place";
import { layerName } from "../../twin";
import { View } from "../element";
import { styled } from "../styled";
import { frameAround, litRuns, type Plan, planOf, rectangleOf, tilePicture } from "./tile-figure";

/** A place on the output map was moved to, or fixed by a click. */
export interface PixelEvent {
	readonly y: number;
	readonly x: number;
}

/**
 * The output map with the pixel in question framed. One tab stop, arrow keys move the pixel; the pointer moves it, too, and a click fixes it.
 * A grid of which only the active cell exists.
 */
@customElement("convscope-output-map")
export class OutputMap extends View {
	@property({ attribute: false }) index = 0;
	@property({ attribute: false }) pixel: Pixel = { tile: 0, y: 0, x: 0 };
	@property({ attribute: false }) value: number | undefined;
	@property({ attribute: false }) side = 224;
	/** Pixels from here on (row by row) have not been reached yet; undefined: all are shown. */
	@property({ attribute: false }) covered: number | undefined;
	@property({ attribute: false }) gradients = false;
	/** The numbers that depend on the input number under the pointer. */
	@property({ attribute: false }) uses: Reach | undefined;
	@query(".output-map") private grid!: HTMLElement | null;

	override focus(): void {
		this.grid?.focus({ preventScroll: true });
	}

	override render(): TemplateResult | typeof nothing {
		const { app, index, pixel } = this;
		const model = app?.store.state.model;
		const plan = model && planOf(model, index, this.side);
		if (!app || !model || !plan) return nothing;
		const here = rectangleOf(plan, [pixel.y, pixel.y], [pixel.x, pixel.x]);
		const marks = svg`${this.#cover(plan)}${this.uses ? litRuns(plan, this.uses) : nothing}${frameAround(here)}`;
		const name = `${pixelName(model, index, pixel)}${this.value === undefined ? "" : `: ${formatValue(this.value)}`}`;
		const label = t("Output of {layer}", { layer: layerName(model, index) });
		return html`<div class="output-map" role="grid" tabindex="0" aria-label=${label} aria-rowcount=${plan.height} aria-colcount=${plan.width}
			aria-activedescendant="pixel-here" @keydown=${this.#key} @click=${this.#click} ${styled({ width: `${plan.grid.width}px`, height: `${plan.grid.height}px` })}>
			<div aria-hidden="true">${tilePicture(app, this.version, { plan, index, tile: pixel.tile, label, what: this.gradients ? "gradients" : "maps" }, marks)}</div>
			<div role="row" aria-rowindex=${pixel.y + 1}><div role="gridcell" id="pixel-here" aria-colindex=${pixel.x + 1} aria-selected="true" aria-label=${name}></div></div>
		</div>`;
	}

	/** What the sweep has not reached. */
	#cover(plan: Plan): SVGTemplateResult | typeof nothing {
		const from = this.covered;
		if (from === undefined || from >= plan.height * plan.width) return nothing;
		if (plan.vector) {
			const cells = Array.from({ length: plan.grid.count - from }, (_, i) => rectangleOf(plan, [0, 0], [from + i, from + i]));
			return svg`${cells.map(({ left, top, width, height }) => svg`<rect class="cover" x=${left} y=${top} width=${width} height=${height} />`)}`;
		}
		const [y, x] = [Math.floor(from / plan.width), from % plan.width];
		const { cell } = plan;
		return svg`<rect class="cover" x=${x * cell} y=${y * cell} width=${(plan.width - x) * cell} height=${cell} />
			<rect class="cover" x="0" y=${(y + 1) * cell} width=${plan.width * cell} height=${Math.max(0, (plan.height - y - 1) * cell)} />`;
	}

	/** The pixel under the pointer, which the sheet has told the state. */
	static pointed(
		spot: { layer: number; what: string; pixel: readonly [number, number] | undefined } | undefined,
		index: number,
	): PixelEvent | undefined {
		if (spot?.layer !== index || (spot.what !== "maps" && spot.what !== "gradients") || !spot.pixel) return undefined;
		return { y: spot.pixel[0], x: spot.pixel[1] };
	}

	#click(): void {
		const there = OutputMap.pointed(this.app?.store.state.spot, this.index);
		if (there) this.#tell(there);
	}

	#key(event: KeyboardEvent): void {
		const model = this.app?.store.state.model;
		const plan = model && planOf(model, this.index, this.side);
		const next = plan && moved(this.pixel, event.key, plan.height, plan.width, plan.vector ? plan.grid.columns : plan.width);
		if (!next) return;
		event.preventDefault();
		event.stopPropagation();
		this.#tell(next);
	}

	#tell(detail: PixelEvent): void {
		this.dispatchEvent(new CustomEvent<PixelEvent>("pixel-chosen", { detail }));
	}

	protected override shouldUpdate(_changed: PropertyValues): boolean {
		return this.app !== undefined;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-output-map": OutputMap;
	}
}
