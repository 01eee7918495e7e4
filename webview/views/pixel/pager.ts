import { html, nothing, type TemplateResult } from "lit";
import { formatCount } from "../../format";
import { t } from "../../l10n";
import { icon } from "../icons";
import type { Context, Page } from "./context";

/** Which of many parts are shown, and in which order. Where all fit, there is nothing to choose. */
export function pager({ page, turnTo }: Context, total: number, label: string): TemplateResult | typeof nothing {
	if (total <= page.count && page.from === 0) return nothing;
	const last = Math.min(total, page.from + page.count);
	const turn = (by: number) => () => turnTo({ from: Math.max(0, page.from + by * page.count) });
	const order = (event: Event) => turnTo({ order: (event.target as HTMLSelectElement).value as Page["order"], from: 0 });
	return html`<div class="pager" role="group" aria-label=${label}>
		<label><span class="sr-only">${t("Order")}</span><select class="select" @change=${order}>
			<option value="contribution" ?selected=${page.order === "contribution"}>${t("Largest contribution first")}</option>
			<option value="channel" ?selected=${page.order === "channel"}>${t("In order")}</option>
		</select></label>
		<button type="button" class="tool flip" ?disabled=${page.from === 0} aria-label=${t("Previous page")} @click=${turn(-1)}>${icon("chevron")}</button>
		<span class="pager-range">${t("{from}–{to} of {total}", { from: page.from + 1, to: formatCount(last), total: formatCount(total) })}</span>
		<button type="button" class="tool" ?disabled=${last >= total} aria-label=${t("Next page")} @click=${turn(1)}>${icon("chevron")}</button>
	</div>`;
}
