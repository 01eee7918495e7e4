import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../l10n";
import { View } from "./element";

const example = `{
  "input": [1, 28, 28],
  "layers": [
    { "type": "Conv2d", "out_channels": 6, "kernel_size": 5 },
    { "type": "ReLU" }
  ]
}`;

/** No model yet, or a model without layers: what to do. */
@customElement("convscope-empty")
export class Empty extends View {
	override render(): TemplateResult {
		const state = this.app?.store.state;
		if (!state?.ready) return html`<div class="empty"><p class="dim">${t("Reading the model…")}</p></div>`;
		const heading = state.model ? t("No layers yet") : t("No model yet");
		const help = state.model
			? t("Add a layer to “layers”. Its shape, kernels and feature maps appear here while you type.")
			: t("Open a model file (*.cnn.json). A network is one list of layers:");
		return html`<div class="empty"><h2>${heading}</h2><p>${help}</p><pre>${example}</pre>
			<p class="dim">${t("Layer names and attributes are PyTorch's. Shapes are channels × height × width.")}</p></div>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-empty": Empty;
	}
}
