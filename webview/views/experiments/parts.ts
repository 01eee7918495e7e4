import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Outcome, Planes } from "../../../src/network/experiment";
import type { PanelModel } from "../../../src/protocol/panel";
import type { App } from "../../app";
import { extentOfPlanes } from "../../experiments/numbers";
import { formatShare } from "../../format";
import { t } from "../../l10n";
import { prediction, type Score, scoresOf } from "../../scores";
import { styled } from "../styled";
import "./plane";

/** What every result is drawn with. */
export interface Stage {
	readonly app: App;
	readonly version: number;
	readonly model: PanelModel;
}

/** Classes shown at most: those with the highest scores in any trial. */
const MOST = 10;

/** A picture with its caption; of a map, `range` is what the colours of all maps beside it share. */
export function figure(
	{ app, version }: Stage,
	planes: Planes | undefined,
	caption: string,
	range?: number,
): TemplateResult | typeof nothing {
	if (!planes) return nothing;
	return html`<figure><convscope-plane .app=${app} .version=${version} .planes=${planes} .range=${range} .label=${caption}></convscope-plane><figcaption>${caption}</figcaption></figure>`;
}

/** Pictures side by side, in colours that mean the same in all of them. */
export function maps(stage: Stage, pictures: readonly (readonly [planes: Planes | undefined, caption: string])[]): TemplateResult {
	const range = extentOfPlanes(pictures.map(([planes]) => planes));
	return html`<div class="pictures">${pictures.map(([planes, caption]) => figure(stage, planes, caption, range))}</div>`;
}

const named = ({ label, probability }: Score): string => t("{label} ({share})", { label, share: formatShare(probability) });

/** In one sentence what became of what the network sees; for networks without classes, of its last numbers. */
export function verdict({ model }: Stage, before: Outcome, after: Outcome): TemplateResult {
	const [was, is] = [before, after].map((outcome) => prediction(scoresOf(model, outcome)));
	if (!was || !is)
		return html`<p class="verdict" role="status">${t("The network's output changes by {share} of its size.", { share: formatShare(after.change) })}</p>`;
	const values = { before: named(was), after: named(is) };
	return html`<p class="verdict" role="status">${
		was.index === is.index
			? t("The network still sees {after}; before: {before}.", values)
			: t("The network sees {after} instead of {before}.", values)
	}</p>`;
}

/** Class scores of several trials side by side; nothing where the network gives none. */
export function scoreTable(
	{ model }: Stage,
	trials: readonly (readonly [name: string, outcome: Outcome])[],
): TemplateResult | typeof nothing {
	const columns = trials.map(([name, outcome]) => ({ name, scores: scoresOf(model, outcome) }));
	const [first] = columns;
	if (!first?.scores) return nothing;
	const highest = (index: number) => Math.max(...columns.map(({ scores }) => scores?.[index]?.probability ?? 0));
	const shown = first.scores.map(({ index }) => index).sort((a, b) => highest(b) - highest(a) || a - b);
	const rows = shown.slice(0, MOST).sort((a, b) => a - b);
	return html`<table class="trial-scores"><caption class="sr-only">${t("Class scores")}</caption>
		<thead><tr><th scope="col">${t("Class")}</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
		<tbody>${rows.map(
			(index) =>
				html`<tr><th scope="row">${first.scores?.[index]?.label}</th>${columns.map(({ scores }) => {
					const share = scores?.[index]?.probability ?? Number.NaN;
					const best = prediction(scores)?.index === index;
					const bar = styled({ width: `${Math.max(0, Math.min(1, share)) * 100}%` });
					return html`<td class=${classMap({ winner: best })}><span class="score-bar" aria-hidden="true"><span ${bar}></span></span> ${formatShare(share)}</td>`;
				})}</tr>`,
		)}</tbody></table>`;
}
