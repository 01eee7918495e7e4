import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import { formatCount, formatShape } from "../format";
import { say, t } from "../l10n";
import { type Feed, tilesAt } from "../layout/feeds";
import type { Box } from "../layout/place";
import { outputOfSlice, slicesOf } from "../layout/weights";
import { keyAt } from "../paint/range";
import { layerName } from "../twin";
import { View } from "./element";
import { icon } from "./icons";
import { styled } from "./styled";
import "./scores";
import "./sheet";
import type { TileEvent } from "./sheet";

/** What a layer's header says, line by line; the overview measures the same words. */
export function headerLines(model: PanelModel, index: number): readonly string[] {
	const layer = model.layers[index];
	if (!layer) return [t("Input"), "", model.input ? formatShape(model.input) : t("shape unknown"), ""];
	return [layer.type, layer.key, layer.shape ? `→ ${formatShape(layer.shape)}` : "", parametersLine(layer)];
}

const parametersLine = (layer: PanelLayer): string =>
	layer.parameters > 0 ? t("{count} parameters", { count: formatCount(layer.parameters) }) : "";

/** One layer in the overview: header, maps, kernels. Index −1 is the model's input. */
@customElement("convscope-layer")
export class LayerBox extends View {
	@property({ attribute: false }) box: Box | undefined;
	@property({ attribute: false }) flow: "columns" | "rows" = "columns";
	@property({ attribute: false }) selected = false;
	/** The one header that Tab reaches. */
	@property({ attribute: false }) reachable = false;
	@property({ attribute: false }) lit: Feed | undefined;
	@property({ attribute: false }) litKernels: readonly number[] = [];

	override render(): TemplateResult | typeof nothing {
		const { box, app } = this;
		const model = app?.store.state.model;
		if (!box || !app || !model) return nothing;
		const layer = model.layers[box.index];
		const state = layer?.state ?? "ok";
		const classes = classMap({
			layer: true,
			[this.flow]: true,
			selected: this.selected,
			fault: state === "fault",
			stale: state === "stale",
			input: !layer,
		});
		return html`<section class=${classes} aria-label=${layerName(model, box.index)}
			@pointerenter=${() => app.glow(box.index)} @pointerleave=${() => app.glow(undefined)}
			@dblclick=${() => layer && app.zoom(layer.key)}
		>
			${this.#header(model, layer, state)}
			${layer && state === "fault" ? this.#issues(layer) : nothing}
			${box.scores > 0 ? html`<convscope-scores class="opens" .app=${app} .layer=${box.index} .shown=${box.scores} .version=${this.version} @click=${() => layer && app.zoom(layer.key)}></convscope-scores>` : this.#maps(model, box)}
			${this.#kernels(model, box)}
		</section>`;
	}

	#header(model: PanelModel, layer: PanelLayer | undefined, state: PanelLayer["state"]): TemplateResult {
		const [type, id, shape, parameters] = headerLines(model, this.box?.index ?? -1);
		const badge =
			state === "fault"
				? icon("error")
				: state === "stale"
					? html`<span class="badge" title=${t("The last good picture: something above is at fault, or the text does not parse.")}>${icon("stale")}</span>`
					: nothing;
		const warning = layer?.issues.find((issue) => issue.severity === "warning");
		const words = html`<span class="layer-type">${type}${badge}${warning ? html`<span class="badge" title=${say(warning.text)}>${icon("warning")}</span>` : nothing}</span
			><span class="layer-id">${id}</span><span class="layer-shape">${shape}</span><span class="layer-parameters">${parameters}</span>`;
		if (!layer) return html`<div class="layer-header">${words}</div>`;
		return html`<button type="button" class="layer-header" tabindex=${this.reachable ? 0 : -1} data-key=${layer.key}
			aria-current=${this.selected ? "true" : "false"}
			title=${t("A click selects the layer; a double click or Enter goes into it.")}
			@click=${() => this.app?.select(layer.key)}
		>${words}</button>`;
	}

	#issues(layer: PanelLayer): TemplateResult {
		const errors = layer.issues.filter((issue) => issue.severity === "error");
		return html`<div class="layer-issues">${errors.map(
			(issue) =>
				html`<button type="button" class="issue" tabindex=${this.reachable ? 0 : -1} @click=${() => this.app?.host.revealLine(layer.line)}>${say(issue.text)}</button>`,
		)}</div>`;
	}

	#maps(model: PanelModel, box: Box): TemplateResult | typeof nothing {
		if (!box.maps) return nothing;
		const layer = model.layers[box.index];
		const name = layerName(model, box.index);
		return html`<convscope-sheet .app=${this.app} .grid=${box.maps} .layer=${box.index} .vector=${box.vector} .version=${this.version}
			.label=${box.vector ? t("Numbers of {layer}", { layer: name }) : t("Maps of {layer}", { layer: name })}
			.focusable=${this.selected} .opens=${layer !== undefined} .lit=${this.lit}
			@tile-chosen=${() => layer && this.app?.select(layer.key)}
			@tile-opened=${(event: CustomEvent<TileEvent>) => layer && this.app?.zoom(layer.key, box.vector ? 0 : event.detail.tile)}
		></convscope-sheet>${this.#more(layer, box.maps.total - box.maps.count, 0)}`;
	}

	#kernels(model: PanelModel, box: Box): TemplateResult | typeof nothing {
		const layer = model.layers[box.index];
		if (!box.kernels || !layer) return nothing;
		const kernel = layer.kernel ? t("kernels {size}", { size: layer.kernel.join("×") }) : t("weights");
		return html`<div class="caption">${kernel}</div><convscope-sheet .app=${this.app} .grid=${box.kernels} .layer=${box.index} .what=${"kernels"}
			.label=${t("Kernels of {layer}", { layer: layerName(model, box.index) })} .version=${this.version} .focusable=${this.selected}
			.opens=${true} .lit=${this.#litKernels()}
			@tile-chosen=${() => this.app?.select(layer.key)}
			@tile-opened=${(event: CustomEvent<TileEvent>) => this.app?.zoom(layer.key, outputOf(model, layer, event.detail.tile))}
		></convscope-sheet>${this.#more(layer, box.kernels.total - box.kernels.count, 0)}`;
	}

	#litKernels(): { from: number; count: number } | undefined {
		const [from] = this.litKernels;
		return from === undefined ? undefined : { from, count: this.litKernels.length };
	}

	#more(layer: PanelLayer | undefined, count: number, channel: number): TemplateResult | typeof nothing {
		if (count <= 0 || !layer) return nothing;
		return html`<button type="button" class="more" tabindex=${this.selected ? 0 : -1} @click=${() => this.app?.zoom(layer.key, channel)}>${t("+{count} more", { count: formatCount(count) })}</button>`;
	}
}

/** The output map that a kernel makes; 0 where weights are one matrix. */
function outputOf(model: PanelModel, layer: PanelLayer, tile: number): number {
	const slices = layer.weight?.length === 4 ? slicesOf(layer, tilesAt(model, layer.inputs[0] ?? -1)) : undefined;
	return slices ? outputOfSlice(slices, tile) : 0;
}

/** Where a box stands. */
export const placeOf = (box: Box) => styled({ left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });

export const keyOfBox = (model: PanelModel, box: Box): string => keyAt(model, box.index);

declare global {
	interface HTMLElementTagNameMap {
		"convscope-layer": LayerBox;
	}
}
