import { readAttributes } from "../../../network/attribute";
import { type Graph, type GraphNode, INPUT } from "../../../network/graph";
import { kindOf } from "../../../network/registry";
import { formatShape, type Shape } from "../../../network/shape";

/** Adds layers one by one, by name; shapes follow from the registry. */
export class GraphBuilder {
	readonly #input: Shape;
	readonly #nodes: GraphNode[] = [];

	/** C×H×W or [features]. */
	constructor(input: Shape) {
		this.#input = input;
	}

	/** Adds a layer behind those of these keys (default: the last one; "input" is the input). Throws where it does not fit. */
	add(key: string, type: string, attributes: Readonly<Record<string, unknown>> = {}, from: readonly string[] = [this.last]): void {
		const kind = kindOf(type);
		if (!kind) throw new Error(`there is no layer ${type}`);
		const inputs = from.map((name) => (name === "input" ? INPUT : this.#nodes.findIndex((node) => node.key === name)));
		const shapes = inputs.map((index) => (index === INPUT ? this.#input : (this.#nodes[index]?.shape ?? [])));
		const inferred = kind.infer(shapes, readAttributes(kind.attributes, attributes));
		if (!inferred.ok) throw new Error(`${key} ${type} does not take ${shapes.map(formatShape).join(", ")}`);
		this.#nodes.push({ key, type, inputs, attributes, shape: inferred.shape });
	}

	/** Key of the layer added last. */
	get last(): string {
		return this.#nodes.at(-1)?.key ?? "input";
	}

	/** Channels (or features) that a layer gives. */
	channels(key: string = this.last): number {
		const shape = key === "input" ? this.#input : this.#nodes.find((node) => node.key === key)?.shape;
		return shape?.[0] ?? 0;
	}

	get graph(): Graph {
		return { input: this.#input, nodes: this.#nodes };
	}
}
