import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { GradientDerivation } from "../../../../src/network/gradient";
import type { LossClass, LossDerivation } from "../../../../src/network/lossDerivation";
import { say, t } from "../../../l10n";
import { backExpression } from "../../../pixel/backward";
import { digitsFor, type Expression } from "../../../pixel/expression";
import { slopeExpression } from "../../../pixel/loss";
import { pixelName } from "../../../pixel/place";
import { backStyles } from "../../../styles/back";
import { layerName } from "../../../twin";
import { adopt } from "../../adopt";
import { View } from "../../element";
import { type Context, sourceOf } from "../context";
import { wayTo } from "../source";
import type { BackAnswer } from "./backer";
import "../line";
import { readerOf } from "./readers";

/** The number's class, where it is one of the loss's. */
export const classAt = (loss: LossDerivation, { tile, y, x }: Context["pixel"]): LossClass | undefined =>
	loss.classes.find(({ place }) => place.tile === tile && place.y === y && place.x === x);

/** The chain rule at one number: what arrives at it from behind, and what the layer sends on to a number of its input. */
@customElement("convscope-back-lines")
export class BackLines extends View {
	@property({ attribute: false }) context: Context | undefined;
	@property({ attribute: false }) answer: BackAnswer | undefined;

	override connectedCallback(): void {
		super.connectedCallback();
		adopt(this, backStyles);
	}

	override render(): TemplateResult | typeof nothing {
		const { context, answer } = this;
		if (!context) return nothing;
		if (answer?.fault) return html`<div class="line"><p class="line-sum dim">${say(answer.fault.text)}</p></div>`;
		return html`${this.#arriving(context, answer)}${this.#sent(context, answer)}`;
	}

	#arriving(context: Context, answer: BackAnswer | undefined): TemplateResult {
		const { loss, arriving, question } = answer ?? {};
		const own = loss && classAt(loss, context.pixel);
		if (loss && own) {
			const from = html`${t("Arrives: ∂loss/∂value, from {loss}", { loss: loss.type })}`;
			return this.#line(slopeExpression(loss, own), own.gradient, from);
		}
		if (!arriving || question?.last) return this.#line(undefined, 0, html`${t("Arrives: ∂loss/∂value")}`);
		return this.#line(backExpression(arriving), arriving.gradient, this.#from(context, arriving));
	}

	#from(context: Context, { parts }: GradientDerivation): TemplateResult {
		if (parts.length === 0) return html`${t("Arrives: ∂loss/∂value. No layer reads this number: it is 0.")}`;
		const readers = parts.map((part, nth) => html`${nth === 0 ? "" : ", "}${readerOf(context, part)}`);
		return html`${t("Arrives: ∂loss/∂value, from")} ${readers}`;
	}

	#sent(context: Context, answer: BackAnswer | undefined): TemplateResult {
		const { model } = context;
		const spot = answer?.question.sent;
		if (!spot)
			return html`<div class="line back-line"><p class="line-sum dim">${answer ? t("Beside the map there is only the border: nothing is sent there.") : nothing}</p></div>`;
		const index = sourceOf(context, spot.input);
		const place = pixelName(model, index, spot);
		const caption = html`${t("Sent on: ∂loss/∂({place}) of", { place })} ${wayTo(context, index, spot, layerName(model, index))}`;
		const sent = answer?.sent;
		return this.#line(sent && backExpression(sent), sent?.gradient ?? 0, caption);
	}

	/** A line that keeps its height while its numbers are on their way. */
	#line(expression: Expression | undefined, value: number, caption: TemplateResult): TemplateResult {
		const { app, version } = this;
		if (!expression) return html`<div class="line back-line"><p class="line-sum dim">${caption}</p></div>`;
		return html`<convscope-line class="back-line" .app=${app} .version=${version} .expression=${expression} .value=${value} .digits=${digitsFor(expression, value)} .caption=${caption}></convscope-line>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-back-lines": BackLines;
	}
}
