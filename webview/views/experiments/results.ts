import { html, nothing, type TemplateResult } from "lit";
import type { Equivariance, ExperimentResult } from "../../../src/network/experiment";
import { errorOf } from "../../experiments/numbers";
import { formatCount, formatNumber, formatPair, formatShare, formatValue } from "../../format";
import { t } from "../../l10n";
import { layerName } from "../../twin";
import { styled } from "../styled";
import { figure, maps, type Stage, scoreTable, verdict } from "./parts";

type Of<K extends ExperimentResult["kind"]> = Extract<ExperimentResult, { kind: K }>;

/** What came out, in pictures, numbers and a sentence. `byHand`: a kernel has other numbers, and is not 0. */
export function resultView(stage: Stage, result: ExperimentResult, byHand = false): TemplateResult {
	switch (result.kind) {
		case "translation":
			return translation(stage, result);
		case "rotation":
			return html`${verdict(stage, result.before, result.after)}
				<div class="beside-each-other">
					<div class="pictures">${figure(stage, result.before.input, t("The picture"))}${figure(stage, result.after.input, t("Changed"))}</div>
					${maps(stage, [
						[result.before.map, t("Map of the picture")],
						[result.after.map, t("Map of the changed picture")],
					])}
				</div>${scoreTable(stage, beforeAfter(result))}`;
		case "ablation":
			return html`${verdict(stage, result.before, result.after)}${scoreTable(stage, beforeAfter(result))}${maps(stage, [
				[result.before.map, t("The map")],
				[result.after.map, t("Switched off")],
			])}`;
		case "subsampling":
			return subsampling(stage, result);
		case "padding":
			return padding(stage, result);
		case "pooling":
			return html`${verdict(stage, result.before, result.after)}${maps(stage, [
				[result.maximum, t("Maximum")],
				[result.mean, t("Mean")],
			])}${scoreTable(stage, [
				[t("As it is"), result.before],
				[t("The other kind"), result.after],
			])}`;
		case "kernel":
			return kernel(stage, result, byHand);
	}
}

const beforeAfter = ({ before, after }: Of<"ablation"> | Of<"rotation"> | Of<"translation"> | Of<"kernel">) =>
	[
		[t("Before"), before],
		[t("After"), after],
	] as const;

function translation(stage: Stage, result: Of<"translation">): TemplateResult {
	const { before, after, layers } = result;
	return html`${verdict(stage, before, after)}
		<div class="beside-each-other">
			<div class="pictures">${figure(stage, before.input, t("The picture"))}${figure(stage, after.input, t("Moved"))}</div>
			${maps(stage, [
				[before.map, t("Map of the picture")],
				[after.map, t("Map of the moved picture")],
			])}
		</div>
		<div class="beside-each-other">${equivariance(stage, layers)}${scoreTable(stage, beforeAfter(result))}</div>`;
}

/** By layer, how far the maps moved along. */
function equivariance({ model }: Stage, layers: readonly Equivariance[]): TemplateResult {
	const rows = layers.map((layer) => {
		const index = model.layers.findIndex(({ key }) => key === layer.layer);
		const error = errorOf(layer);
		const words =
			layer.places === 0
				? t("nothing is left that no border has touched")
				: layer.exact
					? t("moves along exactly")
					: t("falls between two outputs");
		return html`<tr><th scope="row">${index < 0 ? layer.layer : layerName(model, index)}</th>
			<td>${formatNumber(layer.shift[0])}, ${formatNumber(layer.shift[1])}</td>
			<td>${layer.places === 0 ? "–" : error === 0 ? "0" : formatShare(error)}</td><td class="dim">${words}</td></tr>`;
	});
	return html`<table class="moves"><caption>${t("How the maps move along, away from the border")}</caption>
		<thead><tr><th scope="col">${t("Layer")}</th><th scope="col">${t("Shift (down, right)")}</th><th scope="col">${t("Error")}</th><th scope="col"><span class="sr-only">${t("What it says")}</span></th></tr></thead>
		<tbody>${rows}</tbody></table>`;
}

const fractions: Readonly<Record<number, string>> = { 2: "½", 4: "¼", 8: "⅛" };

