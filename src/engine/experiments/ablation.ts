import type { ExperimentResult } from "../../network/experiment";
import { type Graph, type GraphNode, INPUT } from "../../network/graph";
import { elements, type Shape } from "../../network/shape";
import type { Model } from "../model";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";

/** The keys of what is added; no layer of a model has a blank in its own. */
const MASK = "experiment mask";
const GATE = "experiment gate";

/** Layers that give a constant, their bias, for each of `count` channels or features, whatever the picture is. */
function constants(input: Shape, maps: boolean, count: number): GraphNode[] {
	const nodes: GraphNode[] = [];
	let shape = input;
	const add = (key: string, type: string, attributes: GraphNode["attributes"], given: Shape) => {
		nodes.push({ key, type, inputs: [nodes.length === 0 ? INPUT : nodes.length - 1], attributes, shape: given });
		shape = given;
	};
	if (input.length === 3) add(`${MASK} mean`, "AdaptiveAvgPool2d", { output_size: 1 }, [input[0] ?? 1, 1, 1]);
	if (maps) add(MASK, "Conv2d", { out_channels: count, kernel_size: 1 }, [count, 1, 1]);
	else {
		if (shape.length > 1) add(`${MASK} flat`, "Flatten", {}, [elements(shape)]);
		add(MASK, "Linear", { out_features: count }, [count]);
	}
	return nodes;
}

/** The network with a factor for each channel (or feature) of one layer behind it. Undefined where the layer gives neither maps nor a vector. */
export function gated(graph: Graph, layer: string): Graph | undefined {
	const tested = graph.nodes.findIndex(({ key }) => key === layer);
	const shape = graph.nodes[tested]?.shape ?? [];
	if (shape.length !== 3 && shape.length !== 1) return undefined;
	const mask = constants(graph.input, shape.length === 3, shape[0] ?? 1);
	const gate = mask.length + tested + 1;
	const place = (from: number) => (from === INPUT ? INPUT : from === tested ? gate : from + mask.length + (from > tested ? 1 : 0));
	const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(place) }));
	const factor: GraphNode = { key: GATE, type: "Multiply", inputs: [gate - 1, mask.length - 1], attributes: {}, shape };
	return { input: graph.input, nodes: [...mask, ...nodes.slice(0, tested + 1), factor, ...nodes.slice(tested + 1)] };
}

/** Switches one map of a layer off, or one number of a vector: 0 for all that comes after it. Undefined where there is none. */
export function ablation(model: Model, scratch: Scratch, input: Float32Array, watched: Watched): ExperimentResult | undefined {
	const graph = model.plan?.graph;
	const tested = model.layer(watched.layer);
	const changed = graph && gated(graph, watched.layer);
	if (!graph || !tested || !changed || watched.tile >= (tested.plan.node.shape[0] ?? 1)) return undefined;
	const other = scratch.of(changed, model, (copy) => {
		const { weight, bias } = copy.layer(MASK)?.parameters ?? {};
		weight?.data.fill(0);
		bias?.data.fill(1);
		if (bias) bias.data[watched.tile] = 0;
	});
	other.forward(input);
	const vector = tested.plan.node.shape.length === 1;
	const watch = { layer: watched.layer, tile: vector ? 0 : watched.tile };
	return { kind: "ablation", before: outcome(model, input, watch), after: outcome(other, input, { ...watch, layer: GATE }, model) };
}
