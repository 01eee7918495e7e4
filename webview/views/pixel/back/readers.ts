import { html, type TemplateResult } from "lit";
import type { SentBack } from "../../../../src/network/gradient";
import { layerName } from "../../../twin";
import type { Context } from "../context";
import { wayTo } from "../source";

/** The layer that sends back, as a way to the output that sends most. */
export function readerOf(context: Context, part: SentBack): TemplateResult {
	const { model } = context;
	const index = model.layers.findIndex(({ key }) => key === part.layer);
	const output = part.form === "sum" ? part.terms[0]?.output : part.output;
	return output ? wayTo(context, index, output, layerName(model, index)) : html`${layerName(model, index)}`;
}
