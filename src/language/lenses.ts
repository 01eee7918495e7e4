import { formatCount } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, Range } from "../source/analysis";
import { skipTrivia } from "./trivia";

export interface Lens {
	readonly range: Range;
	/** "open": opens the panel. "summary": shows the table of layers. */
	readonly kind: "open" | "summary";
	readonly title: Text;
}

/** What stands above the model; nothing above a text that is no model at all. */
export function lenses(analysis: Analysis): readonly Lens[] {
	if (analysis.sources.length === 0 && !analysis.input) return [];
	const start = skipTrivia(analysis.text, 0);
	const range = { start, end: start + 1 };
	return [
		{ range, kind: "open", title: text("Show the network") },
		{ range, kind: "summary", title: summaryTitle(analysis) },
	];
}

/** `61,706 parameters · 416,520 MACs · 12 layers`, of the part that is exact. */
function summaryTitle({ totals, layers, complete }: Analysis): Text {
	const counts = { parameters: formatCount(totals.parameters), macs: formatCount(totals.macs), layers: formatCount(layers.length) };
	if (complete) return text("{parameters} parameters · {macs} MACs · {layers} layers", counts);
	const exact = layers.filter(({ state }) => state === "ok").length;
	return text("{parameters} parameters · {macs} MACs · {exact} of {layers} layers exact", { ...counts, exact: formatCount(exact) });
}
