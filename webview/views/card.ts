import { html, nothing, type TemplateResult } from "lit";
import { cardOf, titleOf } from "../card";
import type { State } from "../store";

/** The model card: what the weights that are shown were trained on, how, for how long, and how well they do. */
export function card(state: State | undefined): TemplateResult | typeof nothing {
	const words = state && cardOf(state);
	if (!words) return nothing;
	return html`<section class="card" aria-label=${titleOf(words)}><h2 class="card-title">${titleOf(words)}</h2>
		<dl class="facts-list">${words.rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}
