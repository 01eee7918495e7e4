import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { SavedView } from "../../../src/protocol/panel";
import { t } from "../../l10n";
import { View } from "../element";
import "./confusion";
import "./curves";
import "./norms";
import "./settings";

/** What a run has to show: settings, curves, and beside them gradients or the confusion matrix. */
@customElement("convscope-train-area")
export class TrainArea extends View {
	override render(): TemplateResult {
		const { app, version } = this;
		const beside = app?.store.state.view.beside ?? "gradients";
		return html`<section id="train-area" class="train-area" aria-label=${t("Training")}>
			<convscope-train-settings .app=${app} .version=${version}></convscope-train-settings>
			<convscope-curves .app=${app} .version=${version}></convscope-curves>
			<div class="beside">
				<fieldset class="segments"><legend class="sr-only">${t("Beside the curves")}</legend>
					${this.#choice("gradients", t("Gradients"), beside)}${this.#choice("confusion", t("Confusion"), beside)}
				</fieldset>
				<div class="beside-body" tabindex="0" role="region" aria-label=${beside === "gradients" ? t("Gradients") : t("Confusion")}>${
					beside === "gradients"
						? html`<convscope-norms .app=${app} .version=${version}></convscope-norms>`
						: html`<convscope-confusion .app=${app} .version=${version}></convscope-confusion>`
				}</div>
			</div>
		</section>`;
	}

	#choice(value: SavedView["beside"], label: string, current: SavedView["beside"]): TemplateResult {
		return html`<label class="segment"><input type="radio" name="beside" .value=${value} .checked=${live(current === value)}
			@change=${() => this.app?.change({ beside: value })} /><span>${label}</span></label>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-train-area": TrainArea;
	}
}
