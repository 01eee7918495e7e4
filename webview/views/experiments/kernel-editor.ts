import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { KernelNumbers } from "../../../src/network/experiment";
import { MAX_KERNEL, MAX_KERNEL_NUMBER } from "../../../src/protocol/experiment";
import { t } from "../../l10n";
import { extentOf, kernelPainter } from "../../pixel/ink";
import { View } from "../element";
import { styled } from "../styled";

/** The kernel's numbers after one was changed; undefined: as they are in the network. */
export type KernelEvent = CustomEvent<readonly number[] | undefined>;

/** Decimals of a number in its field; what is not touched keeps all of its own. */
const shown = (value: number): string => String(Number(value.toFixed(4)));

/** The numbers of one kernel, each in a field on its colour. What is typed is tried at once; the network's own stay what they are. */
@customElement("convscope-kernel-editor")
export class KernelEditor extends View {
	@property({ attribute: false }) kernel: KernelNumbers | undefined;
	/** The numbers that are tried; undefined: the network's own. */
	@property({ attribute: false }) values: readonly number[] | undefined;

	override render(): TemplateResult | typeof nothing {
		const { app, kernel } = this;
		const { model, view, theme } = app?.store.state ?? {};
		if (!app || !kernel || !model || !view || !theme) return nothing;
		if (kernel.values.length > MAX_KERNEL) return html`<p class="dim">${t("This kernel has too many numbers to be changed by hand.")}</p>`;
		const values = this.values ?? kernel.values;
		const painter = kernelPainter({ model, tiles: app.tiles, view, theme }, extentOf([...kernel.values, ...values]));
		const columns = styled({ "grid-template-columns": `repeat(${kernel.width}, max-content)` });
		return html`<div class="kernel-editor"><div class="kernel-fields" role="group" aria-label=${t("Numbers of the kernel")} ${columns}>${values.map(
			(value, nth) => {
				const ink = painter.ink(value);
				const name = t("row {y}, column {x}", { y: Math.floor(nth / kernel.width), x: nth % kernel.width });
				return html`<input type="number" step="0.1" min=${-MAX_KERNEL_NUMBER} max=${MAX_KERNEL_NUMBER} aria-label=${name} class=${value === kernel.values[nth] ? "" : "edited"}
				.value=${live(shown(value))} ${styled({ "background-color": ink.ground, color: ink.text })} @input=${(event: Event) => this.#type(nth, event)} />`;
			},
		)}</div>
		<button type="button" class="tool" ?disabled=${this.values === undefined} @click=${() => this.#tell(undefined)}>${t("Reset")}</button>
		<button type="button" class="tool" @click=${() => this.#tell(values.map(() => 0))}>${t("All to 0")}</button></div>`;
	}

	#type(nth: number, event: Event): void {
		const { value } = event.target as HTMLInputElement;
		const number = Number(value);
		if (value === "" || !Number.isFinite(number)) return; // half typed
		const within = Math.max(-MAX_KERNEL_NUMBER, Math.min(MAX_KERNEL_NUMBER, number));
		const values = [...(this.values ?? this.kernel?.values ?? [])];
		values[nth] = within;
		this.#tell(values);
	}

	#tell(detail: readonly number[] | undefined): void {
		this.dispatchEvent(new CustomEvent("kernel-changed", { detail }));
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-kernel-editor": KernelEditor;
	}
}
