import type { Graph } from "../../network/graph";
import { MAX_MODEL_BYTES } from "../../network/limits";
import { namedTensors } from "../held";
import { Model } from "../model";
import type { Backend } from "../program";

/** A model to try things with: the user's weights are copied into it, and stay what they are. */
export class Scratch {
	readonly #model: Model;
	/** Most bytes that weights and activations may take, besides those of the network itself. */
	memoryLimit = MAX_MODEL_BYTES;

	constructor(backend: Backend) {
		this.#model = new Model(backend);
	}

	/**
	 * A network with the weights of another's layers of the same keys; `change` may write to them before anything is computed. Valid until the
	 * next call. Throws as `Model.compile` does.
	 */
	of(graph: Graph, weights: Model, change?: (model: Model) => void): Model {
		const model = this.#model;
		model.compile(graph, { seed: 0, memoryLimit: this.memoryLimit });
		let written = false;
		for (const layer of model.layers) {
			const theirs = weights.layer(layer.key)?.parameters;
			if (!theirs) continue;
			const own = new Map(namedTensors(layer.parameters));
			for (const [name, tensor] of namedTensors(theirs)) {
				const copy = own.get(name)?.data;
				// What is derived from a large network's weights is dear to make: those that it has stay as they are.
				if (!copy || same(copy, tensor.data)) continue;
				copy.set(tensor.data);
				written = true;
			}
		}
		change?.(model);
		if (written || change) model.weightsChanged();
		return model;
	}

	/** Gives memory back; it may be used again. */
	dispose(): void {
		this.#model.dispose();
	}
}

function same(a: Float32Array, b: Float32Array): boolean {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
