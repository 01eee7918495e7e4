import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { colourOf } from "../../src/protocol/colour";
import { decode } from "../../src/protocol/frame";
import { formatCell } from "../format";
import { t } from "../l10n";
import { cssColour, paletteFor } from "../paint/colour";
import { keyAt, mapRange } from "../paint/range";
import { View } from "./element";
import { styled } from "./styled";

/** Numbers shown at most. */
const MOST = 240;

/** A vector as cells with their numbers. */
@customElement("convscope-vector")
export class Vector extends View {
	@property({ attribute: false }) layer = 0;

	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		if (!this.app || !state?.model) return nothing;
		const { model, view, theme } = state;
		const key = keyAt(model, this.layer);
		const total = model.layers[this.layer]?.shape?.[0] ?? 0;
		const picture = this.app.tiles.finest(key, "maps", 0);
		const stats = this.app.tiles.stats(key, "maps", 0);
		const codes = picture?.codes.get(0);
		if (!picture || !codes || !stats) return nothing;
		const palette = paletteFor(view.colours, theme);
		const range = mapRange(model, this.app.tiles, this.layer, undefined, view.scope);
		const exact = this.#exact(total);
		const labels = this.layer === model.layers.length - 1 && model.labels?.length === total ? model.labels : undefined;
		const shown = Math.min(MOST, picture.width);
		return html`<ol class="vector">${Array.from({ length: shown }, (_, i) => {
			const value = exact?.[i] ?? decode(codes[i] ?? 0, stats.min, stats.max);
			const colour = styled({ "background-color": Number.isNaN(value) ? "magenta" : cssColour(colourOf(palette, value, range)) });
			return html`<li @pointerenter=${() => this.#point(i * picture.step)} @click=${() => this.#point(i * picture.step)} @pointerleave=${() => this.app?.point(undefined)}><span class="vector-index">${labels?.[i] ?? i * picture.step}</span><span class="vector-cell" ${colour}></span><span class="vector-value">${formatCell(value)}</span></li>`;
		})}</ol>${picture.fullWidth > shown ? html`<p class="dim">${t("The first {count} of {total}.", { count: shown, total })}</p>` : nothing}`;
	}

	#point(x: number): void {
		this.app?.point({ layer: this.layer, what: "maps", tile: 0, pixel: [0, x] });
	}

	/** The last layer's numbers come exactly, with the status. */
	#exact(total: number): Float32Array | undefined {
		const state = this.app?.store.state;
		if (!state?.model || !state.status?.output || this.layer !== state.model.layers.length - 1) return undefined;
		const values = new Float32Array(state.status.output);
		return values.length === total ? values : undefined;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-vector": Vector;
	}
}
