import { html, nothing, type TemplateResult } from "lit";
import type { Term } from "../../../../src/network/derivation";
import { INPUT_KEY } from "../../../../src/network/tile";
import { formatCount, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { precise, write } from "../../../pixel/expression";
import { extentOf } from "../../../pixel/ink";
import { pixelName } from "../../../pixel/place";
import { layerName } from "../../../twin";
import { styled } from "../../styled";
import { type Context, type Of, sourceOf } from "../context";
import { pager } from "../pager";
import { wayTo } from "../source";

/** Linear: what each feature adds or takes away, as bars from the middle; and where the feature comes from. */
export function terms(context: Context, derivation: Of<"terms">): TemplateResult {
	const { digits, gradients } = context;
	const gradient = gradients ? derivation.gradient : undefined;
	const shown = (term: Term): number => (gradient === undefined ? term.product : gradient * term.weight);
	const most = extentOf(derivation.terms.map(shown));
	const others = derivation.total - derivation.terms.length;
	const number = (value: number) => (gradient === undefined ? write(value, digits.style, digits.terms) : precise(value));
	return html`${pager(context, derivation.total, t("Features"))}
		<table class="terms"><thead><tr><th scope="col">${t("Feature")}</th><th scope="col">${gradient === undefined ? t("Value") : t("∂loss/∂value")}</th><td></td><th scope="col">${t("Weight")}</th><th scope="col"><span class="sr-only">${t("Bar")}</span></th><th scope="col">${gradient === undefined ? t("Product") : t("∂loss/∂feature")}</th></tr></thead>
		<tbody>${derivation.terms.map(
			(term) => html`<tr>
				<td>${origin(context, term)}</td>
				<td class="digits">${gradient === undefined ? formatValue(term.value) : precise(gradient)}</td><td class="dim">×</td>
				<td class="digits">${weight(context, term)}</td>
				<td class="bar-cell">${bar(shown(term), most)}</td>
				<td class="digits">${gradient === undefined ? number(shown(term)) : sentOn(context, term, number(shown(term)))}</td>
			</tr>`,
		)}</tbody></table>
		${
			gradient !== undefined
				? nothing
				: html`<dl class="row-totals">
			${others > 0 ? html`<dt>${t("{count} more features", { count: formatCount(others) })}</dt><dd>${number(derivation.rest)}</dd>` : nothing}
			${derivation.bias === undefined ? nothing : html`<dt>${t("bias")} <code>bias[${context.pixel.x}]</code></dt><dd>${number(derivation.bias)}</dd>`}
			<dt>${t("sum")}</dt><dd class="row-total">${write(derivation.value, digits.style, digits.result)}</dd></dl>`
		}`;
}

/** The layer and place where the feature stood before it was flattened. */
function origin(context: Context, term: Term): TemplateResult {
	const { model } = context;
	const found = term.origin && term.origin.layer !== INPUT_KEY ? model.layers.findIndex((layer) => layer.key === term.origin?.layer) : -1;
	const place = term.origin ?? term;
	const index = term.origin ? found : sourceOf(context, term.input);
	const name = layerName(model, index);
	return html`${wayTo(context, index, place, name)} <span class="dim">${pixelName(model, index, place)}</span>`;
}

/** The weight leads to its own gradient. */
function weight(context: Context, term: Term): TemplateResult {
	const show = () => context.showWeight({ tile: 0, y: context.pixel.x, x: term.x });
	return html`<button type="button" class="link digits" title=${t("How its gradient comes about")} @click=${show}>${formatValue(term.weight)}</button>`;
}

/** What this output sends back to a feature leads to all that the feature gets. */
function sentOn(context: Context, term: Term, words: string): TemplateResult {
	const { focus } = context;
	const chosen = focus?.tile === term.tile && focus.y === term.y && focus.x === term.x;
	return html`<button type="button" class="link digits" aria-pressed=${chosen} title=${t("All that this number gets back")} @click=${() => context.lookAt(term)}>${words}</button>`;
}

/** A bar from the middle to the right (adds) or left (takes away). */
export function bar(value: number, most: number): TemplateResult {
	const share = most > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / most) * 50 : 0;
	const place = styled({ left: `${value < 0 ? 50 - share : 50}%`, width: `${share}%` });
	return html`<span class="bar" aria-hidden="true"><span class="bar-fill ${value < 0 ? "takes" : "adds"}" ${place}></span></span>`;
}
