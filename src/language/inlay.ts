import { formatBytes, formatCount, formatShape } from "../network/shape";
import { type Text, text } from "../network/text";
import type { Analysis, Layer, LayerSource, Range } from "../source/analysis";
import { firstLayer, outputsOf } from "./lookup";

export interface InlayHint {
	/** Right behind the layer's closing brace. */
	readonly offset: number;
	/** Language-free: `→ 6×28×28`; `→ ✗` for a layer at fault, `→ ?` where nothing can be known. */
	readonly label: string;
	/** One line each. */
	readonly tooltip: readonly Text[];
	/** The layer that a click on it selects. */
	readonly layer: number | undefined;
}

/** The output shape behind every layer (and Sequential) that ends within the range. */
export function inlayHints(analysis: Analysis, range?: Range): readonly InlayHint[] {
	const hints: InlayHint[] = [];
	const visit = (sources: readonly LayerSource[]): void => {
		for (const source of sources) {
			if (range && source.range.end < range.start) continue;
			if (range && source.range.start > range.end) return;
			if (source.children) visit(source.children);
			if (range && source.range.end > range.end) continue;
			const outputs = outputsOf(analysis, source);
			const last = outputs.at(-1);
			if (!last) continue;
			hints.push({
				offset: source.range.end,
				label: `→ ${outputLabel(outputs)}`,
				tooltip: source.children ? [] : tooltip(last, outputs.length),
				layer: firstLayer(analysis, source)?.index,
			});
		}
	};
	visit(analysis.sources);
	return hints;
}

/** The most different shapes that are written out. */
const WRITTEN_OUT = 3;

/** `6×28×28`; of repetitions that differ `8×28×28, 8×14×14 (×2)`, or the first and the last of many. */
export function outputLabel(outputs: readonly Layer[]): string {
	const each = outputs.map(({ shape, state }) => (shape ? formatShape(shape) : state === "fault" ? "✗" : "?"));
	const different = [...new Set(each)];
	if (different.length <= 1) return different[0] ?? "?";
	const shown = different.length <= WRITTEN_OUT ? different.join(", ") : `${different[0]} … ${each.at(-1)}`;
	return `${shown} (×${outputs.length})`;
}

function tooltip(layer: Layer, runs: number): Text[] {
	if (layer.state === "fault") return [text("This layer is at fault: its output is not known.")];
	if (layer.state === "blocked") return [text("Not known: something above is at fault.")];
	const lines: Text[] = [];
	if (layer.parameters > 0) lines.push(text("{count} parameters", { count: formatCount(layer.parameters) }));
	if (layer.macs > 0) lines.push(text("{count} multiply-adds", { count: formatCount(layer.macs) }));
	lines.push(text("{bytes} for one picture", { bytes: formatBytes(layer.bytes) }));
	if (runs > 1) lines.push(text("Repeated {count} times", { count: runs }));
	return lines;
}
