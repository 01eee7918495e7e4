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
	if (context.gradients) return combineBack(context, terms);
	return html`<div class="form-pair">${terms.map((term, nth) => html`${nth === 0 ? "" : html`<span class="operator">${operator}</span>`}${sourceFigure(context, term)}`)}</div>`;
}

/** Turned round: which input's number is looked at. */
function combineBack(context: Context, terms: Of<"combine">["terms"]): TemplateResult {
	const choice = (term: (typeof terms)[number]) => {
		const name = t("∂loss/∂ of input {input}", { input: term.input });
		const chosen = context.focus?.input === term.input;
		return html`<div class="back-choice">${sourceFigure(context, term)}<button type="button" class="tool" aria-pressed=${chosen} @click=${() => context.lookAt(term)}>${name}</button></div>`;
	};
	return html`<div class="form-pair">${terms.map(choice)}</div>`;
}
