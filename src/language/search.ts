import { accepts } from "../network/attribute";
import { INPUT } from "../network/graph";
import type { FixValue, IssueCode } from "../network/issue";
import { dilated, type Pair, type Shape, sameShape } from "../network/shape";
import type { Analysis, Issue, Layer, LayerSource } from "../source/analysis";
import { largerInputs } from "./grow";
import { layersOf, siblingsOf } from "./lookup";
import { shapesOf } from "./whatif";

/** A change elsewhere in the model after which a faulty layer fits. */
export type UpstreamChange =
	| {
			readonly kind: "attribute";
			readonly layer: Layer;
			readonly attribute: string;
			readonly value: FixValue;
			/** What the changed layer makes then. */
			readonly shape: Shape;
			/** Its height and width are those that come in. */
			readonly keeps: boolean;
	  }
	| { readonly kind: "input"; readonly shape: Shape }
	/** Without this layer of the list. */
	| { readonly kind: "without"; readonly layer: Layer; readonly siblings: readonly LayerSource[] }
	/** This layer behind another one further down the list. */
	| { readonly kind: "move"; readonly layer: Layer; readonly siblings: readonly LayerSource[]; readonly behind: LayerSource };

/** How many layers above a fault are tried, nearest first. */
const NEAREST = 6;

/** Most layers computed while searching: it bounds the time that a menu takes to open, some 50 ms. */
const BUDGET = 40_000;

const searched: ReadonlySet<IssueCode> = new Set([
	"features-mismatch",
	"channels-mismatch",
	"groups-mismatch",
	"shapes-differ",
	"kernel-too-large",
	"output-too-small",
]);

/** What is least surprising comes first. */
const order = ["out_channels", "out_features", "padding", "input", "stride", "kernel_size"];

/**
 * Single changes of layers above a fault (width, padding, stride, kernel size) and of the input's size with which the faulty layer fits, in all
 * its repetitions, and everything else stays as it is written; at most one a layer and attribute, the nearest layer first. They were computed on shapes alone: the
 * layers beside and below are for the caller to check.
 */
export function upstreamChanges(analysis: Analysis, issue: Issue): readonly UpstreamChange[] {
	const faulty = issue.layer === undefined ? undefined : analysis.layers[issue.layer];
	if (!faulty || issue.severity !== "error") return [];
	if (issue.code === "wrong-rank") return withoutFlatten(analysis, faulty);
	if (!searched.has(issue.code)) return [];
	const runs = layersOf(analysis, faulty.source);
	const last = runs.at(-1)?.index ?? faulty.index;
	const found: { readonly change: UpstreamChange; readonly rank: number }[] = [];
	let budget = BUDGET;
	for (const layer of nearestAbove(analysis, faulty)) {
		for (const [attribute, values] of proposals(analysis, faulty, layer)) {
			for (const value of values) {
				budget -= last + 1;
				if (budget < 0) break;
				const shapes = shapesOf(analysis, { source: layer.source, changes: { [attribute]: value } }, last);
				const shape = shapes[layer.index];
				if (!shape || runs.some(({ index }) => !shapes[index])) continue;
				const incoming = layer.inputShapes?.[0] ?? [];
				const keeps = sameShape(incoming.slice(1), shape.slice(1));
				found.push({ change: { kind: "attribute", layer, attribute, value, shape, keeps }, rank: order.indexOf(attribute) });
				break;
			}
		}
	}
	if (!issue.fixes.some(({ kind }) => kind === "grow-input")) {
		for (const shape of largerInputs(analysis, issue)) found.push({ change: { kind: "input", shape }, rank: order.indexOf("input") });
	}
	return found.sort((a, b) => a.rank - b.rank).map(({ change }) => change);
}

/** A layer that needs maps behind a Flatten: the Flatten belongs in front of the next Linear, or nowhere. */
function withoutFlatten(analysis: Analysis, faulty: Layer): readonly UpstreamChange[] {
	let layer = analysis.layers[faulty.inputs[0] ?? INPUT];
	while (layer && layer.type !== "Flatten") layer = analysis.layers[layer.inputs[0] ?? INPUT];
	const siblings = layer && siblingsOf(analysis, layer.source);
	if (!layer || !siblings) return [];
	const without: UpstreamChange = { kind: "without", layer, siblings };
	const at = siblings.indexOf(faulty.source);
	const vectors = siblings.findIndex(({ type }, i) => i > at && (type === "Linear" || type === "Flatten"));
	const behind = at < 0 || siblings[vectors]?.type !== "Linear" ? undefined : siblings[vectors - 1];
	return behind ? [{ kind: "move", layer, siblings, behind }, without] : [without];
}

