import { formatShape } from "../network/shape";
import type { Analysis, LayerSource, Range } from "../source/analysis";
import { outputLabel } from "./inlay";
import { outputsOf } from "./lookup";
import { ownName } from "./names";

export interface ModelSymbol {
	/** `3 Conv2d`, `stem Sequential`; never empty. */
	readonly name: string;
	/** The output shape, `6×28×28`, and how often it is repeated. */
	readonly detail: string;
	readonly kind: "input" | "layer" | "sequence";
	readonly range: Range;
	/** Within `range`. */
	readonly selectionRange: Range;
	readonly children: readonly ModelSymbol[];
}

/** The model as a tree: its input, then its layers with what is nested in them. */
export function symbols(analysis: Analysis): readonly ModelSymbol[] {
	const layers = analysis.sources.map((source) => symbolOf(analysis, source));
	const input = analysis.keys.input;
	if (!input) return layers;
	const range = { start: input.key.start, end: Math.max(input.key.end, input.value.end) };
	const detail = analysis.input ? formatShape(analysis.input.shape) : "";
	return [{ name: "input", detail, kind: "input", range, selectionRange: input.key, children: [] }, ...layers];
}

function symbolOf(analysis: Analysis, source: LayerSource): ModelSymbol {
	const outputs = outputsOf(analysis, source);
	const repeat = source.keys.repeat?.written;
	const times = typeof repeat === "number" && repeat > 1 ? `×${repeat}` : "";
	return {
		name: `${ownName(source)} ${source.type ?? "?"}`,
		detail: [times, outputs.length > 0 ? outputLabel(outputs) : ""].filter(Boolean).join(" → "),
		kind: source.children ? "sequence" : "layer",
		range: source.range,
		selectionRange: source.typeRange,
		children: (source.children ?? []).map((child) => symbolOf(analysis, child)),
	};
}
