import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { PanelTraining } from "../../../src/protocol/training";
import { formatCount } from "../../format";
import { t } from "../../l10n";
import { type Curves, curvesOf, type Measure } from "../../train/series";
import { View } from "../element";
import { icon } from "../icons";
import "./plot";
import type { PointedEvent } from "./plot";

/** Loss and accuracy side by side, how they are drawn, and the way back along them. */
@customElement("convscope-curves")
export class CurvesView extends View {
	readonly #kept = new Map<Measure, { readonly key: readonly unknown[]; readonly curves: Curves }>();

	override render(): TemplateResult | typeof nothing {
		const { app } = this;
		const training = app?.store.state.training;
		if (!app || !training) return nothing;
		const { logScale, smoothing } = app.store.state.view;
		const scored = training.train.length === 0 || training.train.some(({ accuracy }) => accuracy !== undefined);
		const plot = (measure: Measure, log: boolean) =>
			html`<convscope-plot .app=${app} .version=${this.version} .measure=${measure} .log=${log} .curves=${this.#curves(training, measure, smoothing, log)}></convscope-plot>`;
		return html`<div class="plots" @step-pointed=${this.#pointed}>${plot("loss", logScale)}${scored ? plot("accuracy", false) : nothing}</div>
			<div class="plot-controls">
				${this.#scrubber(training)}
				<label class="check"><input type="checkbox" .checked=${live(logScale)} @change=${(event: Event) => app.change({ logScale: (event.target as HTMLInputElement).checked })} />${t("Log scale")}</label>
				<label class="slider"><span>${t("Smoothing")}</span><input type="range" min="0" max="0.98" step="0.02" .value=${live(String(smoothing))}
					@input=${(event: Event) => app.change({ smoothing: Number((event.target as HTMLInputElement).value) })} /></label>
				<button type="button" class="tool" ?disabled=${training.train.length + training.test.length === 0} aria-label=${t("Export the curves as CSV or JSON")} title=${t("Export the curves as CSV or JSON")}
					@click=${() => app.host.exportRun()}>${icon("save")}</button>
			</div>`;
	}

	#pointed(event: CustomEvent<PointedEvent>): void {
		for (const plot of this.querySelectorAll("convscope-plot")) plot.pointAt(event.detail.step);
	}

	/** The same curves as long as nothing that they show is another. */
	#curves({ train, test }: PanelTraining, measure: Measure, smoothing: number, log: boolean): Curves {
		const key = [train, test, smoothing, log];
		const known = this.#kept.get(measure);
		if (known?.key.every((part, i) => part === key[i])) return known.curves;
		const curves = curvesOf({ train, test }, measure, { smoothing, log });
		this.#kept.set(measure, { key, curves });
		return curves;
	}

	/** Snapshots in the order of their steps, and the present behind the last. */
	#scrubber({ snapshots, shown, step }: PanelTraining): TemplateResult {
		const { app } = this;
		const marks = snapshots.filter((mark) => mark.step < step);
		const at = shown === undefined ? marks.length : marks.findLastIndex((mark) => mark.step <= shown);
		const shownStep = marks[at]?.step;
		const words = shownStep === undefined ? t("Now") : t("step {step}", { step: formatCount(shownStep) });
		const go = (event: Event): void => {
			const mark = marks[Number((event.target as HTMLInputElement).value)];
			app?.host.showSnapshot(mark ? mark.step : null);
		};
		return html`<label class="slider snapshots"><span>${t("Weights of")}</span><input type="range" min="0" max=${marks.length} step="1" .value=${live(String(Math.max(0, at)))}
				?disabled=${marks.length === 0} aria-valuetext=${words} @input=${go} /><span class="slider-value">${words}</span></label>
			<button type="button" class="tool" ?disabled=${shownStep === undefined} title=${t("Forgets what came after this step and trains on from here")}
				@click=${() => shownStep !== undefined && app?.host.continueFrom(shownStep)}>${t("Continue from here")}</button>`;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-curves": CurvesView;
	}
}
