import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { SavedView } from "../../src/protocol/panel";
import { t } from "../l10n";
import { pixelAt, pixelName } from "../pixel/place";
import { selectedIndex } from "../store";
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
		const index = view.zoom === "layer" || view.zoom === "pixel" ? selectedIndex(state) : -1;
		const pixel = view.zoom === "pixel" && index >= 0 ? pixelAt(model, index, view.channel, view.pixel) : undefined;
		const other = view.zoom === "ledger" ? t("Table of layers") : view.zoom === "experiments" ? t("Experiments") : undefined;
		const layer = index >= 0 ? layerName(model, index) : other;
		const here = pixel ? pixelName(model, index, pixel) : layer;
		return html`<nav class="breadcrumb" aria-label=${t("Where you are")}>
				${
					here
						? html`<button type="button" class="crumb" @click=${() => this.app?.openView("overview")} title=${pixel ? t("Overview") : t("Back to the overview (Escape)")}>${model.title}</button>
							${pixel ? html`${icon("chevron")}<button type="button" class="crumb" @click=${() => this.app?.back()} title=${t("Back to the layer (Escape)")}>${layer}</button>` : nothing}
							${icon("chevron")}<h1 class="crumb here" aria-current="page">${here}</h1>`
						: html`<h1 class="crumb here" aria-current="page">${model.title}</h1>`
				}
			</nav>
			${index >= 0 ? this.#steps(index, model.layers.length) : nothing}
			<div class="views" role="group" aria-label=${t("View")}>
				${this.#button("overview", "network", t("Overview"), view.zoom)}
				${this.#button("ledger", "table", t("Table of layers"), view.zoom)}
				${this.#button("experiments", "beaker", t("Experiments"), view.zoom)}
				<button type="button" class="tool" title=${t("Export this view as SVG or PNG")} @click=${() => this.app?.host.exportPicture()}>${icon("save")}<span>${t("Export…")}</span></button>
			</div>`;
	}

	/** Through the network like through a program: on and back at the same zoom. */
	#steps(index: number, count: number): TemplateResult {
		const step = (by: number, label: string) =>
			html`<button type="button" class="tool ${by < 0 ? "flip" : ""}" aria-label=${label} title=${label} ?disabled=${index + by < 0 || index + by >= count} @click=${() => this.app?.step(by)}>${icon("chevron")}</button>`;
		return html`<div class="views" role="group" aria-label=${t("Layers")}>${step(-1, t("Previous layer ([)"))}${step(1, t("Next layer (])"))}</div>`;
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
