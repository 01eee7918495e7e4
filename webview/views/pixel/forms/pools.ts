import { html, type nothing, type TemplateResult } from "lit";
import type { Window } from "../../../../src/network/derivation";
import { formatCount, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { type Context, type Of, sourceOf } from "../context";
import { wayTo } from "../source";
import { planPool } from "../window-row";

/** MaxPool2d: the winner takes the gradient, too. */
export function max(context: Context, derivation: Of<"max">): TemplateResult {
	const { window, winner } = derivation;
	const columns = window.columns.length;
	const place = { tile: window.tile, y: window.rows[Math.floor(winner / columns)] ?? 0, x: window.columns[winner % columns] ?? 0 };
	const way = wayTo(context, sourceOf(context, window.input), place, t("row {y}, column {x}", place));
	return html`${row(context, window, winner, derivation.gradient)}
		<p class="said">${t("The largest of {count} numbers:", { count: formatCount(window.values.length) })} <b>${formatValue(derivation.value)}</b> · ${way}</p>
		<p class="dim hint">${t("The gradient of this number goes to the largest alone; the others get 0.")}</p>`;
}

/** Average pooling: the mean's terms and what they are divided by. */
export function mean(context: Context, derivation: Of<"mean">): TemplateResult {
	const { window, divisor, gradient } = derivation;
	return html`${row(context, window, undefined, gradient === undefined ? undefined : gradient / divisor)}
		<p class="said">${formatValue(window.sum)} / ${formatCount(divisor)} = <b>${formatValue(derivation.value)}</b></p>
		<p class="dim hint">${t("Each number of the window gets 1/{divisor} of the gradient.", { divisor: formatCount(divisor) })}</p>`;
}

function row(context: Context, window: Window, winner: number | undefined, gradient: number | undefined): TemplateResult | typeof nothing {
	return html`<convscope-window-row .app=${context.app} .context=${context} .window=${window} .winner=${winner}
		.plan=${planPool(context.room, Math.max(1, window.columns.length))}
		.gradient=${context.gradients ? gradient : undefined} .version=${context.version}></convscope-window-row>`;
}
