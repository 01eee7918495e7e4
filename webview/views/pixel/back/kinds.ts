import { html, nothing, type TemplateResult } from "lit";
import type { SentBack } from "../../../../src/network/gradient";
import { formatCount, formatShare, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { precise } from "../../../pixel/expression";
import { extentOf } from "../../../pixel/ink";
import { pixelName } from "../../../pixel/place";
import type { Context } from "../context";
import { bar } from "../forms/terms";
import { wayTo } from "../source";

type Of<F extends SentBack["form"]> = Extract<SentBack, { readonly form: F }>;

const fact = (name: string, value: number): TemplateResult => html`<dt>${name}</dt><dd>${precise(value)}</dd>`;

/** Activation functions: the slope of the curve where this number stands. */
export function slopePart(_: Context, { slope }: Of<"slope">): TemplateResult {
	const words =
		slope === 0
			? t("The curve is flat at this number: nothing is sent back, whatever arrives.")
			: slope === 1
				? t("The curve rises as its input does: what arrives is sent on as it is.")
				: t("The slope of the curve at this number is {slope}: so much of what arrives is sent on.", { slope: formatValue(slope) });
	return html`<p class="said">${words}</p>`;
}

/** BatchNorm2d and its like: the terms of the way back. */
export function normalisePart(_: Context, part: Of<"normalise">): TemplateResult {
	const { gradient, count, mean, product } = part;
	const own = count > 0;
	const moved = own ? html`${fact(t("mean of what arrives"), mean)}${fact(t("mean of what arrives × normalised"), product)}` : nothing;
	return html`<dl class="pixel-facts back-facts">${fact("∂loss/∂output", gradient)}${moved}</dl>
		<p class="said">${
			own
				? t("Mean and variance are of {count} numbers, this one among them: what it does to them is taken away again.", {
						count: formatCount(count),
					})
				: t("Running statistics stay where they are: what arrives is scaled, no more.")
		}</p>`;
}

/** Softmax: each output depends on every score, as they share one sum. */
export function softmaxPart(context: Context, part: Of<"softmax">): TemplateResult {
	const { model, index, pixel } = context;
	const { log, terms, total, shared } = part;
	const labels = index === model.layers.length - 1 ? model.labels : undefined;
	const products = terms.map(({ gradient, share }) => gradient * (log ? 1 : share));
	const most = extentOf(products);
	const name = (place: (typeof terms)[number]["output"]) =>
		labels?.[model.layers[index]?.shape?.length === 1 ? place.x : place.tile] ?? pixelName(model, index, place);
	const own = (place: (typeof terms)[number]["output"]) => place.tile === pixel.tile && place.y === pixel.y && place.x === pixel.x;
	return html`<table class="terms back-terms"><caption>${t("All outputs share one sum, so each of them sends something back.")}</caption>
		<thead><tr><th scope="col">${t("Output")}</th><th scope="col">${t("∂loss/∂output")}</th>${log ? nothing : html`<td></td><th scope="col">${t("Share")}</th>`}<th scope="col"><span class="sr-only">${t("Bar")}</span></th>${log ? nothing : html`<th scope="col">${t("Product")}</th>`}</tr></thead>
		<tbody>${terms.map(
			(
				term,
				nth,
			) => html`<tr class=${own(term.output) ? "own" : ""}><td>${wayTo(context, index, term.output, name(term.output))}</td><td class="digits">${precise(term.gradient)}</td>
				${log ? nothing : html`<td class="dim">×</td><td class="digits">${formatShare(term.share)}</td>`}<td class="bar-cell">${bar(products[nth] ?? 0, most)}</td>${log ? nothing : html`<td class="digits">${precise(products[nth] ?? 0)}</td>`}</tr>`,
		)}</tbody></table>
		<dl class="row-totals"><dt>${total > terms.length ? t("sum of all {count}", { count: formatCount(total) }) : t("sum")}</dt><dd class="row-total">${precise(shared)}</dd></dl>
		<p class="said">${log ? t("A score keeps what arrives at it, less its share of all that arrives.") : t("A score gets its share of what arrives at it beyond the mean of all.")}</p>`;
}

/** LocalResponseNorm: the number is in the sums of its neighbours, too. */
export function localResponsePart(context: Context, part: Of<"localResponse">): TemplateResult {
	const { model, index } = context;
	const { terms, beta, shared } = part;
	return html`<table class="terms back-terms"><caption>${t("The number is in the sum of squares of each of these channels.")}</caption>
		<thead><tr><th scope="col">${t("Output")}</th><th scope="col">${t("∂loss/∂output")}</th><th scope="col">x</th><th scope="col">s</th><th scope="col">∂ · x / s<sup>beta + 1</sup></th></tr></thead>
		<tbody>${terms.map(
			({
				output,
				gradient,
				value,
				base,
			}) => html`<tr><td>${wayTo(context, index, output, pixelName(model, index, output))}</td><td class="digits">${precise(gradient)}</td>
				<td class="digits">${formatValue(value)}</td><td class="digits">${formatValue(base)}</td><td class="digits">${precise((gradient * value) / base ** (beta + 1))}</td></tr>`,
		)}</tbody></table>
		<dl class="row-totals"><dt>${t("sum")}</dt><dd class="row-total">${precise(shared)}</dd></dl>`;
}
