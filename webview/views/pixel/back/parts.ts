import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { SentBack } from "../../../../src/network/gradient";
import { t } from "../../../l10n";
import { precise } from "../../../pixel/expression";
import { View } from "../../element";
import type { Context } from "../context";
import type { BackAnswer } from "./backer";
import { localResponsePart, normalisePart, slopePart, softmaxPart } from "./kinds";
import { readerOf } from "./readers";
import { sumPart } from "./sum";

const views: { readonly [F in SentBack["form"]]: (context: Context, part: Extract<SentBack, { form: F }>) => TemplateResult } = {
	sum: sumPart,
	slope: slopePart,
	normalise: normalisePart,
	softmax: softmaxPart,
	localResponse: localResponsePart,
};

/** What makes up the gradient of the input's number: this layer's part with all its terms, and what other layers send back to the same number. */
@customElement("convscope-back-parts")
export class BackParts extends View {
	@property({ attribute: false }) context: Context | undefined;
	@property({ attribute: false }) answer: BackAnswer | undefined;

	override render(): TemplateResult | typeof nothing {
		const { context, answer } = this;
		const sent = answer?.sent;
		const spot = answer?.question.sent;
		if (!context || !sent || !spot) return nothing;
		const own = sent.parts.filter(({ layer, input }) => layer === context.layer.key && input === spot.input);
		const others = sent.parts.filter((part) => !own.includes(part));
		return html`<section class="back-parts" aria-label=${t("What this layer sends back")}>
			${own.map((part) => (views[part.form] as (context: Context, part: SentBack) => TemplateResult)(context, part))}
			${others.length === 0 ? nothing : this.#others(context, own, others)}</section>`;
	}

	#others(context: Context, own: readonly SentBack[], others: readonly SentBack[]): TemplateResult {
		const row = (part: SentBack) => html`<dt>${readerOf(context, part)}</dt><dd>${precise(part.sum)}</dd>`;
		return html`<p class="said">${t("Other layers read the same number, and send back to it, too:")}</p><dl class="row-totals">${[...own, ...others].map(row)}</dl>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-back-parts": BackParts;
	}
}
