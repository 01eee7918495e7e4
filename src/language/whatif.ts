import { accepts, readAttributes } from "../network/attribute";
import { INPUT } from "../network/graph";
import { elements, type Shape } from "../network/shape";
import type { Analysis, Layer, LayerSource } from "../source/analysis";

/** Attributes as they would be written; `undefined` stands for one that would be taken out. */
export type Changes = Readonly<Record<string, unknown>>;

/** What a layer would make. */
export interface Outcome {
	readonly shape: Shape;
	/** Numbers to learn. */
	readonly parameters: number;
	readonly macs: number;
}

/** The values a layer would compute with after the changes, or undefined where one would be wrong or missing. */
export function valuesWith(layer: Layer, changes: Changes): Readonly<Record<string, unknown>> | undefined {
	const { kind } = layer;
	if (!kind) return undefined;
	const written: Record<string, unknown> = { ...layer.written, ...changes };
	for (const { name } of layer.source.attributes) {
		if (Object.hasOwn(kind.attributes, name) && !Object.hasOwn(written, name)) return undefined;
	}
	for (const [name, attribute] of Object.entries(kind.attributes)) {
		if (written[name] === undefined) {
			delete written[name];
			if (attribute.required) return undefined;
		} else if (!accepts(attribute, written[name])) return undefined;
	}
	return readAttributes(kind.attributes, written);
}

/** The shapes that come into a layer, where all are known; also for a layer that is itself at fault. */
export function inputShapesOf(analysis: Analysis, layer: Layer): readonly Shape[] | undefined {
	if (layer.inputShapes) return layer.inputShapes;
	const shapes: Shape[] = [];
	for (const index of layer.inputs) {
		const shape = index === INPUT ? analysis.input?.shape : analysis.layers[index]?.shape;
		if (!shape) return undefined;
		shapes.push(shape);
	}
	return shapes.length > 0 ? shapes : undefined;
}

/** What one layer would make of the same inputs after the changes; undefined where that would be a fault. */
export function outcomeOf(analysis: Analysis, layer: Layer, changes: Changes): Outcome | undefined {
	const { kind } = layer;
	const inputs = inputShapesOf(analysis, layer);
	const values = valuesWith(layer, changes);
	if (!kind || !inputs || !values) return undefined;
	const inference = kind.infer(inputs, values);
	if (!inference.ok) return undefined;
	const tensors = kind.parameters?.(inputs, values) ?? [];
	return {
		shape: inference.shape,
		parameters: tensors.reduce((sum, tensor) => (tensor.buffer ? sum : sum + elements(tensor.shape)), 0),
		macs: kind.macs?.(inputs, values, inference.shape) ?? 0,
	};
}

/** A model that differs from the text in its input or in one layer (with all its repetitions). */
interface Variant {
	readonly input?: Shape;
	readonly source?: LayerSource;
	readonly changes?: Changes;
}

/** Every output of the variant up to and with the layer `until`; undefined where it would be a fault or is not known. O(until). */
export function shapesOf(analysis: Analysis, variant: Variant, until: number): readonly (Shape | undefined)[] {
	const input = variant.input ?? analysis.input?.shape;
	const shapes: (Shape | undefined)[] = [];
	for (const layer of analysis.layers.slice(0, until + 1)) {
		const inputs: Shape[] = [];
		for (const index of layer.inputs) {
			const shape = index === INPUT ? input : shapes[index];
			if (shape) inputs.push(shape);
		}
		const values = layer.source === variant.source ? valuesWith(layer, variant.changes ?? {}) : layer.values;
		const known = layer.kind && values && inputs.length > 0 && inputs.length === layer.inputs.length;
		const inference = known ? layer.kind?.infer(inputs, values) : undefined;
		shapes.push(inference?.ok ? inference.shape : undefined);
	}
	return shapes;
}
