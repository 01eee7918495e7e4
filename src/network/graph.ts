import type { Shape } from "./shape";

/** Index that stands for the model's input among a node's inputs. */
export const INPUT = -1;

/** One layer to compute, with nesting and repeats expanded. Plain data: it crosses to the worker as it is. */
export interface GraphNode {
	/** PyTorch's state-dict prefix, unique in the graph: `3`, `stem.conv`, `block.1.0`. */
	readonly key: string;
	readonly type: string;
	/** Nodes that feed it, each an earlier index of `Graph.nodes` or {@link INPUT}. */
	readonly inputs: readonly number[];
	/** Attributes as they are written in the model (JSON values that passed their schema); `readAttributes` fills in the defaults. */
	readonly attributes: Readonly<Record<string, unknown>>;
	/** Output shape, C×H×W or [features]. */
	readonly shape: Shape;
}

/** A network that can be computed: every shape is known and legal. Nodes stand in an order of computation. */
export interface Graph {
	readonly input: Shape;
	readonly nodes: readonly GraphNode[];
}
