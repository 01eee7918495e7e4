import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import { colourOf } from "../../src/protocol/colour";
import { formatShare, formatValue } from "../format";
import { cssColour, paletteFor } from "../paint/colour";
import { mapRange } from "../paint/range";
import { best, prediction, scoresOf } from "../scores";
import { View } from "./element";
import { styled } from "./styled";

/** The last layer's numbers as class scores: label, the number's colour, the probability as a bar. */
@customElement("convscope-scores")
export class Scores extends View {
	@property({ attribute: false }) layer = -1;
	@property({ attribute: false }) shown = 10;

	override render(): TemplateResult | typeof nothing {
		const state = this.app?.store.state;
		const scores = scoresOf(state?.model, state?.status);
		if (!this.app || !state?.model || !scores) return nothing;
		const palette = paletteFor(state.view.colours, state.theme);
		const range = mapRange(state.model, this.app.tiles, this.layer, undefined, state.view.scope);
		const winner = prediction(scores);
		// While it trains there are new numbers all the time: a bar that glides would never come to rest, and keep the whole panel drawing.
		const live = state.training?.phase === "running" ? "live" : "";
		return html`<ol class="scores ${live}">${best(scores, this.shown).map((score) => {
			const cell = styled({ "background-color": cssColour(colourOf(palette, score.value, range)) });
			const bar = styled({ width: `${Math.max(0, Math.min(1, score.probability)) * 100}%` });
			return html`<li class=${classMap({ score: true, winner: score === winner })} title="${score.label}: ${formatValue(score.value)}">
				<span class="score-label">${score.label}</span>
				<span class="score-cell" ${cell}></span>
				<span class="score-bar"><span ${bar}></span></span>
				<span class="score-share">${formatShare(score.probability)}</span>
			</li>`;
		})}</ol>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-scores": Scores;
	}
}
