import { html, nothing, type TemplateResult } from "lit";
import type { Source } from "../../../src/network/derivation";
import { formatValue } from "../../format";
import { t } from "../../l10n";
import { pixelName } from "../../pixel/place";
import { layerName } from "../../twin";
import { type Context, sourceOf } from "./context";
import { frameAround, planOf, rectangleOf, tilePicture } from "./tile-figure";

/** Side of a source's picture in CSS pixels. */
export const SOURCE_SIDE = 132;

/** A number of an input: its map with the place framed, its value, and the way to how that came about. */
export function sourceFigure(context: Context, source: Source, side = SOURCE_SIDE): TemplateResult | typeof nothing {
	const { app, version, model } = context;
	const index = sourceOf(context, source.input);
	const plan = planOf(model, index, side);
	if (!plan) return nothing;
	const label = `${layerName(model, index)}, ${pixelName(model, index, source)}`;
	const marks = frameAround(rectangleOf(plan, [source.y, source.y], [source.x, source.x]));
	return html`<figure class="source">${tilePicture(app, version, { plan, index, tile: source.tile, label }, marks)}
		<figcaption><span>${wayTo(context, index, source, layerName(model, index))}</span><span class="dim">${pixelName(model, index, source)}</span><b>${formatValue(source.value)}</b></figcaption></figure>`;
}

/** A layer's name that leads to a number of it; the input leads nowhere. */
export function wayTo(
	context: Context,
	index: number,
	place: { readonly tile: number; readonly y: number; readonly x: number },
	words: string,
): TemplateResult {
	if (index < 0) return html`${words}`;
	const { tile, y, x } = place;
	return html`<button type="button" class="link" title=${t("How this number comes about")} @click=${() => context.goTo(index, { tile, y, x })}>${words}</button>`;
}