function subsampling(stage: Stage, { before, trials }: Of<"subsampling">): TemplateResult {
	const names = trials.map(({ factor }) => fractions[factor] ?? `1/${factor}`);
	const last = trials.at(-1);
	return html`${last ? verdict(stage, before, last.after) : nothing}
		<div class="pictures">${figure(stage, before.input, t("The picture"))}${trials.map(({ after }, i) => figure(stage, after.input, names[i] ?? ""))}</div>
		${maps(stage, [[before.map, t("Map of the picture")], ...trials.map(({ after }, i) => [after.map, names[i] ?? ""] as const)])}
		${scoreTable(stage, [[t("The picture"), before], ...trials.map(({ after }, i) => [names[i] ?? "", after] as const)])}`;
}

function padding(stage: Stage, { padded, bare, everywhere, depth, border, inside, places }: Of<"padding">): TemplateResult {
	const size = (planes: typeof padded) => `${planes.height}×${planes.width}`;
	const sentence =
		places === 0
			? t("This layer has no padding: no window reaches beyond the border.")
			: bare
				? t("{places} of {all} numbers are made with zeros of the border. Without it the map is {bare}, not {padded}.", {
						places: formatCount(places),
						all: formatCount(padded.height * padded.width),
						bare: size(bare),
						padded: size(padded),
					})
				: t("Without its padding the kernel does not fit into the map.");
	return html`<p class="verdict" role="status">${sentence}</p>
		${maps(stage, [
			[padded, t("With padding, {size}", { size: size(padded) })],
			[bare, bare ? t("Without, {size}", { size: size(bare) }) : ""],
			[everywhere, everywhere ? t("Without in any layer, {size}", { size: size(everywhere) }) : ""],
		])}
		${places === 0 ? nothing : html`<p>${t("Mean size of the numbers: {border} where the border is reached, {inside} elsewhere.", { border: formatValue(border), inside: formatValue(inside) })}</p>`}
		${alongDepth(stage, depth)}`;
}

/** What becomes of sizes from layer to layer, and how far the border's zeros creep in. */
function alongDepth({ model }: Stage, depth: Of<"padding">["depth"]): TemplateResult {
	const rows = depth.map(({ layer, size, bare, touched }) => {
		const index = model.layers.findIndex(({ key }) => key === layer);
		const share = touched === undefined ? undefined : touched / (size[0] * size[1]);
		const width = styled({ width: `${(share ?? 0) * 100}%` });
		return html`<tr><th scope="row">${index < 0 ? layer : layerName(model, index)}</th><td>${formatPair(size)}</td>
			<td><span class="score-bar" aria-hidden="true"><span ${width}></span></span> ${share === undefined ? "–" : formatShare(share)}</td>
			<td>${bare ? formatPair(bare) : t("does not fit")}</td></tr>`;
	});
	return html`<table class="moves"><caption>${t("Along the depth: what padding does to sizes, and how far the border's zeros reach in")}</caption>
		<thead><tr><th scope="col">${t("Layer")}</th><th scope="col">${t("As it is")}</th><th scope="col">${t("Reached by the border")}</th><th scope="col">${t("Without padding in any layer")}</th></tr></thead>
		<tbody>${rows}</tbody></table>`;
}

function kernel(stage: Stage, result: Of<"kernel">, byHand: boolean): TemplateResult {
	const { before, after, sharing, changed, places, change } = result;
	const { shared, local, full } = sharing;
	const row = (name: string, count: number) =>
		html`<tr><th scope="row">${name}</th><td>${formatCount(count)}</td><td class="dim">${shared > 0 ? `× ${formatNumber(Number((count / shared).toPrecision(3)))}` : nothing}</td></tr>`;
	return html`<p class="verdict" role="status">${t("{changed} of {places} positions changed, by {change} on average.", { changed: formatCount(changed), places: formatCount(places), change: formatValue(change) })}</p>
		${maps(stage, [
			[before.map, t("Before")],
			[after.map, byHand ? t("With the changed kernel") : t("Without the kernel")],
		])}
		<div class="beside-each-other"><table class="moves"><caption>${t("What this layer learns, and would learn if nothing was shared")}</caption>
			<thead><tr><th scope="col">${t("Layer")}</th><th scope="col">${t("Parameters")}</th><th scope="col"><span class="sr-only">${t("Times as many")}</span></th></tr></thead>
			<tbody>${row(t("shared kernels"), shared)}${row(t("a kernel of its own at every position"), local)}${row(t("fully connected"), full)}</tbody></table>
		<div>${verdict(stage, before, after)}${scoreTable(stage, beforeAfter(result))}</div></div>`;
}
