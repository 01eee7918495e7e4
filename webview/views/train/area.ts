import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { SavedView } from "../../../src/protocol/panel";
import type { TestedRequest } from "../../../src/protocol/training";
import { t } from "../../l10n";
import { card } from "../card";
import { View } from "../element";
import "./confusion";
import type { CellEvent } from "./confusion";
import "./curves";
import "./gallery";
import "./norms";
import "./settings";

/** What may stand beside the curves, in the reader's language. */
const names: Readonly<Record<SavedView["beside"], () => string>> = {
	gradients: () => t("Gradients"),
	confusion: () => t("Confusion"),
	mistakes: () => t("Mistakes"),
	card: () => t("Card"),
};

/** What a run has to show: settings, curves, and beside them gradients, the confusion matrix, or the pictures behind it. */
@customElement("convscope-train-area")
export class TrainArea extends View {
	/** The cell of the confusion matrix whose pictures are shown; all, where there is none. */
	@state() private cell: TestedRequest["cell"];

	override render(): TemplateResult {
		const { app, version } = this;
		const beside = app?.store.state.view.beside ?? "gradients";
		return html`<section id="train-area" class="train-area" aria-label=${t("Training")}>
			<convscope-train-settings .app=${app} .version=${version}></convscope-train-settings>
			<convscope-curves .app=${app} .version=${version}></convscope-curves>
			<div class="beside">
				<fieldset class="segments"><legend class="sr-only">${t("Beside the curves")}</legend>
					${(["gradients", "confusion", "mistakes", "card"] as const).map((each) => this.#choice(each, beside))}
				</fieldset>
				<div class="beside-body" tabindex="0" role="region" aria-label=${names[beside]()} @cell-opened=${this.#open} @all-wanted=${this.#all} @keydown=${this.#key}>${this.#beside(beside)}</div>
			</div>
		</section>`;
	}

	#beside(beside: SavedView["beside"]): TemplateResult {
		const { app, version } = this;
		if (beside === "gradients") return html`<convscope-norms .app=${app} .version=${version}></convscope-norms>`;
		if (beside === "confusion") return html`<convscope-confusion .app=${app} .version=${version}></convscope-confusion>`;
		if (beside === "card") return html`${card(app?.store.state)}`;
		return html`<convscope-gallery .app=${app} .version=${version} .cell=${this.cell}></convscope-gallery>`;
	}

	/** The pictures behind a cell; the keyboard goes with them. */
	async #open({ detail }: CustomEvent<CellEvent>): Promise<void> {
		this.cell = detail;
		await this.#show("mistakes");
		this.querySelector("convscope-gallery")?.focusFirst();
	}

	/** The button that asks for them goes: the keyboard is on the first of them. */
	#all(): void {
		this.cell = undefined;
		this.querySelector("convscope-gallery")?.focusFirst();
	}

	/** Escape leads from the pictures of a cell back to the cell. */
	async #key(event: KeyboardEvent): Promise<void> {
		const { app, cell } = this;
		if (event.key !== "Escape" || !cell || app?.store.state.view.beside !== "mistakes") return;
		event.preventDefault();
		event.stopPropagation();
		await this.#show("confusion");
		await this.querySelector("convscope-confusion")?.focusCell(cell);
	}

	/** In a narrow panel it stands below the curves, where it would change unseen. */
	async #show(beside: SavedView["beside"]): Promise<void> {
		this.app?.change({ beside });
		this.requestUpdate();
		await this.updateComplete;
		const [area, shown] = [".train-area", ".beside"].map((part) => this.querySelector(part)?.getBoundingClientRect());
		if (area && shown && shown.bottom > area.bottom)
			this.querySelector(".train-area")?.scrollBy({ top: shown.top - area.top - 8, behavior: "instant" });
	}

	#choice(value: SavedView["beside"], current: SavedView["beside"]): TemplateResult {
		return html`<label class="segment"><input type="radio" name="beside" .value=${value} .checked=${live(current === value)}
			@change=${() => this.#show(value)} /><span>${names[value]()}</span></label>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-train-area": TrainArea;
	}
}
