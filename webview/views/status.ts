import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatMs, formatShare, formatValue } from "../format";
import { say, t } from "../l10n";
import { prediction, scoresOf } from "../scores";
import { brokenLayer, layerName, roughValue, shapeText, statsOf, tileName } from "../twin";
import { weightsWords } from "../weights";
import { View } from "./element";
import { icon } from "./icons";

/** What is shown (input, revision, time, prediction), what the pointer is on in words and numbers, and what is wrong. */
@customElement("convscope-status")
export class Status extends View {
	/** What a screen reader is told: how another input is read. Nothing while one and the same is trained or edited. */
	@state() private said = "";
	#input: string | undefined;

	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		if (!state?.model) return nothing;
		const { status, model } = state;
		return html`<div class="twin">${this.#twin()}</div>
			<div class="status">
				<div class="facts">
					${status ? html`<span class="fact" title=${t("Input")}>${icon("picture")}${status.inputName}</span>` : nothing}
					${this.#reads()}
					${status?.forwardMs === undefined ? nothing : html`<span class="fact dim">${t("forward pass {time}", { time: formatMs(status.forwardMs) })}</span>`}
					<span class="fact dim revision">${t("revision {revision}", { revision: status?.revision ?? model.revision })}</span>
				</div>
				<button type="button" class="tool" title=${t("New random weights")} @click=${() => this.app?.host.reinitialise()}>${icon("refresh")}<span>${t("Re-initialise weights")}</span></button>
			</div>
			<span class="sr-only" role="status">${this.said}</span>`;
	}

	protected override willUpdate(_changed: PropertyValues): void {
		const name = this.app?.store.state.status?.inputName;
		if (name === undefined || name === this.#input) return;
		const { reads = "", real = "" } = this.#verdict() ?? {};
		this.said = this.#input === undefined ? "" : [name, reads, real].filter((words) => words !== "").join(" ");
		this.#input = name;
	}

	/** “reads 7 — 93.1 %”, and what the picture is where it is not that. */
	#verdict(): { readonly verdict: string; readonly reads: string; readonly real: string } | undefined {
		const { model, status } = this.app?.store.state ?? {};
		const scores = scoresOf(model, status);
		const winner = prediction(scores);
		if (!winner) return undefined;
		const reads = t("reads {label} — {share}", { label: winner.label, share: formatShare(winner.probability) });
		// A built-in picture's class says nothing about a network that tells other classes apart.
		const label = scores?.find((score) => score.label === status?.label)?.label;
		if (label === undefined) return { verdict: "", reads, real: "" };
		const right = label === winner.label;
		return { verdict: right ? "right" : "wrong", reads, real: right ? "" : t("(it is {label})", { label }) };
	}

	/** How the input is read, and where the weights come from. */
	#reads(): TemplateResult | typeof nothing {
		const said = this.#verdict();
		if (!said) return this.app?.store.state.status?.weights ? html`<span class="fact">${this.#trained()}</span>` : nothing;
		const { verdict, reads, real } = said;
		return html`<span class="fact reads ${verdict}">${reads}${real ? html` <span class="dim">${real}</span>` : nothing} ${this.#trained()}</span>`;
	}

	/** Where the weights that are shown come from. */
	#trained(): TemplateResult {
		const { training, status } = this.app?.store.state ?? {};
		const { words, sentence } = weightsWords(status?.weights, training);
		return html`<span class="dim origin" title=${sentence ? say(sentence) : nothing}>${say(words)}</span>`;
	}

	#twin(): TemplateResult | string {
		const state = this.app?.store.state;
		const { model, spot, exact } = state ?? {};
		if (!this.app || !model) return "";
		const broken = spot ? -1 : brokenLayer(model, this.app.tiles);
		if (broken >= 0)
			return html`<span>${icon("warning")} ${t("{layer} gives numbers that are not finite (NaN or infinite): they are striped.", { layer: layerName(model, broken) })}</span>`;
		if (!spot) return html`<span class="dim">${t("Point at a map: its numbers stand here. A click goes into it.")}</span>`;
		const rough = roughValue(model, this.app.tiles, spot);
		const value = exact !== undefined ? `= ${formatValue(exact)}` : rough !== undefined ? `≈ ${formatValue(rough)}` : "";
		const shape = model.layers[spot.layer]?.shape ?? model.input;
		const place =
			spot.pixel && spot.what === "maps" && shape?.length === 1
				? value
				: spot.pixel
					? `(y ${spot.pixel[0]}, x ${spot.pixel[1]}) ${value}`
					: "";
		return html`<span class="twin-name">${layerName(model, spot.layer)}</span><span>${tileName(model, spot)}</span>
			${spot.what === "maps" ? html`<span class="dim">${shapeText(model, spot.layer)}</span>` : nothing}
			${statsOf(model, this.app.tiles, spot).map((words) => html`<span>${words}</span>`)}<span class="twin-value">${place}</span>`;
	}
}

/** What is wrong or was restarted, above the pictures. */
@customElement("convscope-notices")
export class Notices extends View {
	override render(): TemplateResult {
		const state = this.app?.store.state;
		const notice = state?.status?.notice;
		const issues = state?.model?.issues.filter((issue) => issue.severity !== "info").slice(0, 3) ?? [];
		const faults = state?.model?.layers.filter((layer) => layer.state === "fault") ?? [];
		return html`<div role="status" aria-live="polite">
			${this.#gone()}
			${state?.said ? html`<div class="notice error">${icon("error")}<span>${state.said}</span></div>` : nothing}
			${notice ? html`<div class="notice ${notice.severity}">${icon(notice.severity)}<span>${say(notice.text)}</span><button type="button" class="link" @click=${() => this.app?.host.showLog()}>${t("Show Log")}</button></div>` : nothing}
			${issues.map((issue) => html`<div class="notice ${issue.severity}">${icon(issue.severity)}<span>${say(issue.text)}</span><button type="button" class="link" @click=${() => this.app?.host.revealLine(issue.line)}>${t("Line {line}", { line: issue.line + 1 })}</button></div>`)}
			${
				faults[0] && issues.length === 0
					? html`<div class="notice error">${icon("error")}<span>${t("{layer} does not fit. What follows it is the last good picture.", { layer: `${faults[0].type} ${faults[0].key}` })}</span><button type="button" class="link" @click=${() => faults[0] && this.app?.select(faults[0].key, true)}>${t("Go to it")}</button></div>`
					: nothing
			}
		</div>`;
	}

	/** The file is not open any more: what is shown all the same, and the way back. */
	#gone(): TemplateResult | typeof nothing {
		const { model, status } = this.app?.store.state ?? {};
		if (!model || !status?.gone) return nothing;
		const deleted = status.gone === "deleted";
		const words = deleted
			? t("{name} was deleted or moved. The picture shows what it held last; open its text and save it to keep it.", { name: model.file })
			: t("{name} is closed. The picture shows what it held last.", { name: model.file });
		const severity = deleted ? "warning" : "info";
		return html`<div class="notice gone ${severity}">${icon(severity)}<span>${words}</span><button type="button" class="link" @click=${() => this.app?.host.reopen()}>${deleted ? t("Open Its Text") : t("Open File")}</button></div>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-status": Status;
		"convscope-notices": Notices;
	}
}
