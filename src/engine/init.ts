import type { GraphNode } from "../network/graph";
import type { Parameter } from "../network/kind";
import { elements } from "../network/shape";
import { Stream } from "./random";
import { type Tensor, tensor } from "./tensor";

/** Whether a person named the layer (`stem.conv`), rather than its place (`3`, `block.1.0`). */
export const isNamed = (key: string): boolean => !/(^|\.)\d+$/.test(key);

/**
 * What a layer is called when its place does not matter: its key where a person named it, else its type and how many of that type come
 * before it in the same named sequence. Inserting a ReLU above a convolution leaves the convolution's identity as it was.
 */
export function identities(nodes: readonly Pick<GraphNode, "key" | "type">[]): string[] {
	const counts = new Map<string, number>();
	return nodes.map(({ key, type }) => {
		if (isNamed(key)) return key;
		const kind = `${key.replace(/(^|\.)\d+(\.\d+)*$/, "")}:${type}`;
		const ordinal = counts.get(kind) ?? 0;
		counts.set(kind, ordinal + 1);
		return `${kind}#${ordinal}`;
	});
}

/**
 * A parameter filled as PyTorch fills it (`Parameter.init`). Its numbers come from one stream an output channel, keyed by seed, layer
 * identity and name: the same layer gets the same kernels whatever stands around it, and more output channels change none of the first.
 * Written into `numbers`, every one of them, where that is given.
 */
export function initialise(
	parameter: Parameter,
	seed: number,
	identity: string,
	numbers: Float32Array = new Float32Array(elements(parameter.shape)),
): Tensor {
	const result = tensor(parameter.shape, numbers);
	const { init } = parameter;
	if (init.kind === "constant") {
		result.data.fill(init.value);
		return result;
	}
	const channels = parameter.shape[0] ?? 1;
	const size = result.data.length / channels;
	for (let channel = 0, at = 0; channel < channels; channel++) {
		const stream = new Stream(seed, identity, parameter.name, channel);
		for (let i = 0; i < size; i++) result.data[at++] = (2 * stream.uniform(i) - 1) * init.bound;
	}
	return result;
}
