import { html, type nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Confusion, TestedRequest } from "../../../src/protocol/training";
import { formatCount, formatShare } from "../../format";
import { t } from "../../l10n";
import { View } from "../element";
import { styled } from "../styled";

/** The pictures behind a cell are asked for. */
export type CellEvent = NonNullable<TestedRequest["cell"]>;

/** How the test pictures of each class were taken. A cell opens the pictures behind it; arrow keys move. */
@customElement("convscope-confusion")
export class ConfusionView extends View {
	@state() private active = 0;

	override render(): TemplateResult | typeof nothing {
		const training = this.app?.store.state.training;
		const confusion = training?.confusion;
		if (!confusion || confusion.classes.length === 0)
			return html`<p class="dim hint">${t("After each epoch: which classes the test pictures were taken for.")}</p>`;
		const { classes } = confusion;
		return html`<table class="confusion" @keydown=${(event: KeyboardEvent) => this.#key(event, classes.length)}>
			<caption class="dim">${t("Rows: what it is. Columns: what it was taken for.")}</caption>
			<thead><tr><td></td>${classes.map((name) => html`<th scope="col" title=${name}><span>${name}</span></th>`)}</tr></thead>
			<tbody>${classes.map((name, row) => html`<tr><th scope="row" title=${name}><span>${name}</span></th>${classes.map((_, column) => this.#cell(confusion, row, column))}</tr>`)}</tbody>
		</table>`;
	}

	#cell({ classes, counts }: Confusion, row: number, column: number): TemplateResult {
		const n = classes.length;
		const at = row * n + column;
		const count = counts[at] ?? 0;
		const all = counts.slice(row * n, row * n + n).reduce((sum, each) => sum + each, 0);
		const share = all > 0 ? count / all : 0;
		const hue = row === column ? "--vscode-charts-blue" : "--vscode-charts-red";
		const colour = styled({
			"background-color":
				count === 0 ? "transparent" : `color-mix(in srgb, var(${hue}) ${Math.round(8 + 40 * Math.sqrt(share))}%, transparent)`,
		});
		const words = t("{actual} taken for {taken}: {count} ({share})", {
			actual: classes[row] ?? "",
			taken: classes[column] ?? "",
			count: formatCount(count),
			share: formatShare(share),
		});
		const label = count === 0 ? html`<span class="none">·</span>` : formatCount(count);
		return html`<td ${colour}><button type="button" class="cell" data-cell=${at} tabindex=${at === this.active ? 0 : -1} aria-label=${words} aria-disabled=${count === 0 ? "true" : "false"}
			title=${count === 0 ? words : t("{words} – opens them", { words })} @focus=${() => {
				this.active = at;
			}} @click=${() => count > 0 && this.#open(row, column)}>${label}</button></td>`;
	}

	/** Puts the keyboard on a cell. */
	async focusCell({ actual, taken }: CellEvent): Promise<void> {
		await this.updateComplete;
		const n = this.app?.store.state.training?.confusion?.classes.length ?? 0;
		this.querySelector<HTMLElement>(`[data-cell="${actual * n + taken}"]`)?.focus();
	}

	#open(actual: number, taken: number): void {
		this.dispatchEvent(new CustomEvent<CellEvent>("cell-opened", { detail: { actual, taken }, bubbles: true }));
	}

	#key(event: KeyboardEvent, n: number): void {
		const row = Math.floor(this.active / n);
		const column = this.active % n;
		const to = { ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], ArrowDown: [row + 1, column], ArrowUp: [row - 1, column] }[
			event.key
		];
		const [y = -1, x = -1] = to ?? [];
		if (y < 0 || x < 0 || y >= n || x >= n) return;
		event.preventDefault();
		this.active = y * n + x;
		this.querySelector<HTMLElement>(`[data-cell="${this.active}"]`)?.focus();
	}
}

declare global {
	interface HTMLElementTagNameMap {
		"convscope-confusion": ConfusionView;
	}
}
