import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { LossClass, LossDerivation } from "../../../../src/network/lossDerivation";
import { formatCount, formatShare, formatValue } from "../../../format";
import { say, t } from "../../../l10n";
import { shiftedBy } from "../../../pixel/arithmetic";
import { digitsFor, precise, write } from "../../../pixel/expression";
import { extentOf } from "../../../pixel/ink";
import { costOf, lossExpression, shareOf } from "../../../pixel/loss";
import { backStyles } from "../../../styles/back";
import { adopt } from "../../adopt";
import { View } from "../../element";
import { styled } from "../../styled";
import type { Context } from "../context";
import { bar } from "../forms/terms";
import type { BackAnswer } from "./backer";
import "../line";
import { wayTo } from "../source";
import { classAt } from "./lines";

/** One column of the table: its head, and what stands in it for a class. */
interface Column {
	readonly head: TemplateResult | string;
	readonly cell: (each: LossClass) => TemplateResult | string;
	readonly kind?: "bar-cell" | "digits";
}

const digits = (head: TemplateResult | string, cell: Column["cell"]): Column => ({ head, cell, kind: "digits" });
const bars = (cell: Column["cell"]): Column => ({ head: html`<span class="sr-only">${t("Bar")}</span>`, cell, kind: "bar-cell" });
const whole = (share: number): TemplateResult =>
	html`<span class="bar whole" aria-hidden="true"><span class="bar-fill adds" ${styled({ width: `${Math.min(1, Math.max(0, share)) * 100}%` })}></span></span>`;

/** What the loss is made of. */
function forward(loss: LossDerivation): readonly Column[] {
	switch (loss.form) {
		case "crossEntropy": {
			const cost = (each: LossClass) => (each.target === 0 ? "" : formatValue(each.target * costOf(loss, each)));
			return [
				digits("x", ({ score }) => formatValue(score)),
				digits(shiftedBy(loss.max), ({ score }) => formatValue(Math.exp(score - loss.max))),
				bars((each) => whole(shareOf(loss, each))),
				digits("p", (each) => formatShare(shareOf(loss, each))),
				digits(t("Target"), ({ target }) => formatValue(target)),
				digits(t("Target × −log p"), cost),
			];
		}
		case "logarithm":
			return [
				digits("x = log p", ({ score }) => formatValue(score)),
				bars(({ score }) => whole(Math.exp(score))),
				digits("p", ({ score }) => formatShare(Math.exp(score))),
				digits(t("Target"), ({ target }) => formatValue(target)),
				digits("−x", ({ score, index, target }) => (index === loss.label && target !== 0 ? formatValue(-score) : "")),
			];
		case "squares":
			return [
				digits("x", ({ score }) => formatValue(score)),
				digits(t("Target"), ({ target }) => formatValue(target)),
				digits(t("(x − target)²"), ({ score, target }) => formatValue((score - target) ** 2)),
			];
	}
}

/** What it sends back to every score. */
function backward(loss: LossDerivation): readonly Column[] {
	const most = extentOf(loss.classes.map(({ gradient }) => gradient));
	const last = [bars(({ gradient }) => bar(gradient, most)), digits("∂loss/∂x", ({ gradient }) => precise(gradient))];
	const target = digits(t("Target"), ({ target: wanted }) => formatValue(wanted));
	if (loss.form === "crossEntropy") return [digits("p", (each) => formatValue(shareOf(loss, each))), target, ...last];
	return [digits("x", ({ score }) => formatValue(score)), target, ...last];
}

