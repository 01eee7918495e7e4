import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Text, text } from "../../../src/network/text";
import type { TrainRecipe } from "../../../src/network/train";
import { trainKeys } from "../../../src/network/trainKeys";
import { say, t } from "../../l10n";
import { applies, nextValue, readSetting, type Setting, settings } from "../../train/settings";
import { View } from "../element";
import { typed } from "../typed";

/** Something typed that is no value of a setting. */
interface Refused {
	readonly setting: Setting;
	readonly written: string;
	/** The text's number, which stays: with another one the refusal is over. */
	readonly kept: number;
	/** The field was left, and shows the text's number again. */
	readonly left: boolean;
}

/** The settings that may change while training goes on. Each is a number of the text: changing it here is an edit there. */
@customElement("convscope-train-settings")
export class TrainSettings extends View {
	/** What was typed and is no value. */
	@state() private wrong: Refused | undefined;

	override render(): TemplateResult | typeof nothing {
		const recipe = this.app?.store.state.training?.recipe;
		if (!recipe) return nothing;
		const wrong = this.wrong && recipe[this.wrong.setting] === this.wrong.kept ? this.wrong : undefined;
		return html`<div class="settings" role="group" aria-label=${t("Settings, written into the text")}>
			${settings.map((setting) => this.#field(setting, recipe, wrong))}
			<p class="recipe dim">${recipe.optimizer} · ${recipe.loss}${recipe.schedule ? html` · ${recipe.schedule}` : nothing} · ${recipe.data}</p>
			<p class="setting-fault" role="alert">${wrong ? say(refusal(wrong)) : nothing}</p>
		</div>`;
	}

	#field(setting: Setting, recipe: TrainRecipe, wrong: Refused | undefined): TemplateResult {
		const used = applies(setting, recipe);
		const id = `setting-${setting}`;
		return html`<label for=${id} class=${used ? "" : "dim"} title=${t(trainKeys[setting].doc)}><code>${setting}</code></label>
			<input id=${id} class="setting" type="text" inputmode="decimal" role="spinbutton" autocomplete="off" spellcheck="false" ?disabled=${!used}
				aria-valuenow=${recipe[setting]} aria-invalid=${wrong?.setting === setting && !wrong.left ? "true" : "false"} .value=${typed(written(recipe[setting]))}
				title=${used ? t("↑ and ↓ change it") : t("{optimizer} has none", { optimizer: recipe.optimizer })}
				@blur=${() => {
					if (this.wrong) this.wrong = { ...this.wrong, left: true };
				}}
				@change=${(event: Event) => this.#typed(setting, recipe, event.target as HTMLInputElement)}
				@keydown=${(event: KeyboardEvent) => this.#key(setting, recipe, event)} />`;
	}

	#typed(setting: Setting, recipe: TrainRecipe, field: HTMLInputElement): void {
		const value = readSetting(setting, field.value);
		this.wrong = value === undefined ? { setting, written: field.value, kept: recipe[setting], left: false } : undefined;
		if (value !== undefined) this.#set(setting, value);
	}

	#set(setting: Setting, value: number): void {
		if (value !== this.app?.store.state.training?.recipe?.[setting]) this.app?.host.setTrain(setting, value);
	}

	#key(setting: Setting, recipe: TrainRecipe, event: KeyboardEvent): void {
		const field = event.target as HTMLInputElement;
		const undone = event.key === "Escape" && field.value !== written(recipe[setting]);
		if (event.key !== "ArrowUp" && event.key !== "ArrowDown" && !undone) return;
		event.preventDefault();
		this.wrong = undefined;
		if (undone) {
			// What was typed goes; a second Escape leads out of the field.
			event.stopPropagation();
			field.value = written(recipe[setting]);
			return;
		}
		const value = nextValue(setting, readSetting(setting, field.value) ?? recipe[setting], event.key === "ArrowUp");
		field.value = written(value);
		this.#set(setting, value);
	}
}

/** What a setting takes, in the words that the text's own fault would have. */
const refusal = ({ setting, written }: Refused): Text =>
	text("{attribute} must be {expects}; it is {written}.", { attribute: setting, expects: trainKeys[setting].expects, written });

/** A number as it would be typed. */
const written = (value: number): string => String(value);

declare global {
	interface HTMLElementTagNameMap {
		"convscope-train-settings": TrainSettings;
	}
}
