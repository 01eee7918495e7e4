import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../l10n";
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

/** A line of arithmetic: every number that goes in, and the engine's number that comes out. It can be copied as text and as LaTeX. */
@customElement("convscope-line")
export class Line extends View {
	@property({ attribute: false }) expression: Expression | undefined;
	/** The engine's number. */
	@property({ attribute: false }) value = 0;
	@property({ attribute: false }) digits: Digits | undefined;
	/** Whether it may take several lines: room is kept for them. */
	@property({ attribute: false }) long = false;
	/** What it is a calculation of, where that does not go without saying. */
	@property({ attribute: false }) caption: TemplateResult | undefined;
	@property({ attribute: false }) following: Following | undefined;
	@state() private copied: "text" | "latex" | undefined;

	override render(): TemplateResult | typeof nothing {
		const { expression, value, digits, following, caption } = this;
		if (!expression || !digits) return nothing;
		const result = write(value, digits.style, digits.result);
		return html`<div class="line ${this.long ? "long" : ""}">
			<div class="line-body">${caption ? html`<p class="line-caption dim">${caption}</p>` : nothing}<p class="line-sum"><span class="line-terms">${asText(expression, digits)}</span> <span class="line-result">${digits.equal ? "=" : "≈"} <b>${result}</b></span>${
				following
					? html` <span class="line-after">→ <button type="button" class="link" @click=${() => following.go()}>${following.name}</button> <b>${write(following.value, digits.style, digits.result)}</b></span>`
					: nothing
			}</p></div>
			<div class="line-copy" role="group" aria-label=${t("Copy")}>
				<button type="button" class="tool" @click=${() => this.#copy("text", expression, result)}>${icon("copy")}<span>${this.copied === "text" ? t("Copied") : t("Text")}</span></button>
				<button type="button" class="tool" @click=${() => this.#copy("latex", expression, result)}>${icon("copy")}<span>${this.copied === "latex" ? t("Copied") : "LaTeX"}</span></button>
			</div>
		</div>`;
	}

	async #copy(format: "text" | "latex", expression: Expression, result: string): Promise<void> {
		const { value, digits, following } = this;
		if (!digits) return;
		const relation = digits.equal ? "=" : format === "text" ? "≈" : "\\approx";
		const text =
			format === "text"
				? `${asText(expression, digits)} ${relation} ${result}${following ? ` → ${following.name} ${write(following.value, digits.style, digits.result)}` : ""}`
				: `${asLatex(expression, digits)} ${relation} ${numberLatex(value, digits)}${following ? ` \\;\\xrightarrow{${functionLatex(following.name)}}\\; ${numberLatex(following.value, digits)}` : ""}`;
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
