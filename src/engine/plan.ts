import { acceptsAttributes, readAttributes } from "../network/attribute";
import { type Graph, type GraphNode, INPUT } from "../network/graph";
import type { Parameter } from "../network/kind";
import { kindOf } from "../network/registry";
import { elements, formatBytes, formatShape, type Shape, sameShape } from "../network/shape";
import { text } from "../network/text";
import { ALIGNMENT } from "./arena";
import { EngineError } from "./fault";
import { identities } from "./init";
import type { Kernels, Op } from "./op";

/** One layer's place in the plan. Offsets count float32 numbers from the arena's start; shapes start with the batch. */
export interface PlanStep {
	readonly node: GraphNode;
	readonly op: Op;
	/** Who the layer is, wherever it stands: see `identities`. */
	readonly identity: string;
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly parameters: readonly Parameter[];
	readonly shape: Shape;
	readonly offset: number;
	/** Values of everything but weights and position on which the layer's output depends; equal texts compute the same. */
	readonly fingerprint: string;
}

/** What is computed, in which order and where. Made without allocating anything that grows with the network's size in numbers. */
export interface Plan {
	readonly graph: Graph;
	readonly batch: number;
	/** With the batch. The input lies at the arena's start. */
	readonly inputShape: Shape;
	readonly steps: readonly PlanStep[];
	/** How many numbers the arena must hold: the input and every layer's output, all kept because all can be looked at. */
	readonly arena: number;
	/** Whether there is memory for gradients: of the input, every output and every parameter that is no buffer. */
	readonly gradients: boolean;
	/** Whether only forward passes in eval mode are asked for. */
	readonly inference: boolean;
	/** Bytes of arena, parameters, gradients and the largest scratch memory together. */
	readonly bytes: number;
}

export interface PlanOptions {
	readonly backend: Kernels;
	readonly batch: number;
	/** Whether `backward` will be asked for. */
	readonly gradients: boolean;
	/** Whether only forward passes in eval mode will be; false unless said otherwise. */
	readonly inference?: boolean;
	/** Most bytes that weights and activations may take. */
	readonly memoryLimit: number;
}

/** Numbers that a tensor of `count` takes in an arena. */
export const aligned = (count: number): number => Math.ceil(count / ALIGNMENT) * ALIGNMENT;

/** Multiply-adds of a layer for one picture. */
export function multiplyAdds(graph: Graph, { node, attributes }: PlanStep): number {
	const inputs = node.inputs.map((from) => (from === INPUT ? graph.input : (graph.nodes[from]?.shape ?? [])));
	return kindOf(node.type)?.macs?.(inputs, attributes as never, node.shape) ?? 0;
}

const isCount = (size: number): boolean => Number.isSafeInteger(size) && size >= 1;

/** Refuses sizes that nothing can have; without them every sum below is a number of bytes. */
function checkSizes(batch: number, input: Shape): void {
	if (!isCount(batch)) throw new EngineError("invalid-request", text("A batch of {batch} pictures cannot be computed.", { batch }));
	if (!input.every(isCount))
		throw new EngineError("invalid-request", text("The network's input cannot be {shape}.", { shape: formatShape(input) }));
}

/** Refuses a layer that is given more inputs than its kind takes, or none. */
function checkCount({ key, type, inputs: { length: count } }: GraphNode, takes: "one" | "several"): void {
	if (count === 1 || (takes === "several" && count > 1)) return;
	throw new EngineError("invalid-request", text("{layer} cannot take {count} inputs.", { layer: `${key} ${type}`, count }), key);
}

/**
 * The plan for a graph. Throws an {@link EngineError}: `unknown-layer` for a kind without kernels, `invalid-request` for a graph whose
 * shapes are not what its layers give, and for an input or a batch of no size, and `out-of-memory`, with the bytes wanted and the limit,
 * before anything is allocated.
 */
export function makePlan(graph: Graph, { backend, batch, gradients, inference = false, memoryLimit }: PlanOptions): Plan {
	checkSizes(batch, graph.input);
	const names = identities(graph.nodes);
	const steps: PlanStep[] = [];
	let arena = aligned(batch * elements(graph.input));
	let parameterCount = 0;
	let trainableCount = 0;
	let scratch = 0;
	for (const [i, node] of graph.nodes.entries()) {
		const kind = kindOf(node.type);
		const op = backend.opOf(node.type);
		if (!kind || !op)
			throw new EngineError("unknown-layer", text("There are no kernels for layers of type {type}.", { type: node.type }), node.key);
		checkCount(node, kind.takes);
		const inputs = node.inputs.map((from) => (from === INPUT ? graph.input : from >= 0 && from < i ? graph.nodes[from]?.shape : undefined));
		const faulty = () => {
			const values = { layer: `${node.key} ${node.type}`, shape: formatShape(node.shape) };
			return new EngineError("invalid-request", text("{layer} cannot give {shape}.", values), node.key);
		};
		if (!acceptsAttributes(kind.attributes, node.attributes)) throw faulty();
		const attributes = readAttributes(kind.attributes, node.attributes);
		const known = inputs.filter((shape) => shape !== undefined);
		const inferred = known.length > 0 && known.length === inputs.length ? kind.infer(known, attributes) : undefined;
		if (!inferred?.ok || !sameShape(inferred.shape, node.shape)) throw faulty();
		const parameters = kind.parameters?.(known, attributes) ?? [];
		const shape = [batch, ...node.shape];
		const fingerprint = JSON.stringify([node.type, node.inputs, known, attributes]);
		steps.push({ node, op, identity: names[i] ?? node.key, attributes, parameters, shape, offset: arena, fingerprint });
		arena += aligned(elements(shape));
		for (const parameter of parameters) {
			parameterCount += elements(parameter.shape);
			if (!parameter.buffer) trainableCount += aligned(elements(parameter.shape));
		}
		const withBatch = known.map((input) => [batch, ...input]);
		scratch = Math.max(scratch, op.scratch?.(attributes, withBatch, shape) ?? 0);
	}
	const bytes = 4 * (arena + parameterCount + scratch + (gradients ? arena + trainableCount : 0));
	if (!(bytes <= memoryLimit)) throw outOfMemory(bytes, memoryLimit, largest(steps));
	return { graph, batch, inputShape: [batch, ...graph.input], steps, arena, gradients, inference: inference && !gradients, bytes };
}

/** The error of a network that needs more than the caller allows. */
function outOfMemory(wanted: number, limit: number, layer: string | undefined): EngineError {
	const values = { wanted: formatBytes(wanted), limit: formatBytes(limit) };
	const message = text("This network needs {wanted} of memory for its weights and activations; the limit is {limit}.", values);
	return new EngineError("out-of-memory", message, layer, { wanted, limit });
}

/** The error of a network that the caller allows, and the machine has no memory for. */
export function refusedMemory({ bytes }: Plan, limit: number): EngineError {
	const values = { wanted: formatBytes(bytes) };
	const message = text(
		"This network needs {wanted} of memory for its weights and activations; the machine does not give that much.",
		values,
	);
	return new EngineError("out-of-memory", message, undefined, { wanted: bytes, limit });
}

/** The layer that takes most, which is where a person would start to save. */
function largest(steps: readonly PlanStep[]): string | undefined {
	const size = (step: PlanStep) => step.parameters.reduce((sum, parameter) => sum + elements(parameter.shape), elements(step.shape));
	let best: PlanStep | undefined;
	for (const step of steps) if (!best || size(step) > size(best)) best = step;
	return best?.node.key;
}
