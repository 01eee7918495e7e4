import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { ExperimentKind, ExperimentQuery, KernelNumbers } from "../../../src/network/experiment";
import type { EngineFault } from "../../../src/protocol/engine";
import { type ExperimentReply, type ExperimentRequest, MAX_KERNEL } from "../../../src/protocol/experiment";
import type { PanelLayer, PanelModel } from "../../../src/protocol/panel";
import { experimentKinds, layerFor, suited, words } from "../../experiments/kinds";
import { say, t } from "../../l10n";
import { Latest } from "../../pixel/latest";
import { experimentStyles } from "../../styles/experiments";
import { layerName } from "../../twin";
import { adopt } from "../adopt";
import { View } from "../element";
import "./kernel-editor";
import type { KernelEvent } from "./kernel-editor";
import { resultView } from "./results";

/** How long an answer may take before it is said that it is awaited, in milliseconds. */
const PATIENCE = 400;

/** What was asked, and what came of it. `state` counts what is shown: other weights or another picture ask again. */
interface Asked {
	readonly request: ExperimentRequest;
	readonly state: number;
}
interface Answer {
	readonly request: ExperimentRequest;
	readonly reply: ExperimentReply | EngineFault | undefined;
}

/** Experiments with the network that is shown: a control, and at once what comes of it. */
@customElement("convscope-experiments")
export class Experiments extends View {
	@state() private dy = 1;
	@state() private dx = 1;
	@state() private degrees = 30;
	@state() private invert = false;
	@state() private source: number | undefined;
	/** Whether a kernel's numbers are changed by hand; else it is 0. */
	@state() private byHand = false;
	/** The numbers that are tried in place of the kernel's, and which kernel's they are. */
	@state() private edited: { readonly of: string; readonly values: readonly number[] } | undefined;
	/** An answer takes longer than one notices. */
	@state() private waiting = false;
	/** The kernel as it is in the network, and which one that is. */
	#kernel: { readonly of: string; readonly numbers: KernelNumbers } | undefined;
	@query(".experiments") private scroller!: HTMLElement | null;
	#latest: Latest<Asked, Answer> | undefined;
	#status: unknown;
	#shown = 0;

	override connectedCallback(): void {
		super.connectedCallback();
		adopt(this, experimentStyles);
	}

	override firstUpdated(): void {
		this.scroller?.focus({ preventScroll: true });
	}

	protected override willUpdate(): void {
		const { app } = this;
		if (!app) return;
		this.#latest ??= new Latest(
			async ({ request }) => {
				const timer = setTimeout(() => {
					this.waiting = true;
				}, PATIENCE);
				const reply = await app.host.experiment(request).catch(() => undefined);
				clearTimeout(timer);
				return { request, reply };
			},
			() => {
				this.waiting = false;
				this.#learn();
				this.requestUpdate();
			},
		);
		const { status } = app.store.state;
		if (status !== this.#status) this.#shown++;
		this.#status = status;
	}

