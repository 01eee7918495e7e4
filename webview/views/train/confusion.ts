import { html, type nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Confusion } from "../../../src/protocol/training";
import { formatCount, formatShare } from "../../format";
import { t } from "../../l10n";
import { View } from "../element";
import { styled } from "../styled";

/** How the test pictures of each class were taken. A cell shows one of its pictures; arrow keys move. */
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

	#cell({ classes, counts, examples }: Confusion, row: number, column: number): TemplateResult {
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
		const example = examples?.[at] ?? -1;
		const label = count === 0 ? html`<span class="none">·</span>` : formatCount(count);
		if (!examples) return html`<td title=${words} ${colour}>${label}</td>`;
		return html`<td ${colour}><button type="button" class="cell" data-cell=${at} tabindex=${at === this.active ? 0 : -1} aria-label=${words} aria-disabled=${example < 0 ? "true" : "false"}
			title=${example < 0 ? words : t("{words} – shows one of them", { words })} @focus=${() => {
				this.active = at;
			}} @click=${() => this.#show(example)}>${label}</button></td>`;
	}

	#show(index: number): void {
		const data = this.app?.store.state.training?.recipe?.data;
		if (index < 0 || (data !== "mnist" && data !== "emoji8")) return;
		this.app?.change({ dataset: data });
		this.app?.chooseInput({ kind: "sample", dataset: data, index });
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
