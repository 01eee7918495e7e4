import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { colourOf, type Scheme } from "../../src/protocol/colour";
import type { SavedView } from "../../src/protocol/panel";
import { formatValue } from "../format";
import { t } from "../l10n";
import { cssColour, kernelScheme, paletteFor, type Theme } from "../paint/colour";
import { keyAt } from "../paint/range";
import { rangeOf } from "../paint/sheet";
import { type Spot, selectedIndex } from "../store";
import { View } from "./element";
import { styled } from "./styled";

/** The colours and the numbers they stand for, for what the pointer is on or what is selected; and the controls of both. */
@customElement("convscope-legend")
export class Legend extends View {
	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		if (!this.app || !state?.model) return nothing;
		const { model, view, theme, spot } = state;
		const chosen = selectedIndex(state);
		const shown: Spot = spot ?? { layer: chosen >= 0 ? chosen : this.#first(), what: "maps", tile: 0, pixel: undefined };
		const layer = model.layers[shown.layer];
		const tile = view.scope === "map" && spot ? spot.tile : undefined;
		const maps = { model, layer: shown.layer, what: shown.what === "partials" ? "partials" : "maps", output: shown.output, view } as const;
		const kernels = { ...maps, what: "kernels" } as const;
		const gradients = { ...maps, what: "gradients" } as const;
		const kernelGradients = { ...maps, what: "kernelGradients" } as const;
		const slopes = (view.zoom === "layer" || view.zoom === "pixel") && view.gradients;
		const at = (what: Spot["what"]) => (view.scope === "map" && spot?.what === what ? spot.tile : undefined);
		const hasKernels = layer?.weight !== undefined && this.app.tiles.summary(keyAt(model, shown.layer), "kernels") !== undefined;
		return html`
			<div class="scales">
				${
					shown.layer < 0
						? this.#input()
						: html`${this.#scale(t("Maps"), view.colours, theme, rangeOf(maps, this.app.tiles, shown.what === "maps" || shown.what === "partials" ? tile : undefined))}
							${slopes ? this.#scale(t("∂loss/∂map"), view.colours, theme, rangeOf(gradients, this.app.tiles, at("gradients"))) : nothing}
							${hasKernels ? this.#scale(t("Kernels"), kernelScheme(view.colours), theme, rangeOf(kernels, this.app.tiles, at("kernels"))) : nothing}
							${hasKernels && slopes && view.zoom === "layer" ? this.#scale(t("∂loss/∂kernel"), kernelScheme(view.colours), theme, rangeOf(kernelGradients, this.app.tiles, at("kernelGradients"))) : nothing}`
				}
			</div>
			<fieldset class="segments"><legend>${t("Colour range")}</legend>
				${this.#choice("scope", "map", t("Map"), t("Every map has its own range"))}
				${this.#choice("scope", "layer", t("Layer"), t("The maps of a block share one range"))}
				${this.#choice("scope", "network", t("Network"), t("All maps share one range"))}
			</fieldset>
			<fieldset class="segments"><legend>${t("Colours")}</legend>
				${this.#choice("colours", "RdBu", t("Red–blue"), t("Maps red to blue, kernels orange to purple"))}
				${this.#choice("colours", "PuOr", t("Orange–purple"), t("Maps orange to purple, kernels red to blue"))}
			</fieldset>`;
	}

	/** With nothing selected, the first layer whose numbers are known. */
	#first(): number {
		const model = this.app?.store.state.model;
		return model?.layers.findIndex((layer) => this.app?.tiles.summary(layer.key, "maps")) ?? -1;
	}

	#input(): TemplateResult {
		return html`<div class="scale"><span class="scale-name">${t("Input")}</span><span class="scale-end">${t("as it is")}</span></div>`;
	}

	#scale(name: string, scheme: Scheme, theme: Theme, range: number): TemplateResult {
		const palette = paletteFor(scheme, theme);
		const stops = Array.from({ length: 17 }, (_, i) => cssColour(colourOf(palette, i / 8 - 1, 1)));
		const bar = styled({ "background-image": `linear-gradient(to right, ${stops.join(", ")})` });
		const known = range > 0;
		return html`<div class="scale" role="img" aria-label=${known ? t("{name}: colours from {min} over 0 to {max}", { name, min: formatValue(-range), max: formatValue(range) }) : name}>
			<span class="scale-name">${name}</span>
			<span class="scale-end">${known ? formatValue(-range) : "–"}</span>
			<span class="scale-bar"><span class="scale-colours" ${bar}></span><span class="scale-zero">0</span></span>
			<span class="scale-end">${known ? formatValue(range) : "–"}</span>
		</div>`;
	}

	#choice<K extends "scope" | "colours">(field: K, value: SavedView[K], label: string, hint: string): TemplateResult {
		const current = this.app?.store.state.view[field];
		return html`<label class="segment" title=${hint}><input type="radio" name=${field} .value=${value} .checked=${live(current === value)}
			@change=${() => this.app?.change({ [field]: value })} /><span>${label}</span></label>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-legend": Legend;
	}
}
