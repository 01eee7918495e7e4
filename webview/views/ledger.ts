import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatBytes } from "../../src/network/shape";
import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import { formatCount, formatPair, formatShape } from "../format";
import { t } from "../l10n";
import { card } from "./card";
import { View } from "./element";
import { icon } from "./icons";

/** The shape ledger: one row per layer with every count, and the totals. One tab stop; arrows move, Enter opens the layer. */
@customElement("convscope-ledger")
export class Ledger extends View {
	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		if (!state?.model) return nothing;
		const { model, view } = state;
		const reachable = model.layers.some((layer) => layer.key === view.selected) ? view.selected : model.layers[0]?.key;
		const columns = [
			t("Layer"),
			t("Output shape"),
			t("Kernel"),
			t("Parameters"),
			t("MACs"),
			t("Receptive field"),
			t("Memory"),
			t("If fully connected"),
		];
		return html`<div class="ledger-bar">
				<vscode-button secondary @click=${() => this.app?.host.copySummary("markdown")}>${t("Copy as Markdown")}</vscode-button>
				<vscode-button secondary @click=${() => this.app?.host.copySummary("text")}>${t("Copy as Text")}</vscode-button>
				<vscode-button secondary @click=${() => this.app?.host.copySummary("pytorch")}>${t("Copy as PyTorch")}</vscode-button>
			</div>
			<div class="ledger-scroller">
				<table class="ledger" @keydown=${this.#key}>
					<caption class="sr-only">${t("Table of the layers of {title}", { title: model.title })}</caption>
					<thead><tr>${columns.map((column, i) => html`<th scope="col" class=${i < 1 ? "" : "number"}>${column}</th>`)}</tr></thead>
					<tbody>
						<tr class="input-row"><th scope="row">${t("Input")}</th><td class="number">${model.input ? formatShape(model.input) : "–"}</td><td></td><td></td><td></td><td></td><td></td><td></td></tr>
						${repeat(
							model.layers,
							(layer) => layer.key,
							(layer) => this.#row(layer, layer.key === view.selected, layer.key === reachable),
						)}
					</tbody>
					<tfoot>${this.#totals(model)}</tfoot>
				</table>
				${card(state)}
			</div>`;
	}

	#row(layer: PanelLayer, selected: boolean, reachable: boolean): TemplateResult {
		const { receptiveField } = layer;
		const field = !receptiveField ? "" : receptiveField.whole ? t("whole input") : formatPair(receptiveField.size);
		return html`<tr class="${layer.state} ${selected ? "selected" : ""}" data-key=${layer.key} aria-current=${selected ? "true" : "false"} @click=${() => this.app?.select(layer.key)} @dblclick=${() => this.app?.zoom(layer.key)}>
			<th scope="row"><button type="button" class="row-name" tabindex=${reachable ? 0 : -1}>${layer.state === "fault" ? icon("error") : layer.state === "stale" ? icon("stale") : nothing}<span class="layer-type">${layer.type}</span> <span class="dim">${layer.key}</span></button></th>
			<td class="number">${layer.shape ? formatShape(layer.shape) : "–"}</td>
			<td class="number">${layer.kernel ? formatPair(layer.kernel) : ""}</td>
			<td class="number">${layer.parameters > 0 ? formatCount(layer.parameters) : ""}</td>
			<td class="number">${layer.macs > 0 ? formatCount(layer.macs) : ""}</td>
			<td class="number">${field}</td>
			<td class="number">${layer.bytes > 0 ? formatBytes(layer.bytes) : ""}</td>
			<td class="number">${layer.fullyConnected === undefined ? "" : formatCount(layer.fullyConnected)}</td>
		</tr>`;
	}

	#totals(model: PanelModel): TemplateResult {
		const { parameters, macs, activationBytes, parameterBytes } = model.totals;
		return html`<tr><th scope="row">${t("Total")}${model.complete ? nothing : html` <span class="dim">${t("(the exact part)")}</span>`}</th><td></td><td></td>
			<td class="number">${formatCount(parameters)}<br /><span class="dim">${formatBytes(parameterBytes)}</span></td>
			<td class="number">${formatCount(macs)}</td><td></td><td class="number">${formatBytes(activationBytes)}</td><td></td></tr>`;
	}

	#key(event: KeyboardEvent): void {
		const layers = this.app?.store.state.model?.layers ?? [];
		const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("tr[data-key]") : undefined;
		const index = layers.findIndex((layer) => layer.key === row?.dataset.key);
		if (index < 0) return;
		const layer = layers[index];
		if (event.key === "Enter" && layer) {
			event.preventDefault();
			this.app?.zoom(layer.key);
			return;
		}
		const steps: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: layers.length - 1 };
		const next = layers[steps[event.key] ?? -1];
		if (!next) return;
		event.preventDefault();
		this.app?.select(next.key);
		const rows = [...this.querySelectorAll<HTMLElement>("tr[data-key]")];
		rows
			.find(({ dataset }) => dataset.key === next.key)
			?.querySelector<HTMLElement>(".row-name")
			?.focus();
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-ledger": Ledger;
	}
}
