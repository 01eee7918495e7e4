import type { ExperimentResult } from "../../network/experiment";
import type { Graph, GraphNode } from "../../network/graph";
import type { Model } from "../model";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";

/** What becomes of each kind of pool, and what both kinds are told. */
const others: Readonly<Record<string, { readonly type: string; readonly keeps: readonly string[] }>> = {
	MaxPool2d: { type: "AvgPool2d", keeps: ["kernel_size", "stride", "padding", "ceil_mode"] },
	AvgPool2d: { type: "MaxPool2d", keeps: ["kernel_size", "stride", "padding", "ceil_mode"] },
	AdaptiveMaxPool2d: { type: "AdaptiveAvgPool2d", keeps: ["output_size"] },
	AdaptiveAvgPool2d: { type: "AdaptiveMaxPool2d", keeps: ["output_size"] },
};

/** The same pool of the other kind; undefined where there is none. */
function exchanged({ plan }: NonNullable<ReturnType<Model["layer"]>>): GraphNode | undefined {
	const { node, attributes } = plan;
	const other = others[node.type];
	const dilated = Array.isArray(attributes.dilation) && attributes.dilation.some((distance) => distance !== 1);
	if (!other || dilated) return undefined;
	const kept = Object.entries(node.attributes).filter(([name]) => other.keeps.includes(name));
	return { ...node, type: other.type, attributes: Object.fromEntries(kept) };
}

/** Maximum against mean: the same maps pooled by either, and what the network makes of it. Undefined where the layer is no such pool. */
export function pooling(model: Model, scratch: Scratch, input: Float32Array, watched: Watched): ExperimentResult | undefined {
	const graph = model.plan?.graph;
	const layer = model.layer(watched.layer);
	const node = layer && exchanged(layer);
	if (!graph || !node) return undefined;
	const changed: Graph = { ...graph, nodes: graph.nodes.map((each) => (each.key === node.key ? node : each)) };
	const other = scratch.of(changed, model);
	other.forward(input);
	const [before, after] = [outcome(model, input, watched), outcome(other, input, watched, model)];
	if (!before.map || !after.map) return undefined;
	const [maximum, mean] = node.type.includes("Avg") ? [before.map, after.map] : [after.map, before.map];
	return { kind: "pooling", maximum, mean, before, after };
}
