import type { Analysis, AttributeSource, Layer, LayerSource, Range } from "../source/analysis";

/** What stands at a caret. */
export interface Place {
	readonly source: LayerSource;
	/** The layer there: of repeats the first, of a Sequential the first inside; undefined where it was not expanded. */
	readonly layer: Layer | undefined;
	/** The key of the layer in whose name or value the caret stands. */
	readonly attribute: AttributeSource | undefined;
	readonly part: "key" | "value" | undefined;
}

const bySource = new WeakMap<Analysis, ReadonlyMap<LayerSource, readonly Layer[]>>();
const byKey = new WeakMap<Analysis, ReadonlyMap<string, Layer>>();

/** The layers that one place in the text became: several where it is repeated, none for a Sequential itself. */
export function layersOf(analysis: Analysis, source: LayerSource): readonly Layer[] {
	let map = bySource.get(analysis);
	if (!map) {
		const made = new Map<LayerSource, Layer[]>();
		for (const layer of analysis.layers) {
			const list = made.get(layer.source);
			if (list) list.push(layer);
			else made.set(layer.source, [layer]);
		}
		map = made;
		bySource.set(analysis, map);
	}
	return map.get(source) ?? [];
}

/** The layer of that key. */
export function layerOfKey(analysis: Analysis, key: string): Layer | undefined {
	let map = byKey.get(analysis);
	if (!map) {
		map = new Map(analysis.layers.map((layer) => [layer.key, layer]));
		byKey.set(analysis, map);
	}
	return map.get(key);
}

/** Where the layer of that key stands in the text. */
export const rangeOfLayer = (analysis: Analysis, key: string): Range | undefined => layerOfKey(analysis, key)?.source.range;

/** The first layer of a source, or of what is inside it. */
export function firstLayer(analysis: Analysis, source: LayerSource): Layer | undefined {
	for (let at: LayerSource | undefined = source; at; at = at.children?.[0]) {
		const [layer] = layersOf(analysis, at);
		if (layer) return layer;
	}
	return undefined;
}

/**
 * The outputs of a source in the order of its runs: one a repetition, `undefined` for those not known. A Sequential's output is that of its last
 * layer in its own last repetition.
 */
export function outputsOf(analysis: Analysis, source: LayerSource): readonly Layer[] {
	let last = source;
	let inner = 1;
	while (last.children) {
		const repeat = last.keys.repeat?.written;
		if (typeof repeat === "number" && repeat > 1) inner *= repeat;
		const child = last.children.at(-1);
		if (!child) return [];
		last = child;
	}
	const layers = layersOf(analysis, last);
	return inner === 1 ? layers : layers.filter((_, i) => (i + 1) % inner === 0);
}

const holds = (range: Range, offset: number): boolean => range.start <= offset && offset <= range.end;

/** All keys of a layer, `type` and `id` too, in the order of the text. */
export const entriesOf = (source: LayerSource): readonly AttributeSource[] =>
	[...source.attributes, ...Object.values(source.keys)].sort((a, b) => a.key.start - b.key.start);

/** All keys of the model itself, in the order of the text. */
export const topLevelEntries = ({ keys }: Analysis): readonly AttributeSource[] =>
	Object.values(keys).sort((a, b) => a.key.start - b.key.start);

/** The innermost source around an offset (its braces included), searched in O(log n) a level. */
export function sourceAt(sources: readonly LayerSource[], offset: number): LayerSource | undefined {
	let low = 0;
	let high = sources.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sources[middle]?.range.start ?? 0) <= offset) low = middle + 1;
		else high = middle;
	}
	const found = sources[low - 1];
	if (!found || !holds(found.range, offset)) return undefined;
	return sourceAt(found.children ?? [], offset) ?? found;
}

/** The list that a source stands in. */
export function siblingsOf(analysis: Analysis, source: LayerSource): readonly LayerSource[] {
	let siblings = analysis.sources;
	while (!siblings.includes(source)) {
		const around = siblings.find(({ range }) => range.start <= source.range.start && source.range.end <= range.end);
		if (!around?.children) return [];
		siblings = around.children;
	}
	return siblings;
}

/** The key of a layer in whose name or value an offset stands; also right behind a colon with nothing after it yet. */
export function attributeAt(analysis: Analysis, source: LayerSource, offset: number): Pick<Place, "attribute" | "part"> {
	for (const attribute of entriesOf(source)) {
		if (attribute.name === "layers" && holds(attribute.value, offset)) continue;
		if (holds(attribute.key, offset)) return { attribute, part: "key" };
		if (holds(attribute.value, offset)) return { attribute, part: "value" };
		const { end } = attribute.value;
		if (attribute.written === undefined && offset > end && /^[: \t]*$/.test(analysis.text.slice(end, offset)))
			return { attribute, part: "value" };
	}
	return { attribute: undefined, part: undefined };
}

/**
 * The layer at a caret. Inside braces it is the innermost layer there; elsewhere on a line it is the nearest layer that stands on that line, so
 * that a whole line belongs to its layer, the comma and a comment behind it included. On a line without layers there is none: the panel keeps its selection.
 */
export function layerAt(analysis: Analysis, offset: number): Place | undefined {
	const inside = sourceAt(analysis.sources, offset);
	const beside = inside?.children || !inside ? nearestOnLine(analysis, inside?.children ?? analysis.sources, offset) : undefined;
	const source = beside ?? inside;
	if (!source) return undefined;
	const place = inside === source ? attributeAt(analysis, source, offset) : { attribute: undefined, part: undefined };
	return { source, layer: firstLayer(analysis, source), ...place };
}

function nearestOnLine(analysis: Analysis, sources: readonly LayerSource[], offset: number): LayerSource | undefined {
	const { text } = analysis;
	let start = offset;
	while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
	let end = offset;
	while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
	let best: LayerSource | undefined;
	let bestDistance = Number.POSITIVE_INFINITY;
	for (const source of sources) {
		if (source.range.end < start) continue;
		if (source.range.start > end) break;
		const distance = offset < source.range.start ? source.range.start - offset : offset - source.range.end;
		if (distance < bestDistance) {
			best = source;
			bestDistance = distance;
		}
	}
	return best;
}