	override render(): TemplateResult | typeof nothing {
		const { app, version } = this;
		const panel = app?.store.state;
		if (!app || !panel?.model) return nothing;
		const { model, view } = panel;
		const kind = view.experiment;
		const layer = layerFor(kind, model, view.selected);
		return html`<div class="experiments" tabindex="-1">
			<fieldset class="segments"><legend class="sr-only">${t("Experiment")}</legend>${experimentKinds.map((each) => this.#choice(each, kind))}</fieldset>
			<p class="question">${words[kind].question()} <span class="dim waiting" role="status">${this.waiting ? t("Computing…") : nothing}</span></p>
			${layer ? html`<div class="controls">${this.#controls(kind, model, layer)}</div>${kind === "kernel" && this.byHand ? this.#editor(layer) : nothing}` : html`<p class="dim">${t("This network has no layer to try this with.")}</p>`}
			<div class="result">${layer ? this.#result({ app, version, model }, kind) : nothing}</div>
		</div>`;
	}

	#choice(value: ExperimentKind, current: ExperimentKind): TemplateResult {
		return html`<label class="segment"><input type="radio" name="experiment" .value=${value} .checked=${live(current === value)}
			@change=${() => this.app?.change({ experiment: value })} /><span>${words[value].name()}</span></label>`;
	}

	#controls(kind: ExperimentKind, model: PanelModel, layer: PanelLayer): TemplateResult {
		return html`<label>${t("Layer")} <select class="field" @change=${(event: Event) => this.app?.select((event.target as HTMLSelectElement).value)}>${suited(
			kind,
			model,
		).map(
			(each) => html`<option value=${each.key} ?selected=${each === layer}>${layerName(model, model.layers.indexOf(each))}</option>`,
		)}</select></label>
			${this.#tiles(layer)}
			${kind === "translation" ? html`${this.#shift(model, "dy", 1, t("Down"))}${this.#shift(model, "dx", 2, t("To the right"))}` : nothing}
			${kind === "rotation" ? this.#turn() : nothing}
			${kind === "kernel" ? this.#sources(layer) : nothing}`;
	}

	/** Which map, or which number of a vector. */
	#tiles(layer: PanelLayer): TemplateResult | typeof nothing {
		const count = layer.shape?.[0] ?? 1;
		if (count < 2) return nothing;
		const change = (event: Event) => this.app?.change({ channel: numberIn(event, count - 1) ?? 0 });
		return html`<label>${layer.shape?.length === 1 ? t("Number") : t("Map number")} <input class="field" type="number" min="0" max=${count - 1} .value=${live(String(this.#tileOf(layer)))} @input=${change} /></label>`;
	}

	#shift(model: PanelModel, which: "dy" | "dx", axis: 1 | 2, label: string): TemplateResult {
		const most = Math.max(1, Math.floor((model.input?.[axis] ?? 2) / 2));
		const value = Math.max(-most, Math.min(most, this[which]));
		const move = (event: Event) => {
			this[which] = Number((event.target as HTMLInputElement).value);
		};
		return html`<label class="slider">${label} <input type="range" min=${-most} max=${most} step="1" .value=${live(String(value))} @input=${move} /><output>${value}</output></label>`;
	}

	#turn(): TemplateResult {
		const turn = (event: Event) => {
			this.degrees = Number((event.target as HTMLInputElement).value);
		};
		const invert = (event: Event) => {
			this.invert = (event.target as HTMLInputElement).checked;
		};
		return html`<label class="slider">${t("Turned by")} <input type="range" min="-180" max="180" step="5" .value=${live(String(this.degrees))} @input=${turn} /><output>${this.degrees}°</output></label>
			<label class="check"><input type="checkbox" .checked=${live(this.invert)} @change=${invert} />${t("Inverted")}</label>`;
	}

	/** Which input channel's kernel; nothing stands for all of them. By hand, one is changed. */
	#sources(layer: PanelLayer): TemplateResult {
		const count = sourcesOf(layer);
		const change = (event: Event) => {
			this.source = numberIn(event, count - 1);
		};
		const way = (byHand: boolean, label: string) =>
			html`<label class="segment"><input type="radio" name="kernel" .checked=${live(this.byHand === byHand)} @change=${() => {
				this.byHand = byHand;
				if (byHand) this.source ??= 0;
			}} /><span>${label}</span></label>`;
		return html`<fieldset class="segments"><legend class="sr-only">${t("The kernel")}</legend>${way(false, t("Set to 0"))}${way(true, t("By hand"))}</fieldset><label>${t("Kernel of input channel")} <input class="field" type="number" min="0" max=${count - 1} placeholder=${t("all")} .value=${live(this.source === undefined ? "" : String(Math.min(this.source, count - 1)))} @input=${change} /></label>`;
	}

	/** Which kernel is changed by hand. */
	#kernelOf(layer: PanelLayer): string {
		const { revision } = this.app?.store.state.status ?? {};
		return JSON.stringify([layer.key, this.#tileOf(layer), this.#sourceOf(layer), revision]);
	}

	#sourceOf(layer: PanelLayer): number {
		return Math.min(this.source ?? 0, sourcesOf(layer) - 1);
	}

	#editor(layer: PanelLayer): TemplateResult | typeof nothing {
		const of = this.#kernelOf(layer);
		if (this.#kernel?.of !== of) return nothing;
		const change = ({ detail }: KernelEvent) => {
			this.edited = detail && { of, values: detail };
		};
		return html`<convscope-kernel-editor .app=${this.app} .version=${this.version} .kernel=${this.#kernel.numbers}
			.values=${this.edited?.of === of ? this.edited.values : undefined} @kernel-changed=${change}></convscope-kernel-editor>`;
	}

	/** What the kernel is that was just changed. */
	#learn(): void {
		const { request, reply } = this.#latest?.answer ?? {};
		const panel = this.app?.store.state;
		const layer = panel?.model && layerFor("kernel", panel.model, panel.view.selected);
		if (!layer || request?.kind !== "kernel" || !reply?.ok || reply.result.kind !== "kernel" || !reply.result.kernel) return;
		const [source, tile] = [this.#sourceOf(layer), this.#tileOf(layer)];
		if (request.layer !== layer.key || request.tile !== tile || (request.source ?? 0) !== source) return;
		this.#kernel = { of: this.#kernelOf(layer), numbers: reply.result.kernel };
	}

	#tileOf(layer: PanelLayer): number {
		const { channel = 0 } = this.app?.store.state.view ?? {};
		return Math.min(channel, Math.max(0, (layer.shape?.[0] ?? 1) - 1));
	}

