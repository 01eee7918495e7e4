import { html, type TemplateResult } from "lit";
import type { PanelNumber } from "../../src/protocol/panel";
import type { App } from "../app";
import { t } from "../l10n";
import { typed } from "./typed";

/**
 * A number of a layer, changed in the text by its buttons, by the arrow keys, or typed. It shows what the text says, which follows. Steps go to the
 * next value that fits; what is typed is written as it is.
 */
export function stepper(app: App, layer: string, { name, value, written, least }: PanelNumber): TemplateResult {
	const step = (by: 1 | -1) => app.host.setNumber({ layer, name, change: { kind: "step", by } });
	const set = (event: Event) => {
		const input = event.target as HTMLInputElement;
		const number = input.valueAsNumber;
		if (Number.isInteger(number) && number >= least) app.host.setNumber({ layer, name, change: { kind: "set", value: number } });
		else input.value = String(value);
	};
	const key = (event: KeyboardEvent) => {
		const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
		if (by !== 1 && by !== -1) return;
		event.preventDefault(); // the browser's own step would count past what fits
		(event.target as HTMLInputElement).value = String(value); // what was typed and not entered is given up
		step(by);
	};
	return html`<span class="stepper" data-name=${name}><button type="button" tabindex="-1" aria-label=${t("Smaller {name}", { name })} ?disabled=${value <= least}
			@click=${() => step(-1)}>−</button><input type="number" step="1" min=${least} aria-label=${name} .value=${typed(String(value))} @change=${set}
			@keydown=${key} /><button type="button" tabindex="-1" aria-label=${t("Larger {name}", { name })} @click=${() => step(1)}>+</button></span>${
				written ? "" : html` <span class="dim">${t("default")}</span>`
			}`;
}