/** Layers above with a window or a width of their own, nearest first, one of each place in the text. */
function nearestAbove(analysis: Analysis, faulty: Layer): readonly Layer[] {
	const found: Layer[] = [];
	const seen = new Set<number>();
	const sources = new Set<Layer["source"]>();
	let front = [...faulty.inputs];
	while (front.length > 0 && found.length < NEAREST) {
		const next: number[] = [];
		for (const index of front) {
			const layer = analysis.layers[index];
			if (!layer || index === INPUT || seen.has(index)) continue;
			seen.add(index);
			next.push(...layer.inputs);
			const adjustable =
				layer.kind && ["kernel_size", "out_channels", "out_features"].some((name) => Object.hasOwn(layer.kind?.attributes ?? {}, name));
			if (!adjustable || sources.has(layer.source)) continue;
			sources.add(layer.source);
			found.push(layer);
		}
		front = next;
	}
	return found.slice(0, NEAREST);
}

const asPair = (value: unknown): Pair | undefined =>
	Array.isArray(value) && value.length === 2 ? [Number(value[0]), Number(value[1])] : undefined;
const shortest = (pair: readonly number[]): FixValue => (pair[0] === pair[1] ? (pair[0] ?? 0) : pair);

/** What could be set on a layer, by attribute, most usual first. Only what its schema accepts and what differs from now. */
function proposals(
	analysis: Analysis,
	faulty: Layer,
	layer: Layer,
): readonly (readonly [attribute: string, values: readonly FixValue[]])[] {
	const now = layer.values ?? {};
	const kernel = asPair(now.kernel_size);
	const dilation = asPair(now.dilation) ?? [1, 1];
	const half = kernel?.map((k, axis) => Math.floor((dilated(k, dilation[axis] ?? 1) - 1) / 2));
	const lists: [string, readonly FixValue[]][] = [];
	for (const name of ["out_channels", "out_features"]) {
		lists.push([name, wanted(analysis, faulty, layer).filter((width) => width > 0)]);
	}
	if (kernel) {
		lists.push(
			["padding", [...(half ? [shortest(half)] : []), "same", 0, 1, 2, 3]],
			["stride", [1, 2, ...(asPair(now.stride) ? [] : [shortest(kernel)])]],
			["kernel_size", [...new Set([kernel[0] - 1, kernel[0] + 1, kernel[0] - 2, kernel[0] + 2, 2, 3, 5, 7])].filter((size) => size >= 2)],
		);
	}
	const { kind } = layer;
	return lists.flatMap(([name, values]) => {
		const attribute = kind && Object.hasOwn(kind.attributes, name) ? kind.attributes[name] : undefined;
		if (!attribute) return [];
		const current = JSON.stringify(now[name]);
		const differs = (value: FixValue) => JSON.stringify(attribute.read(value)) !== current;
		return [[name, values.filter((value) => accepts(attribute, value) && differs(value))] as const];
	});
}

/** Widths (channels or features) with which the faulty layer could fit: what it has written, and what comes in beside. */
function wanted(analysis: Analysis, faulty: Layer, layer: Layer): number[] {
	const widths: number[] = [];
	for (const name of ["in_channels", "in_features", "num_features", "num_channels", "num_parameters", "groups", "num_groups"]) {
		const value = faulty.values?.[name];
		if (typeof value !== "number" || value < 1) continue;
		const width = layer.shape?.[0] ?? value;
		widths.push(value, Math.max(1, Math.round(width / value)) * value);
	}
	for (const index of faulty.inputs) {
		const width = (index === INPUT ? analysis.input?.shape : analysis.layers[index]?.shape)?.[0];
		if (width !== undefined) widths.push(width);
	}
	return [...new Set(widths)];
}
