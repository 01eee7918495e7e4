import { readAttributes } from "../../network/attribute";
import type { PaddingStep } from "../../network/experiment";
import { type Graph, type GraphNode, INPUT } from "../../network/graph";
import { kindOf } from "../../network/registry";
import type { Shape } from "../../network/shape";
import type { Plan } from "../plan";
import { travels } from "./travel";

/** Kinds that put a border of zeros (or of −∞) around their maps. */
export const padded: ReadonlySet<string> = new Set(["Conv2d", "MaxPool2d", "AvgPool2d"]);

/** The layer without its padding. */
export const withoutPadding = (node: GraphNode): GraphNode =>
	padded.has(node.type) ? { ...node, attributes: { ...node.attributes, padding: 0 } } : node;

/** By node, its shape where no layer pads; undefined from the first on that does not fit. */
export function bareShapes({ input, nodes }: Graph): readonly (Shape | undefined)[] {
	const shapes: (Shape | undefined)[] = [];
	for (const node of nodes.map(withoutPadding)) {
		const inputs = node.inputs.map((from) => (from === INPUT ? input : shapes[from]));
		const kind = kindOf(node.type);
		const known = inputs.filter((shape): shape is Shape => shape !== undefined);
		const inferred = known.length === inputs.length ? kind?.infer(known, readAttributes(kind.attributes, node.attributes)) : undefined;
		shapes.push(inferred?.ok ? inferred.shape : undefined);
	}
	return shapes;
}

/** All that layer `last` is computed from, without padding; undefined where something does not fit, or its weights would be of another size. */
export function bareUpTo({ input, nodes }: Graph, last: number): Graph | undefined {
	const shapes = bareShapes({ input, nodes });
	const needed = new Set([last]);
	for (let i = last; i >= 0; i--) if (needed.has(i)) for (const from of nodes[i]?.inputs ?? []) if (from !== INPUT) needed.add(from);
	const kept = [...needed].sort((a, b) => a - b);
	// A Linear's weights go with the size of the maps before it.
	if (kept.some((i) => !shapes[i] || nodes[i]?.type === "Linear")) return undefined;
	const place = (from: number) => (from === INPUT ? INPUT : kept.indexOf(from));
	return {
		input,
		nodes: kept.flatMap((i) => {
			const node = nodes[i];
			return node ? [{ ...withoutPadding(node), shape: shapes[i] ?? [], inputs: node.inputs.map(place) }] : [];
		}),
	};
}

/** What padding does along the depth: each layer that may pad, with its size, how much of it the border has touched, and its size without. */
export function alongDepth(plan: Plan): readonly PaddingStep[] {
	const shapes = bareShapes(plan.graph);
	const reached = travels(plan, [0, 0]);
	return plan.graph.nodes.flatMap(({ key, type, shape }, i): PaddingStep[] => {
		const [, height, width] = shape;
		if (!padded.has(type) || height === undefined || width === undefined) return [];
		const [, bareHeight, bareWidth] = shapes[i] ?? [];
		const clean = reached[i]?.map(({ clean: free }) => free.filter(Boolean).length);
		return [
			{
				layer: key,
				size: [height, width],
				bare: bareHeight === undefined || bareWidth === undefined ? undefined : [bareHeight, bareWidth],
				touched: clean ? height * width - (clean[0] ?? 0) * (clean[1] ?? 0) : undefined,
			},
		];
	});
}
