import type { Fix } from "../network/issue";
import { text } from "../network/text";
import type { Layer, LayerSource } from "./analysis";
import type { Document } from "./document";
import type { Issues } from "./issues";
import { passesOn } from "./maker";
import { shorten } from "./values";

/** Warns of layers whose numbers nothing reads, while no error makes that uncertain. */
export function checkUnused(layers: readonly Layer[], output: number | undefined, issues: Issues): void {
	if (issues.anyError) return;
	const read = new Set<LayerSource>();
	const readIndices = new Set<number>(output === undefined ? [] : [output]);
	for (const layer of layers) for (const input of layer.inputs) readIndices.add(input);
	for (const index of readIndices) {
		const source = layers[index]?.source;
		if (source) read.add(source);
	}
	for (const { index, key, source } of layers) {
		if (read.has(source)) continue;
		issues.add({
			code: "unused-output",
			severity: "warning",
			source,
			layer: index,
			range: source.typeRange,
			text: text("Nothing reads the output of {key}.", { key: shorten(key) }),
		});
	}
}

/** Warns where there are more or fewer labels than the network has scores. */
export function checkLabels(layers: readonly Layer[], output: number | undefined, { labels, keys }: Document, issues: Issues): void {
	const last = output === undefined ? undefined : layers[output];
	const classes = last?.shape?.[0];
	const key = keys.labels;
	if (!labels || !key || last?.state !== "ok" || classes === undefined || classes === labels.length) return;
	const maker = makerOf(last, layers);
	issues.add({
		code: "labels-mismatch",
		severity: "warning",
		range: key.value,
		source: maker?.source,
		layer: maker?.index,
		attribute: "labels",
		text: text("There are {labels} labels, but {key} gives {classes} scores.", { labels: labels.length, key: shorten(last.key), classes }),
		fixes: widthFixes(last, maker, labels.length),
	});
}

/** Sets how many numbers leave the network, at the layer that decides it; nothing where no single attribute does. */
export function widthFixes(last: Layer, maker: Layer | undefined, wanted: number): readonly Fix[] {
	const attribute = maker?.type === "Linear" ? "out_features" : maker?.type === "Conv2d" ? "out_channels" : undefined;
	const decides = maker && attribute && maker.shape?.[0] === last.shape?.[0] && (maker.written.groups ?? 1) === 1;
	return decides ? [{ kind: "set", attribute, value: wanted }] : [];
}

/** The layer that decides how many numbers come out: upstream past those that pass them on, and past pools. */
export function makerOf(last: Layer, layers: readonly Layer[]): Layer | undefined {
	let layer: Layer | undefined = last;
	while (layer?.kind && layer.shape && layer.inputShapes?.[0]) {
		const input = layer.inputShapes[0];
		if (!passesOn(layer.kind, input, layer.shape) && layer.kind.group !== "pooling") return layer;
		layer = layers[layer.inputs[0] ?? -1];
	}
	return layer;
}
