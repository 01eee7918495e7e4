import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { SavedView } from "../../src/protocol/panel";
import { t } from "../l10n";
import { selectedIndex, selectedLayer } from "../store";
import { layerName } from "../twin";
import { View } from "./element";
import { type IconName, icon } from "./icons";

/** Where you are (breadcrumb), and the ways to the other views. */
@customElement("convscope-toolbar")
export class Toolbar extends View {
	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		if (!state?.model) return nothing;
		const { model, view } = state;
		const layer = view.zoom === "layer" ? selectedLayer(state) : undefined;
		const here = layer ? layerName(model, selectedIndex(state)) : view.zoom === "ledger" ? t("Ledger") : undefined;
		return html`<nav class="breadcrumb" aria-label=${t("Where you are")}>
				${
					here
						? html`<button type="button" class="crumb" @click=${() => this.app?.back()} title=${t("Back to the overview (Escape)")}>${model.title}</button>
							${icon("chevron")}<h1 class="crumb here" aria-current="page">${here}</h1>`
						: html`<h1 class="crumb here" aria-current="page">${model.title}</h1>`
				}
			</nav>
			<div class="views" role="group" aria-label=${t("View")}>
				${this.#button("overview", "network", t("Overview"), view.zoom)}
				${this.#button("ledger", "table", t("Ledger"), view.zoom)}
				<button type="button" class="tool" title=${t("Export this view as SVG or PNG")} @click=${() => this.app?.host.exportPicture()}>${icon("save")}<span>${t("Export…")}</span></button>
			</div>`;
	}

	#button(zoom: SavedView["zoom"], name: IconName, label: string, current: SavedView["zoom"]): TemplateResult {
		return html`<button type="button" class="tool" aria-pressed=${current === zoom ? "true" : "false"} @click=${() => this.app?.openView(zoom)}>${icon(name)}<span>${label}</span></button>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-toolbar": Toolbar;
	}
}
