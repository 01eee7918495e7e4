import { html, nothing, svg, type TemplateResult } from "lit";
import type { Reach } from "../../../src/network/derivation";
import type { PanelModel } from "../../../src/protocol/panel";
import type { App } from "../../app";
import { formatCount, formatPair } from "../../format";
import { t } from "../../l10n";
import { runsOf } from "../../pixel/reacher";
import { FIELD_SIDE } from "../../pixel/wants";
import { frameAround, litRuns, planOf, rectangleOf, tilePicture } from "./tile-figure";

/** The part of the network's input that a number depends on. */
export function receptiveField(app: App, version: number, model: PanelModel, reach: Reach | undefined): TemplateResult | typeof nothing {
	const plain = planOf(model, -1, FIELD_SIDE);
	if (!plain || plain.vector) return nothing;
	// Three channels are one colour picture.
	const plan = model.input?.[0] === 3 ? { ...plain, grid: { ...plain.grid, total: 1 } } : plain;
	const runs = reach ? runsOf(reach) : [];
	const rows = runs.map(([row]) => row);
	const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
	const [left, right] = [Math.min(...runs.map(([, from]) => from)), Math.max(...runs.map(([, from, count]) => from + count - 1))];
	const pixels = runs.reduce((sum, [, , count]) => sum + count, 0);
	const words =
		runs.length === 0
			? ""
			: t("{size}: {count} pixels", { size: formatPair([bottom - top + 1, right - left + 1]), count: formatCount(pixels) });
	const marks =
		reach && runs.length > 0 ? svg`${litRuns(plan, reach)}${frameAround(rectangleOf(plan, [top, bottom], [left, right]))}` : nothing;
	const label = t("Receptive field on the input");
	return html`<figure class="field">${tilePicture(app, version, { plan, index: -1, tile: 0, label: `${label}, ${words}` }, marks)}<figcaption><span>${label}</span><span class="dim">${words}</span></figcaption></figure>`;
}
