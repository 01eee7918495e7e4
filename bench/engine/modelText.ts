import type { Graph } from "../../src/network/graph";
import { analyze } from "../../src/source";

/** A layer as it is written in a model file. */
export interface LayerText {
	readonly type: string;
	readonly [key: string]: unknown;
}

/** A model as it is written in its file. */
export interface ModelText {
	readonly input: readonly number[];
	readonly layers: readonly LayerText[];
}

/** Layers by short names. */
export const LAYERS = {
	conv: (channels: number, kernel: number, more: Readonly<Record<string, unknown>> = {}): LayerText => ({
		type: "Conv2d",
		out_channels: channels,
		kernel_size: kernel,
		...more,
	}),
	norm: { type: "BatchNorm2d" },
	relu: { type: "ReLU" },
	relu6: { type: "ReLU6" },
	max: (kernel: number, more: Readonly<Record<string, unknown>> = {}): LayerText => ({ type: "MaxPool2d", kernel_size: kernel, ...more }),
	mean: { type: "AdaptiveAvgPool2d", output_size: 1 },
	flatten: { type: "Flatten" },
	linear: (features: number): LayerText => ({ type: "Linear", out_features: features }),
	block: (layers: readonly LayerText[], repeat = 1): LayerText => ({ type: "Sequential", repeat, layers }),
	add: (...from: readonly string[]): LayerText => ({ type: "Add", from }),
} as const;

/** The graph of a model. Throws where its text has a fault. */
export function graphOf(model: ModelText): Graph {
	const { graph, issues } = analyze(JSON.stringify(model), { memoryLimit: 8 * 1024 ** 3 });
	if (!graph) throw new SyntaxError(`no network: ${issues.map(({ text }) => text.message).join(" ")}`);
	return graph;
}
