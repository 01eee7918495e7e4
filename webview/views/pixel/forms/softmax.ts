import { html, nothing, type TemplateResult } from "lit";
import { formatCount, formatShare, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { shiftedBy } from "../../../pixel/arithmetic";
import { pixelName } from "../../../pixel/place";
import { styled } from "../../styled";
import { type Context, type Of, sourceOf } from "../context";
import { wayTo } from "../source";

/** Softmax: the exponentials and their sum. */
export function softmax(context: Context, derivation: Of<"softmax">): TemplateResult {
	const { from, others, total, max, sum } = derivation;
	const { model, index } = context;
	const labels = index === model.layers.length - 1 ? model.labels : undefined;
	const source = sourceOf(context, from.input);
	const same = (each: typeof from) => each.tile === from.tile && each.y === from.y && each.x === from.x;
	return html`<table class="terms softmax"><thead><tr><th scope="col">${t("Number")}</th><th scope="col">x</th><th scope="col">${shiftedBy(max)}</th><th scope="col"><span class="sr-only">${t("Bar")}</span></th><th scope="col">${t("Share")}</th></tr></thead>
		<tbody>${others.map((each) => {
			const power = Math.exp(each.value - max);
			const nth = model.layers[source]?.shape?.length === 1 ? each.x : each.tile;
			return html`<tr class=${same(each) ? "own" : ""}><td>${wayTo(context, source, each, labels?.[nth] ?? pixelName(model, source, each))}</td>
				<td class="digits">${formatValue(each.value)}</td><td class="digits">${formatValue(power)}</td>
				<td class="bar-cell"><span class="bar whole" aria-hidden="true"><span class="bar-fill adds" ${styled({ width: `${Math.min(1, power) * 100}%` })}></span></span></td>
				<td class="digits">${formatShare(power / sum)}</td></tr>`;
		})}</tbody></table>
		<dl class="row-totals"><dt>${t("Sum of {count} exponentials", { count: formatCount(total) })}</dt><dd class="row-total">${formatValue(sum)}</dd></dl>
		${derivation.log ? html`<p class="said">${t("Logarithm of the share")}: <b>${formatValue(derivation.value)}</b></p>` : nothing}`;
}
