import { Graph, layout } from "@dagrejs/dagre";
import type { PanelModel } from "../../src/protocol/panel";
import { type Box, type Edge, leftOf, type Overview, PAD, rightOf } from "./place";

/** Whether any layer reads something else than the layer above alone. */
export const branched = (model: PanelModel): boolean =>
	model.layers.some(({ inputs }, index) => inputs.length > 1 || (inputs.length === 1 && inputs[0] !== index - 1));

/** Distance from the input along the longest way, by layer. */
function ranksOf(model: PanelModel): readonly number[] {
	const ranks: number[] = [];
	for (const { inputs } of model.layers) ranks.push(1 + Math.max(0, ...inputs.map((input) => (input < 0 ? 0 : (ranks[input] ?? 0)))));
	return ranks;
}

/** How many layers stand side by side at most. */
export function lanesOf(model: PanelModel): number {
	const counts = new Map<number, number>();
	for (const rank of ranksOf(model)) counts.set(rank, (counts.get(rank) ?? 0) + 1);
	return Math.max(1, ...counts.values());
}

const name = (index: number): string => String(index);

/**
 * Left to right by dagre. Every box claims a lane's whole height, so that the headers of one lane stand on one line. Lines from a layer to
 * the next weigh more than those that pass layers by, which keeps the main path straight.
 */
export function layoutGraph(model: PanelModel, boxes: readonly Box[], lane: number): Overview {
	const graph = new Graph();
	graph.setGraph({ rankdir: "LR", nodesep: 24, edgesep: 14, ranksep: 30, marginx: PAD, marginy: PAD });
	graph.setDefaultEdgeLabel(() => ({}));
	for (const box of boxes) graph.setNode(name(box.index), { width: box.width, height: Math.max(lane, box.height) });
	for (const [to, { inputs }] of model.layers.entries()) {
		for (const from of new Set(inputs)) graph.setEdge(name(from), name(to), { weight: from === to - 1 ? 12 : 1 });
	}
	layout(graph);
	const placed = boxes.map((box): Box => {
		const { x, y } = graph.node(name(box.index));
		return { ...box, x: x - box.width / 2, y: y - Math.max(lane, box.height) / 2 };
	});
	const at = (index: number) => placed[index + 1];
	const edges = graph.edges().flatMap(({ v, w }): Edge[] => {
		const [from, to] = [Number(v), Number(w)];
		const [source, target] = [at(from), at(to)];
		if (!source || !target) return [];
		const middle: readonly { x: number; y: number }[] = graph.edge(v, w).points.slice(1, -1);
		const skip = from !== to - 1;
		const corners = skip ? middle.map(({ x, y }): readonly [number, number] => [x, y]) : [];
		return [{ from, to, skip, points: [rightOf(source), ...corners, leftOf(target)] }];
	});
	const width = Math.max(...placed.map((box) => box.x + box.width)) + PAD;
	const height = Math.max(...placed.map((box) => box.y + box.height), ...edges.flatMap((edge) => edge.points.map(([, y]) => y))) + PAD;
	return { flow: "columns", boxes: placed, edges, width, height };
}
