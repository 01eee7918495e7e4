import { html, type TemplateResult } from "lit";
import { t } from "../../../l10n";
import type { Context, Of } from "../context";
import { sourceFigure } from "../source";

/** A number that is passed on as it is. */
export function copy(context: Context, { from }: Of<"copy">): TemplateResult {
	if (!from) return html`<p class="said">${t("This number lies in the border: it is 0 whatever the input is.")}</p>`;
	return html`<div class="form-pair">${sourceFigure(context, from)}<p class="said">${t("The number is passed on as it is.")}</p></div>`;
}

/** Add, Multiply: one number of each input. */
export function combine(context: Context, { terms, operator }: Of<"combine">): TemplateResult {
	return html`<div class="form-pair">${terms.map((term, nth) => html`${nth === 0 ? "" : html`<span class="operator">${operator}</span>`}${sourceFigure(context, term)}`)}</div>`;
}
