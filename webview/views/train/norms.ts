import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { GradientNorm } from "../../../src/protocol/training";
import { formatValue } from "../../format";
import { t } from "../../l10n";
import { decades } from "../../train/series";
import { View } from "../element";
import { styled } from "../styled";

/** How long each layer's gradients are, one row a layer, in the network's order: where they vanish or explode is seen at once. */
@customElement("convscope-norms")
export class Norms extends View {
	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		const norms = state?.training?.norms ?? [];
		if (!state?.model) return nothing;
		if (norms.length === 0) return html`<p class="dim hint">${t("The lengths of each layer's gradients stand here while it trains.")}</p>`;
		const { top, share } = decades(norms.flatMap(({ output, weight }) => [output, weight ?? 0]));
		const types = new Map(state.model.layers.map(({ key, type }) => [key, type]));
		return html`<table class="norms">
			<caption class="sr-only">${t("Lengths of the gradients of the last step")}</caption>
			<thead><tr><th scope="col">${t("Layer")}</th><th scope="col"><span class="swatch weight"></span>∂loss/∂${t("weight")}</th><th scope="col"><span class="swatch output"></span>∂loss/∂${t("output")}</th></tr></thead>
			<tbody>${norms.map((norm) => this.#row(norm, types.get(norm.layer) ?? "", share))}</tbody>
			<tfoot><tr><td></td>${[0, 1].map(() => html`<td class="dim ends"><span>10<sup>${top - 6}</sup></span><span>10<sup>${top}</sup></span></td>`)}</tr></tfoot>
		</table>`;
	}

	#row({ layer, output, weight }: GradientNorm, type: string, share: (length: number) => number): TemplateResult {
		const bar = (kind: string, length: number | undefined) =>
			length === undefined
				? html`<td></td>`
				: html`<td title=${formatValue(length)}><span class="norm"><span class="norm-bar ${kind}"><span ${styled({ width: `${share(length) * 100}%` })}></span></span><span>${short(length)}</span></span></td>`;
		const selected = this.app?.store.state.view.selected === layer;
		return html`<tr class=${selected ? "selected" : ""}><th scope="row"><button type="button" class="norm-layer" @click=${() => this.app?.select(layer)}>${type} <span class="dim">${layer}</span></button></th>${bar("weight", weight)}${bar("output", output)}</tr>`;
	}
}

/** Two digits, or one and the power of ten where it is small: the bars are logarithmic. */
const short = (length: number): string =>
	length === 0 || (length >= 0.01 && length < 1000) ? String(Number(length.toPrecision(2))) : length.toExponential(0).replace("-", "−");

declare global {
	interface HTMLElementTagNameMap {
		"convscope-norms": Norms;
	}
}