/** In words, what is special about this loss. */
function notes(loss: LossDerivation, type: string): readonly string[] {
	const { smoothing, weighted, classes } = loss;
	return [
		...(smoothing > 0 && loss.form === "crossEntropy"
			? [t("Label smoothing: {share} of the target is spread over all classes.", { share: formatShare(smoothing) })]
			: []),
		...(weighted && classes.every(({ target }) => target === 0) ? [t("The label's class has weight 0: this picture does not count.")] : []),
		...(weighted ? [t("Class weights: over one picture the label's own weight cancels; in a batch its loss counts so many times.")] : []),
		...(loss.form === "crossEntropy" && type === "Softmax"
			? [t("CrossEntropyLoss makes shares of its scores itself: behind a Softmax they are made twice, and no p can come near 1.")]
			: []),
	];
}

/** Where the network ends: the loss of this picture, from its scores; or, turned round, what it sends back to each of them. */
@customElement("convscope-loss")
export class LossView extends View {
	@property({ attribute: false }) context: Context | undefined;
	@property({ attribute: false }) answer: BackAnswer | undefined;

	override connectedCallback(): void {
		super.connectedCallback();
		adopt(this, backStyles);
	}

	override render(): TemplateResult | typeof nothing {
		const { context, answer } = this;
		if (!context || !answer) return nothing;
		const { loss, fault } = answer;
		if (!loss)
			return html`<section class="loss-part" tabindex="-1" aria-label=${t("Loss")}><h3>${t("Loss")}</h3><p class="dim">${fault ? say(fault.text) : nothing}</p></section>`;
		const { app, version } = this;
		const expression = lossExpression(loss);
		const label = context.model.labels?.[loss.label] ?? String(loss.label);
		const caption = html`${loss.type}: ${t("the loss of this picture, whose label is {label}", { label })}`;
		return html`<section class="loss-part" tabindex="-1" aria-label=${t("Loss")}><h3>${t("Loss")}</h3>
			${context.gradients ? nothing : html`<convscope-line .app=${app} .version=${version} .expression=${expression} .value=${loss.value} .digits=${digitsFor(expression, loss.value)} .caption=${caption}></convscope-line>`}
			${this.#table(context, loss)}${this.#totals(context, loss)}
			${notes(loss, context.layer.type).map((words) => html`<p class="dim hint">${words}</p>`)}</section>`;
	}

	#table(context: Context, loss: LossDerivation): TemplateResult {
		const columns = context.gradients ? backward(loss) : forward(loss);
		const own = classAt(loss, context.pixel);
		const { labels } = context.model;
		const name = ({ index }: LossClass) => labels?.[index] ?? t("number {index}", { index });
		return html`<table class="terms loss-terms"><thead><tr><th scope="col">${t("Class")}</th>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
			<tbody>${loss.classes.map(
				(
					each,
				) => html`<tr class="${each === own ? "own" : ""} ${each.index === loss.label ? "label" : ""}" aria-current=${each === own ? "true" : nothing}>
					<td>${wayTo(context, context.index, each.place, name(each))}${each.index === loss.label ? html` <span class="dim">← ${t("label")}</span>` : nothing}</td>
					${columns.map(({ cell, kind }) => html`<td class=${kind ?? ""}>${cell(each)}</td>`)}</tr>`,
			)}</tbody></table>`;
	}

	#totals(context: Context, loss: LossDerivation): TemplateResult | typeof nothing {
		if (context.gradients) return nothing;
		const { total, classes, rest } = loss;
		const more = total - classes.length;
		const { style, result } = digitsFor(lossExpression(loss), loss.value);
		return html`<dl class="row-totals">
			${loss.form === "crossEntropy" ? html`<dt>${t("Sum of {count} exponentials", { count: formatCount(total) })}</dt><dd>${formatValue(loss.sum)}</dd>` : nothing}
			${more > 0 && rest !== 0 ? html`<dt>${t("{count} other classes", { count: formatCount(more) })}</dt><dd>${formatValue(rest)}</dd>` : nothing}
			${loss.form === "squares" ? html`<dt>${t("divided by")}</dt><dd>${formatCount(total)}</dd>` : nothing}
			<dt>${t("loss")}</dt><dd class="row-total">${write(loss.value, style, result)}</dd></dl>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-loss": LossView;
	}
}
