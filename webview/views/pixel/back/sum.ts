import { html, nothing, type TemplateResult } from "lit";
import type { GradientTerm, SentBack } from "../../../../src/network/gradient";
import { formatCount, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { precise } from "../../../pixel/expression";
import { extentOf } from "../../../pixel/ink";
import { pixelName } from "../../../pixel/place";
import type { Context } from "../context";
import { bar } from "../forms/terms";
import { wayTo } from "../source";

type Sum = Extract<SentBack, { readonly form: "sum" }>;

/** What a factor is called, by the layer's kind. */
function factorName({ terms, layer }: Sum, { model }: Context): string | undefined {
	if (terms.some(({ weight }) => weight)) return t("Weight");
	const type = model.layers.find(({ key }) => key === layer)?.type;
	if (type === "Multiply") return t("The other factor");
	return terms.every(({ factor }) => factor === 1) ? undefined : t("Share");
}

const same = (a: GradientTerm["output"], b: Context["pixel"]): boolean => a.tile === b.tile && a.y === b.y && a.x === b.x;

/** Every output that used the number, and what it sends back. */
export function sumPart(context: Context, part: Sum): TemplateResult {
	const { model, index } = context;
	const { terms, total, rest, sum } = part;
	if (terms.length === 0) {
		const pooled = context.layer.type.includes("MaxPool");
		return html`<p class="said">${pooled ? t("This number is not the largest of any window: nothing is sent back to it.") : t("No output uses this number: nothing is sent back to it.")}</p>`;
	}
	const factor = factorName(part, context);
	const most = extentOf(terms.map(({ product }) => product));
	const weight = (term: GradientTerm) =>
		term.weight
			? html`<button type="button" class="link digits" title=${t("How its gradient comes about")} @click=${() => term.weight && context.showWeight(term.weight)}>${formatValue(term.factor)}</button>`
			: formatValue(term.factor);
	return html`<table class="terms back-terms"><caption>${t("Every output that uses this number sends its part back; they add up.")}</caption>
		<thead><tr><th scope="col">${t("Output")}</th><th scope="col">${t("∂loss/∂output")}</th>${factor ? html`<td></td><th scope="col">${factor}</th>` : nothing}<th scope="col"><span class="sr-only">${t("Bar")}</span></th>${factor ? html`<th scope="col">${t("Product")}</th>` : nothing}</tr></thead>
		<tbody>${terms.map(
			(
				term,
			) => html`<tr class=${same(term.output, context.pixel) ? "own" : ""}><td>${wayTo(context, index, term.output, pixelName(model, index, term.output))}</td>
				<td class="digits">${precise(term.gradient)}</td>${factor ? html`<td class="dim">×</td><td class="digits">${weight(term)}</td>` : nothing}
				<td class="bar-cell">${bar(term.product, most)}</td>${factor ? html`<td class="digits">${precise(term.product)}</td>` : nothing}</tr>`,
		)}</tbody></table>
		<dl class="row-totals">${total > terms.length ? html`<dt>${t("{count} more outputs", { count: formatCount(total - terms.length) })}</dt><dd>${precise(rest)}</dd>` : nothing}
		<dt>${t("sum")}</dt><dd class="row-total">${precise(sum)}</dd></dl>`;
}
