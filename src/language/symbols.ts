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
	readonly kind: "input" | "layer" | "sequence" | "train";
	readonly range: Range;
	/** Within `range`. */
	readonly selectionRange: Range;
	readonly children: readonly ModelSymbol[];
}

/** The model as a tree: its input, then its layers with what is nested in them, then how it is trained. */
export function symbols(analysis: Analysis): readonly ModelSymbol[] {
	const { data, optimizer, epochs } = analysis.train?.recipe ?? {};
	const { input } = analysis;
	return [
		...keySymbol(analysis, "input", input ? formatShape(input.shape) : ""),
		...analysis.sources.map((source) => symbolOf(analysis, source)),
		...keySymbol(analysis, "train", data === undefined ? "" : `${optimizer} · ${data} ×${epochs}`),
	];
}

/** One of the model's own keys, where it is written. */
function keySymbol({ keys }: Analysis, name: "input" | "train", detail: string): readonly ModelSymbol[] {
	const entry = keys[name];
	if (!entry) return [];
	const range = { start: entry.key.start, end: Math.max(entry.key.end, entry.value.end) };
	return [{ name, detail, kind: name, range, selectionRange: entry.key, children: [] }];
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