	#result(stage: Parameters<typeof resultView>[0], kind: ExperimentKind): TemplateResult | typeof nothing {
		const { request, reply } = this.#latest?.answer ?? {};
		if (request?.kind !== kind) return nothing;
		// The answer that only said what the kernel is.
		if (request.kind === "kernel" && this.byHand && !request.values && reply?.ok) return nothing;
		if (!reply) return html`<p class="dim">${t("The engine gave no answer.")}</p>`;
		return reply.ok ? resultView(stage, reply.result, this.byHand) : html`<p class="dim" role="status">${say(reply.text)}</p>`;
	}

	#query(kind: ExperimentKind, model: PanelModel, layer: PanelLayer): ExperimentQuery {
		const about = { layer: layer.key, tile: this.#tileOf(layer) };
		const within = (value: number, axis: 1 | 2) => {
			const most = Math.max(1, Math.floor((model.input?.[axis] ?? 2) / 2));
			return Math.max(-most, Math.min(most, value));
		};
		if (kind === "translation") return { ...about, kind, dy: within(this.dy, 1), dx: within(this.dx, 2) };
		if (kind === "rotation") return { ...about, kind, degrees: this.degrees, invert: this.invert };
		if (kind !== "kernel") return { ...about, kind };
		if (this.byHand) {
			const of = this.#kernelOf(layer);
			const own = this.#kernel?.of === of && this.#kernel.numbers.values.length <= MAX_KERNEL ? this.#kernel.numbers.values : undefined;
			const values = this.edited?.of === of ? this.edited.values : own;
			return { ...about, kind, source: this.#sourceOf(layer), ...(values ? { values } : {}) };
		}
		return this.source === undefined ? { ...about, kind } : { ...about, kind, source: Math.min(this.source, sourcesOf(layer) - 1) };
	}

	protected override updated(_changed: PropertyValues): void {
		const { app } = this;
		const panel = app?.store.state;
		if (!app || !panel?.model) return;
		app.want([]);
		const { model, view, status } = panel;
		const kind = view.experiment;
		const layer = layerFor(kind, model, view.selected);
		// Until the network has computed its picture there is nothing to try.
		if (!layer || status?.revision !== model.revision || !status.inputName) return;
		this.#latest?.ask({ request: { revision: status.revision, ...this.#query(kind, model, layer) }, state: this.#shown });
	}
}

/** Input channels of one group of a convolution. */
const sourcesOf = ({ type, weight, shape }: PanelLayer): number => {
	if (type === "Conv2d") return weight?.[1] ?? 1;
	// Transposed: [inputs, outputs of the group].
	const groups = (shape?.[0] ?? 1) / (weight?.[1] ?? 1);
	return Math.max(1, (weight?.[0] ?? 1) / groups);
};

/** A whole number that was typed, within 0…most; undefined where there is none. */
function numberIn(event: Event, most: number): number | undefined {
	const { value } = event.target as HTMLInputElement;
	const number = Math.floor(Number(value));
	return value === "" || !Number.isFinite(number) ? undefined : Math.max(0, Math.min(most, number));
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-experiments": Experiments;
	}
}
