import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { t } from "../../l10n";
import { still } from "../../motion/still";
import { type Speed, Sweep, speeds } from "../../pixel/sweep";
import { View } from "../element";
import { icon } from "../icons";

/** Where the sweep stands now. */
export interface SweepEvent {
	readonly at: number;
	readonly playing: boolean;
}

/** Play, pause, speed, and a slider over all output pixels. Who wants reduced motion has the slider alone. */
@customElement("convscope-sweep")
export class SweepBar extends View {
	@property({ attribute: false }) at = 0;
	@property({ attribute: false }) total = 1;
	@property({ attribute: false }) words = "";
	@state() private playing = false;
	readonly #still = matchMedia("(prefers-reduced-motion: reduce)");
	readonly #sweep = new Sweep((steps) => {
		const at = Math.min(this.total - 1, this.at + steps);
		this.at = at;
		this.playing = at < this.total - 1;
		this.#tell(at);
		return this.playing;
	});

	override connectedCallback(): void {
		super.connectedCallback();
		this.#still.addEventListener("change", this.#motion);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#still.removeEventListener("change", this.#motion);
		this.#sweep.pause();
		this.playing = false;
	}

	readonly #motion = (): void => {
		this.stop();
		this.requestUpdate();
	};

	override render(): TemplateResult {
		const play = html`<button type="button" class="tool play" aria-label=${this.playing ? t("Pause") : t("Play: the kernel sweeps over the input")} @click=${() => this.toggle()}>${icon(this.playing ? "pause" : "play")}</button>`;
		const names: Record<Speed, string> = { slow: t("Slow"), normal: t("Normal"), fast: t("Fast") };
		const speed = html`<label><span class="sr-only">${t("Speed")}</span><select class="select" @change=${this.#speed}>${Object.keys(
			speeds,
		).map(
			(each) => html`<option value=${each} ?selected=${each === this.#sweep.speed}>${names[each as Speed]}</option>`,
		)}</select></label>`;
		return html`<div class="sweep">${still() ? "" : play}
			<input type="range" class="slider" min="0" max=${Math.max(0, this.total - 1)} .value=${live(String(this.at))} aria-label=${t("Output pixel")} aria-valuetext=${this.words} @input=${this.#slide} />
			${still() ? "" : speed}</div>`;
	}

	/** Plays from where it stands; from the beginning, if it stands at the end. */
	toggle(): void {
		if (this.playing) {
			this.stop();
			return;
		}
		if (still()) return;
		if (this.at >= this.total - 1) this.at = 0;
		this.playing = true;
		this.#tell(this.at);
		this.#sweep.play();
	}

	stop(): void {
		if (!this.playing) return;
		this.#sweep.pause();
		this.playing = false;
		this.#tell(this.at);
	}

	#slide(event: Event): void {
		this.#sweep.pause();
		this.playing = false;
		this.at = Number((event.target as HTMLInputElement).value);
		this.#tell(this.at);
	}

	#speed(event: Event): void {
		this.#sweep.speed = (event.target as HTMLSelectElement).value as Speed;
	}

	#tell(at: number): void {
		this.dispatchEvent(new CustomEvent<SweepEvent>("swept", { detail: { at, playing: this.playing } }));
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-sweep": SweepBar;
	}
}
