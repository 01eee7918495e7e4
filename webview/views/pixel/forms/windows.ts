import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatCount, formatValue } from "../../../format";
import { t } from "../../../l10n";
import { kernelRange } from "../../../paint/range";
import { write } from "../../../pixel/expression";
import { extentOf, kernelPainter, productPainter, rangeAt } from "../../../pixel/ink";
import { type Context, type Of, sourceOf } from "../context";
import { pager } from "../pager";
import { planRow } from "../window-row";

/** Convolutions: one row an input channel. */
export function windows(context: Context, derivation: Of<"windows">): TemplateResult {
	const { colours, index, layer, page, gradients, room, pixel, digits } = context;
	const columns = Math.max(1, ...derivation.windows.map((window) => window.columns.length));
	const kernels = derivation.windows.some(({ kernel }) => kernel);
	const plan = planRow(room, columns, kernels ? (gradients ? 2 : 3) : 1);
	const known = kernelRange(colours.model, colours.tiles, index, undefined, "layer");
	const range = known > 0 ? known : extentOf(derivation.windows.flatMap(({ kernel }) => kernel?.values ?? []));
	const others = derivation.total - derivation.windows.length;
	return html`
		${pager(context, derivation.total, t("Input channels"))}
		<div class="window-rows">${repeat(
			derivation.windows,
			// By place: rows keep their elements while the window moves, whatever channel comes next.
			(_, nth) => nth,
			(window) => html`<convscope-window-row .app=${context.app} .context=${context} .window=${window} .plan=${plan}
				.kernelPainter=${kernelPainter(colours, range)} .productPainter=${productPainter(colours, range * Math.max(...derivation.windows.map((each) => rangeAt(colours, sourceOf(context, each.input)))))}
				.gradient=${gradients ? derivation.gradient : undefined} .version=${context.version}></convscope-window-row>`,
		)}</div>
		${
			gradients
				? nothing
				: html`<dl class="row-totals">
			${others > 0 ? html`<dt>${t("{count} more channels", { count: formatCount(others) })}</dt><dd title=${formatValue(derivation.rest)}>${write(derivation.rest, digits.style, digits.terms)}</dd>` : nothing}
			${derivation.bias === undefined ? nothing : html`<dt>${t("bias")} <code>bias[${layer.shape?.length === 1 ? pixel.x : pixel.tile}]</code></dt><dd title=${formatValue(derivation.bias)}>${write(derivation.bias, digits.style, digits.terms)}</dd>`}
			<dt>${t("sum")}</dt><dd class="row-total" title=${formatValue(derivation.value)}>${write(derivation.value, digits.style, digits.result)}</dd>
		</dl>`
		}
		<p class="dim hint">${hint(gradients, kernels && page.from === 0)}</p>`;
}

/** What can be done with the numbers. */
function hint(gradients: boolean, kernels: boolean): string {
	if (gradients) return t("Choose a number on the right to see all that is sent back to it.");
	return kernels ? t("Choose a number of a kernel to see how its gradient comes about.") : "";
}
