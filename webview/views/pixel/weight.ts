import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { WeightQuery } from "../../../src/network/derivation";
import type { DeriveWeightReply } from "../../../src/protocol/derive";
import type { EngineFault } from "../../../src/protocol/engine";
import { formatCount, formatValue } from "../../format";
import { say, t } from "../../l10n";
import { digitsFor, number, precise, sum, write } from "../../pixel/expression";
import { extentOf } from "../../pixel/ink";
import { pixelName } from "../../pixel/place";
import { View } from "../element";
import { type Context, sourceOf } from "./context";
import { bar } from "./forms/terms";

const TERMS = 8;

/** How one weight's gradient comes about: the sum over all positions where the weight is used, and the step that the optimiser takes from it. */
@customElement("convscope-weight")
export class WeightView extends View {
	@property({ attribute: false }) context: Context | undefined;
	@property({ attribute: false }) weight: Omit<WeightQuery, "count" | "layer"> | undefined;
	@property({ attribute: false }) revision = 0;
	/** Counts newer numbers of one revision. */
	@property({ attribute: false }) numbers = 0;
	@state() private reply: DeriveWeightReply | EngineFault | undefined;
	#asked = "";
	#busy = false;

	protected override updated(_changed: PropertyValues): void {
		void this.#ask();
	}

	async #ask(): Promise<void> {
		const { context, weight, revision, numbers } = this;
		if (!context || !weight || this.#busy) return;
		const request = { revision, layer: context.layer.key, ...weight, count: TERMS };
		const key = JSON.stringify([request, numbers]);
		if (key === this.#asked) return;
		this.#asked = key;
		this.#busy = true;
		try {
			this.reply = await context.app.host.deriveWeight(request);
		} catch (error) {
			const text = { message: error instanceof Error ? error.message : String(error) };
			this.reply = { ok: false, revision, code: "lost", text };
		} finally {
			this.#busy = false;
			this.requestUpdate();
		}
	}

	override render(): TemplateResult | typeof nothing {
		const { context, weight, reply } = this;
		if (!context || !weight) return nothing;
		const close = () => this.dispatchEvent(new CustomEvent("closed"));
		return html`<section class="weight-detail" aria-label=${t("A weight's gradient")}>
			<header><h3>${t("∂loss/∂weight at row {y}, column {x} of this kernel", { y: weight.y, x: weight.x })}</h3><button type="button" class="tool" @click=${close}>${t("Close")}</button></header>
			${reply === undefined ? nothing : reply.ok ? this.#terms(context, reply) : html`<p class="dim">${say(reply.text)}</p>`}
		</section>`;
	}

	#terms(context: Context, { derivation, step }: DeriveWeightReply): TemplateResult {
		const { model, index } = context;
		const { terms, total, rest, gradient, weight } = derivation;
		const expression = sum(...terms.map(({ product }) => number(product)), ...(total > terms.length ? [number(rest, "…")] : []));
		const digits = digitsFor(expression, gradient);
		const written = (value: number) => write(value, digits.style, digits.terms);
		const most = extentOf(terms.map(({ product }) => product));
		const source = sourceOf(context, 0);
		return html`<table class="terms"><thead><tr><th scope="col">${t("Input")}</th><th scope="col">${t("Value")}</th><td></td><th scope="col">${t("∂loss/∂output")}</th><th scope="col"><span class="sr-only">${t("Bar")}</span></th><th scope="col">${t("Product")}</th><th scope="col">${t("Output")}</th></tr></thead>
			<tbody>${terms.map(
				(
					term,
				) => html`<tr><td class="dim">${pixelName(model, source, term.input)}</td><td class="digits">${formatValue(term.value)}</td><td class="dim">×</td><td class="digits">${precise(term.gradient)}</td>
				<td class="bar-cell">${bar(term.product, most)}</td><td class="digits">${written(term.product)}</td>
				<td><button type="button" class="link" @click=${() => context.goTo(index, term.output)}>${pixelName(model, index, term.output)}</button></td></tr>`,
			)}</tbody></table>
			<dl class="row-totals">
				${total > terms.length ? html`<dt>${t("{count} more positions", { count: formatCount(total - terms.length) })}</dt><dd>${written(rest)}</dd>` : nothing}
				<dt>${t("gradient")}</dt><dd class="row-total">${write(gradient, digits.style, digits.result)}</dd>
				<dt>${t("weight")}</dt><dd>${precise(weight)}</dd>
				${step ? html`<dt>${t("step of {rule} at lr {lr}", { rule: step.rule, lr: step.lr })}</dt><dd>${precise(step.change)}</dd><dt>${t("weight after it")}</dt><dd>${precise(weight + step.change)}</dd>` : nothing}
			</dl>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-weight": WeightView;
	}
}
