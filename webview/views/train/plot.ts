import { html, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import uPlot from "uplot";
import { formatCount, formatValue } from "../../format";
import { t } from "../../l10n";
import { type Curves, type Measure, marksOf, valueAt } from "../../train/series";
import { View } from "../element";

const AXIS = 11;
/** A little more than there can be, so that a curve at the edge, and the number beside it, are drawn whole. */
const PER_CENT: uPlot.Range.MinMax = [-2, 102];

/** A step that the keyboard is on; none when it leaves. */
export interface PointedEvent {
	readonly step: number | undefined;
}

/** One measure's curves over the steps: training (as it is, and smoothed) and test. Pointing at it, or arrow keys, read exact numbers. */
@customElement("convscope-plot")
export class Plot extends View {
	@property({ attribute: false }) measure: Measure = "loss";
	@property({ attribute: false }) curves: Curves = { steps: [], raw: [], smooth: [], test: [] };
	@property({ attribute: false }) log = false;
	@state() private pointed: number | undefined;
	@query(".plot") private place!: HTMLElement;
	#plot: uPlot | undefined;
	#made = "";
	#drawn: Curves | undefined;
	readonly #resize = new ResizeObserver(() => this.#fit());

	override connectedCallback(): void {
		super.connectedCallback();
		this.#made = "";
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#resize.disconnect();
		this.#plot?.destroy();
		this.#plot = undefined;
	}

	override render(): TemplateResult {
		const { steps } = this.curves;
		const last = Math.max(0, steps.length - 1);
		const at = Math.min(this.pointed ?? last, last);
		const name = this.measure === "loss" ? t("Loss") : t("Accuracy");
		return html`<figure class="curve">
			<figcaption><span class="curve-name">${name}</span>${this.#values(at)}</figcaption>
			<div class="plot" role="slider" tabindex="0" aria-label=${t("{name} over the steps", { name })} aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${at}
				aria-valuetext=${this.#words(at)} @keydown=${this.#key} @blur=${() => this.#point(undefined)}></div>
		</figure>`;
	}

	#number(values: readonly (number | null)[], at: number): string {
		const value = valueAt(values, at);
		if (value === undefined) return "–";
		return this.measure === "loss" ? formatValue(value) : `${value.toFixed(1)} %`;
	}

	#values(at: number): TemplateResult {
		const { raw, smooth, test } = this.curves;
		return html`<span class="reading train" title=${t("Smoothed, and as it is")}><i></i>${t("train")} <b>${this.#number(smooth, at)}</b> <span class="dim">${this.#number(raw, at)}</span></span>
			<span class="reading test"><i></i>${t("test")} <b>${this.#number(test, at)}</b></span>
			<span class="reading dim at">${this.pointed === undefined ? "" : t("step {step}", { step: formatCount(this.curves.steps[at] ?? 0) })}</span>`;
	}

	#words(at: number): string {
		const { steps, raw, smooth, test } = this.curves;
		if (steps.length === 0) return t("no points yet");
		return t("step {step}: train {raw}, smoothed {smooth}, test {test}", {
			step: formatCount(steps[at] ?? 0),
			raw: this.#number(raw, at),
			smooth: this.#number(smooth, at),
			test: this.#number(test, at),
		});
	}

	protected override updated(_changed: PropertyValues): void {
		const { place, curves } = this;
		if (!place || place.clientWidth === 0) {
			if (place) this.#resize.observe(place);
			return;
		}
		const made = [
			this.app?.store.state.theme,
			this.log,
			this.measure,
			document.documentElement.lang,
			colour(this, "--vscode-foreground"),
		].join(" ");
		if (made !== this.#made || !this.#plot) {
			this.#made = made;
			this.#plot?.destroy();
			this.#plot = new uPlot(this.#options(), dataOf(curves), place);
			this.#drawn = curves;
			this.#resize.disconnect();
			this.#resize.observe(place);
		} else if (this.#drawn !== curves) {
			this.#drawn = curves;
			this.#plot.setData(dataOf(curves));
		}
	}

	#options(): uPlot.Options {
		const [ink, hair] = [colour(this, "--vscode-descriptionForeground"), colour(this, "--trough")];
		const [train, test] = [colour(this, "--vscode-charts-blue"), colour(this, "--vscode-charts-yellow")];
		const font = `${AXIS}px ${colour(this, "--vscode-font-family")}`;
		const axis: uPlot.Axis = { stroke: ink, font, gap: 4, grid: { stroke: hair, width: 1 }, ticks: { show: false } };
		const perCent = this.measure === "accuracy";
		const { clientWidth: width, clientHeight: height } = this.place;
		return {
			width,
			height,
			padding: [6, 16, 0, 0],
			legend: { show: false },
			cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: "training", scales: ["x", null] } },
			scales: {
				x: { time: false, range: steps },
				y: perCent ? { range: PER_CENT } : this.log ? { distr: 3, range: losses(true) } : { range: losses(false) },
			},
			axes: [
				{ ...axis, size: 22, space: 60, values: (_, steps) => steps.map((step) => (Number.isInteger(step) ? formatCount(step) : "")) },
				{
					...axis,
					size: 44,
					space: 32,
					values: (_, marks, _axis, _room, apart) =>
						perCent ? marks.map((mark) => (mark === null ? "" : `${mark} %`)) : marksOf(marks, apart),
				},
			],
			series: [
				{},
				{ stroke: `color-mix(in srgb, ${train} 38%, transparent)`, width: 1, spanGaps: true, points: { show: false } },
				{ stroke: train, width: 2, spanGaps: true, points: { show: false } },
				{ stroke: test, width: 2, dash: [5, 3], spanGaps: true, points: { show: true, size: 6, fill: test, stroke: test } },
			],
			hooks: { setCursor: [({ cursor }) => this.#hover(cursor.idx ?? undefined)] },
		};
	}

	#hover(place: number | undefined): void {
		if (place !== this.pointed) this.pointed = place;
	}

	#fit(): void {
		const { clientWidth: width, clientHeight: height } = this.place;
		if (width === 0 || height === 0) return;
		if (!this.#plot) this.requestUpdate();
		else if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
	}

	#key(event: KeyboardEvent): void {
		const last = this.curves.steps.length - 1;
		const at = Math.min(this.pointed ?? last, last);
		const next = {
			ArrowLeft: at - 1,
			ArrowDown: at - 1,
			ArrowRight: at + 1,
			ArrowUp: at + 1,
			Home: 0,
			End: last,
			PageUp: at + 10,
			PageDown: at - 10,
		}[event.key];
		if (next === undefined || last < 0) return;
		event.preventDefault();
		this.#point(Math.max(0, Math.min(last, next)));
	}

	/** The keyboard is on a point: every plot puts its cursor there. */
	#point(place: number | undefined): void {
		const step = place === undefined ? undefined : this.curves.steps[place];
		this.dispatchEvent(new CustomEvent<PointedEvent>("step-pointed", { detail: { step }, bubbles: true }));
	}

	/** Puts the cursor on a step, or nowhere; the reading follows. */
	pointAt(step: number | undefined): void {
		const left = step === undefined ? -10 : (this.#plot?.valToPos(step, "x") ?? -10);
		this.#plot?.setCursor({ left, top: step === undefined ? -10 : 10 });
	}
}

const dataOf = ({ steps, raw, smooth, test }: Curves): uPlot.AlignedData => [[...steps], [...raw], [...smooth], [...test]];

// Before there are numbers each axis has a range all the same: without one it is not drawn, and there is no room for what stands beside the other.

/** From the first step to the last. */
const steps: uPlot.Range.Function = (_, first, last) => (first == null || last == null ? [0, 1] : [first, last]);

/** As uPlot itself has it. */
const losses =
	(log: boolean): uPlot.Range.Function =>
	(_, least, most) => {
		if (least == null || most == null) return [log ? 0.1 : 0, 1];
		return log ? uPlot.rangeLog(least, most, 10, true) : uPlot.rangeNum(least, most, 0.1, true);
	};

/** A theme's colour or font as it is now. */
const colour = (element: HTMLElement, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();

declare global {
	interface HTMLElementTagNameMap {
		"convscope-plot": Plot;
	}
}
