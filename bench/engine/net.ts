import { readFileSync, writeFileSync } from "node:fs";
import { Stream } from "../../src/engine/random";
import { readAttributes } from "../../src/network/attribute";
import type { Graph } from "../../src/network/graph";
import { kindOf } from "../../src/network/registry";
import { elements, type Shape } from "../../src/network/shape";
import { graphOf } from "./modelText";
import type { Workload } from "./workloads";

/** A tensor of a layer, PyTorch's name and layout; `offset` counts float32 numbers from the first weight. */
export interface NetTensor {
	readonly name: string;
	readonly shape: Shape;
	readonly offset: number;
}

/** A layer for any engine: attributes have their defaults filled in. */
export interface NetNode {
	readonly type: string;
	/** Nodes that feed it; −1 is the input. */
	readonly inputs: readonly number[];
	/** Without the batch. */
	readonly shape: Shape;
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly tensors: readonly NetTensor[];
}

interface NetHead {
	readonly name: string;
	readonly mode: "forward" | "training";
	readonly batch: number;
	readonly learningRate: number;
	readonly graph: Graph;
	readonly nodes: readonly NetNode[];
	readonly weightCount: number;
}

/** A workload with numbers. In a file: one JSON for the head, and one of raw little-endian words: weights, two inputs, targets. */
export interface Net extends NetHead {
	readonly weights: Float32Array;
	/** Two batches, N×C×H×W, so that no engine finds the input that it has just had. */
	readonly inputs: readonly [Float32Array, Float32Array];
	/** N class indices; only for training. */
	readonly targets: Int32Array;
}

const LEARNING_RATE = 0.01;

/**
 * What a tensor is filled with: kernels so that numbers keep their size through ReLUs (He et al., 2015: U(−b, b), b = √(6/fan in)), and statistics
 * that are neither 0 nor 1, so that an engine which forgets one is found out.
 */
function fill(name: string, shape: Shape): (uniform: number) => number {
	const bound = name === "weight" && shape.length > 1 ? Math.sqrt(6 / elements(shape.slice(1))) : 0.1;
	const middle = name === "running_var" || (name === "weight" && shape.length === 1) ? 1 : 0;
	return (uniform) => middle + bound * (2 * uniform - 1);
}

export function makeNet({ name, model, mode, batch }: Workload): Net {
	const graph = graphOf(model);
	const numbers: Float32Array[] = [];
	let offset = 0;
	const nodes = graph.nodes.map((node, layer): NetNode => {
		const kind = kindOf(node.type);
		if (!kind) throw new TypeError(`there is no layer ${node.type}`);
		const shapes = node.inputs.map((from) => (from < 0 ? graph.input : (graph.nodes[from]?.shape ?? [])));
		const attributes = readAttributes(kind.attributes, node.attributes);
		const tensors = (kind.parameters?.(shapes, attributes) ?? []).filter((parameter) => parameter.name !== "num_batches_tracked");
		const placed = tensors.map(({ name: tensor, shape }) => {
			const stream = new Stream("bench", layer, tensor);
			const value = fill(tensor, shape);
			numbers.push(Float32Array.from({ length: elements(shape) }, (_, i) => value(stream.uniform(i))));
			offset += elements(shape);
			return { name: tensor, shape, offset: offset - elements(shape) };
		});
		return { type: node.type, inputs: node.inputs, shape: node.shape, attributes, tensors: placed };
	});
	const weights = new Float32Array(offset);
	let at = 0;
	for (const part of numbers) {
		weights.set(part, at);
		at += part.length;
	}
	const picture = (which: number) => {
		const stream = new Stream("bench", "input", which);
		return Float32Array.from({ length: batch * elements(graph.input) }, (_, i) => stream.uniform(i));
	};
	const classes = nodes.at(-1)?.shape[0] ?? 1;
	const targets = Int32Array.from({ length: batch }, (_, i) => new Stream("bench", "target").bits(i) % classes);
	const head = { name, mode, batch, learningRate: LEARNING_RATE, graph, nodes, weightCount: offset };
	return { ...head, weights, inputs: [picture(0), picture(1)], targets };
}

/** Writes `PATH.json` and `PATH.bin`. */
export function writeNet({ weights, inputs, targets, ...head }: Net, path: string): void {
	writeFileSync(`${path}.json`, JSON.stringify(head));
	const bytes = [weights, ...inputs, targets].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
	writeFileSync(`${path}.bin`, Buffer.concat(bytes));
}

/** Reads what {@link writeNet} wrote; only the first `batch` pictures and targets. */
export function readNet(path: string, batch?: number): Net {
	const head: NetHead = JSON.parse(readFileSync(`${path}.json`, "utf8"));
	const file = readFileSync(`${path}.bin`);
	const words = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
	const one = elements(head.graph.input);
	const taken = batch ?? head.batch;
	const input = (which: number) => new Float32Array(words, 4 * (head.weightCount + which * head.batch * one), taken * one);
	return {
		...head,
		batch: taken,
		weights: new Float32Array(words, 0, head.weightCount),
		inputs: [input(0), input(1)],
		targets: new Int32Array(words, 4 * (head.weightCount + 2 * head.batch * one), taken),
	};
}

/** One tensor's numbers: a view. */
export function numbersOf({ weights }: Net, { offset, shape }: NetTensor): Float32Array {
	return weights.subarray(offset, offset + elements(shape));
}

/** A tensor of a layer by its name. */
export function tensorOf(net: Net, node: NetNode, name: string): Float32Array | undefined {
	const found = node.tensors.find((tensor) => tensor.name === name);
	return found && numbersOf(net, found);
}
