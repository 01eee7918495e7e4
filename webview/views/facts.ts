import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../../src/network/shape";
import type { PanelLayer, PanelModel } from "../../src/protocol/panel";
import type { App } from "../app";
import { formatCount, formatPair } from "../format";
import { say, t } from "../l10n";
import { shapeText } from "../twin";
import { stepper } from "./stepper";

/** What there is to know about a layer in words and numbers: its arithmetic with the user's own numbers. */
export function facts(app: App, model: PanelModel, index: number, layer: PanelLayer): TemplateResult {
	const { explanation, receptiveField: field, fullyConnected, parameters } = layer;
	const from = layer.inputs.map((input) => shapeText(model, input)).join(", ");
	const row = (name: string, value: unknown) => html`<dt>${name}</dt><dd>${value}</dd>`;
	const lines = (values: readonly string[]) => values.map((line) => html`<code>${line}</code>`);
	return html`
		${layer.issues.map((issue) => html`<p class="issue ${issue.severity}">${say(issue.text)}</p>`)}
		${layer.doc ? html`<p class="doc">${say(layer.doc)}</p>` : nothing}
		<dl class="facts-list">
			${row(t("Shape"), html`${from} → ${shapeText(model, index)}`)}
			${layer.numbers.map((number) => row(number.name, stepper(app, layer.key, number)))}
			${layer.attributes.filter(([name]) => !layer.numbers.some((number) => number.name === name)).map(([name, value]) => row(name, value))}
			${explanation && explanation.shape.length > 0 ? row(t("Output size"), lines(explanation.shape)) : nothing}
			${parameters > 0 ? row(t("Parameters"), explanation?.parameters ? lines([explanation.parameters]) : formatCount(parameters)) : nothing}
			${layer.macs > 0 ? row(t("MACs"), explanation?.macs ? lines([explanation.macs]) : formatCount(layer.macs)) : nothing}
			${field ? row(t("Receptive field"), field.whole ? t("the whole input") : t("{size}, a step of {stride}", { size: formatPair(field.size), stride: formatPair(field.stride) })) : nothing}
			${layer.bytes > 0 ? row(t("Memory"), formatBytes(layer.bytes)) : nothing}
		</dl>
		${
			fullyConnected === undefined
				? nothing
				: html`<p class="against">${t("{count} parameters; the fully connected layer between the same two volumes: {full}", { count: formatCount(parameters), full: formatCount(fullyConnected) })}</p>`
		}`;
}
