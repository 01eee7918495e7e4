import { readAttributes } from "../../../src/network/attribute";
import { type Graph, type GraphNode, INPUT } from "../../../src/network/graph";
import { kindOf } from "../../../src/network/registry";
import type { Shape } from "../../../src/network/shape";

/** A layer of a test network: type, attributes, and the indices of its inputs (the layer above where they are left out). */
export interface TestLayer {
	readonly type: string;
	readonly key?: string;
	readonly attributes?: Readonly<Record<string, unknown>>;
	readonly inputs?: readonly number[];
}

/** The graph of such layers, or undefined where the network room refuses one. */
export function tryGraph(input: Shape, layers: readonly TestLayer[]): Graph | undefined {
	const nodes: GraphNode[] = [];
	for (const [i, { type, key = `${i}`, attributes = {}, inputs = [i - 1] }] of layers.entries()) {
		const kind = kindOf(type);
		if (!kind) throw new Error(`no kind ${type}`);
		const shapes = inputs.map((from) => (from === INPUT ? input : (nodes[from]?.shape ?? [])));
		const inference = kind.infer(shapes, readAttributes(kind.attributes, attributes));
		if (!inference.ok) return undefined;
		nodes.push({ key, type, inputs, attributes, shape: inference.shape });
	}
	return { input, nodes };
}

/** The graph; throws where a layer does not fit. */
export function graphOf(input: Shape, layers: readonly TestLayer[]): Graph {
	const graph = tryGraph(input, layers);
	if (!graph) throw new Error("the network is not legal");
	return graph;
}

export const conv = (channels: number, kernel: number, padding = 0): TestLayer => ({
	type: "Conv2d",
	attributes: { out_channels: channels, kernel_size: kernel, padding },
});
export const relu: TestLayer = { type: "ReLU" };
export const pool: TestLayer = { type: "MaxPool2d", attributes: { kernel_size: 2 } };
export const flatten: TestLayer = { type: "Flatten" };
export const dense = (features: number): TestLayer => ({ type: "Linear", attributes: { out_features: features } });

export const lenet: readonly TestLayer[] = [
	conv(6, 5, 2),
	relu,
	pool,
	conv(16, 5),
	relu,
	pool,
	flatten,
	dense(120),
	relu,
	dense(84),
	relu,
	dense(10),
];
