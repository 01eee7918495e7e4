import { html, nothing, type TemplateResult } from "lit";
import { formatCount, formatValue } from "../../../format";
import { t } from "../../../l10n";
import type { Context, Of } from "../context";
import { sourceFigure } from "../source";

/** BatchNorm2d and its like: what the number is compared with, and how it is scaled. */
export function normalise(context: Context, derivation: Of<"normalise">): TemplateResult {
	const { from, mean, variance, eps, count, weight, bias } = derivation;
	const row = (name: string, value: number | undefined, note?: string) =>
		value === undefined
			? nothing
			: html`<dt>${name}</dt><dd>${formatValue(value)}${note ? html` <span class="dim">${note}</span>` : nothing}</dd>`;
	const of = count > 0 ? t("of {count} numbers", { count: formatCount(count) }) : t("running statistics");
	return html`<div class="form-pair">${sourceFigure(context, from)}<dl class="pixel-facts">
		${row(t("value"), from.value)}${row(t("mean"), mean, of)}${row(t("variance"), variance, of)}${row("eps", eps)}
		${row(t("standard deviation"), Math.sqrt(variance + eps))}${row(t("normalised"), (from.value - mean) / Math.sqrt(variance + eps))}
		${row("weight", weight)}${row("bias", bias)}</dl></div>`;
}

/** LocalResponseNorm: the same place in the neighbouring channels. */
export function localResponse(context: Context, derivation: Of<"localResponse">): TemplateResult {
	const { from, neighbours, size, alpha, beta, k } = derivation;
	const squares = neighbours.reduce((sum, { value }) => sum + value * value, 0);
	return html`<div class="form-pair">${sourceFigure(context, from)}
		<table class="terms"><thead><tr><th scope="col">${t("Neighbour")}</th><th scope="col">${t("Value")}</th><th scope="col">${t("Square")}</th></tr></thead><tbody>
		${neighbours.map((each) => html`<tr><td>${t("map {tile}", { tile: each.tile })}</td><td class="digits">${formatValue(each.value)}</td><td class="digits">${formatValue(each.value * each.value)}</td></tr>`)}
		<tr><td>${t("sum")}</td><td></td><td class="digits"><b>${formatValue(squares)}</b></td></tr></tbody></table>
		<dl class="pixel-facts"><dt>size</dt><dd>${size}</dd><dt>alpha</dt><dd>${formatValue(alpha)}</dd><dt>beta</dt><dd>${formatValue(beta)}</dd><dt>k</dt><dd>${formatValue(k)}</dd></dl></div>`;
}
