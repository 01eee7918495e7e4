import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Derivation } from "../../../src/network/derivation";
import { t } from "../../l10n";
import { expressionOf } from "../../pixel/arithmetic";
import { type Digits, type Expression, write } from "../../pixel/expression";
import { asLatex, asText, functionLatex, numberLatex } from "../../pixel/writing";
import { View } from "../element";
import { icon } from "../icons";

/** The activation that follows, and what it makes of the number. */
export interface Following {
	readonly name: string;
	readonly value: number;
	go(): void;
}

/** The line of arithmetic: every number that goes in, and the engine's number that comes out. It can be copied as text and as LaTeX. */
@customElement("convscope-line")
export class Line extends View {
	@property({ attribute: false }) derivation: Derivation | undefined;
	@property({ attribute: false }) digits: Digits | undefined;
	@property({ attribute: false }) name = "";
	@property({ attribute: false }) following: Following | undefined;
	@state() private copied: "text" | "latex" | undefined;

	override render(): TemplateResult | typeof nothing {
		const { derivation, digits, following } = this;
		if (!derivation || !digits) return nothing;
		const expression = expressionOf(derivation, this.name);
		const result = write(derivation.value, digits.style, digits.result);
		return html`<div class="line ${derivation.form === "windows" || derivation.form === "terms" ? "long" : ""}">
			<p class="line-sum"><span class="line-terms">${asText(expression, digits)}</span> <span class="line-result">${digits.equal ? "=" : "≈"} <b>${result}</b></span>${
				following
					? html` <span class="line-after">→ <button type="button" class="link" @click=${() => following.go()}>${following.name}</button> <b>${write(following.value, digits.style, digits.result)}</b></span>`
					: nothing
			}</p>
			<div class="line-copy" role="group" aria-label=${t("Copy")}>
				<button type="button" class="tool" @click=${() => this.#copy("text", expression, result)}>${icon("copy")}<span>${this.copied === "text" ? t("Copied") : t("Text")}</span></button>
				<button type="button" class="tool" @click=${() => this.#copy("latex", expression, result)}>${icon("copy")}<span>${this.copied === "latex" ? t("Copied") : "LaTeX"}</span></button>
			</div>
		</div>`;
	}

	async #copy(format: "text" | "latex", expression: Expression, result: string): Promise<void> {
		const { derivation, digits, following } = this;
		if (!derivation || !digits) return;
		const relation = digits.equal ? "=" : format === "text" ? "≈" : "\\approx";
		const text =
			format === "text"
				? `${asText(expression, digits)} ${relation} ${result}${following ? ` → ${following.name} ${write(following.value, digits.style, digits.result)}` : ""}`
				: `${asLatex(expression, digits)} ${relation} ${numberLatex(derivation.value, digits)}${following ? ` \\;\\xrightarrow{${functionLatex(following.name)}}\\; ${numberLatex(following.value, digits)}` : ""}`;
		await navigator.clipboard.writeText(text);
		this.copied = format;
		setTimeout(() => {
			this.copied = undefined;
		}, 1500);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-line": Line;
	}
}
