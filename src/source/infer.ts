import { INPUT } from "../network/graph";
import type { Fault } from "../network/issue";
import type { LayerKind } from "../network/kind";
import { bytesOf, elements, formatBytes, type Shape, sameShape } from "../network/shape";
import { text } from "../network/text";
import type { Layer, LayerState, ReceptiveField } from "./analysis";
import type { Issues } from "./issues";
import type { Parsed } from "./jsonc";
import { makerOf, passesOn } from "./maker";
import { needsOneInput } from "./names";
import { onePixel, seenThrough } from "./receptive";
import { severalInputs } from "./several";
import type { Wired } from "./wire";

type Values = Readonly<Record<string, unknown>>;

/** What is known of a layer whose shape is known. */
interface Known {
	readonly shape: Shape;
	readonly tensors: Layer["tensors"];
	readonly parameters: number;
	readonly macs: number;
	readonly bytes: number;
	readonly receptiveField: ReceptiveField;
	readonly fullyConnected: number | undefined;
}

const unknown = {
	shape: undefined,
	tensors: [],
	parameters: 0,
	macs: 0,
	bytes: 0,
	receptiveField: undefined,
	fullyConnected: undefined,
} as const;

/** Shapes, costs and receptive fields, layer by layer in the order of computation. */
export class Inference {
	readonly layers: Layer[] = [];
	readonly #issues: Issues;
	readonly #parsed: Parsed;
	readonly #input: Shape | undefined;
	readonly #limit: number;
	/** Shape before the Flatten that made a layer's output a vector. */
	readonly #unflattened: (Shape | undefined)[] = [];
	#bytes: number;
	#tooLarge = false;

	constructor(parsed: Parsed, issues: Issues, input: Shape | undefined, limit: number) {
		this.#parsed = parsed;
		this.#issues = issues;
		this.#input = input;
		this.#limit = limit;
		this.#bytes = input ? bytesOf(input) : 0;
	}

	add(wired: Wired): void {
		const { item, key, repetition } = wired.node;
		const { source, checked } = item;
		const inputShapes = this.#shapesOf(wired);
		const { state, known = unknown } = this.#judge(wired, inputShapes);
		this.layers.push({
			index: this.layers.length,
			key,
			type: source.type ?? "",
			id: item.id,
			kind: checked?.kind,
			source,
			repetition,
			inputs: wired.inputs,
			state,
			inputShapes,
			written: checked?.written ?? {},
			values: checked?.values,
			shape: known.shape,
			tensors: known.tensors,
			parameters: known.parameters,
			macs: known.macs,
			bytes: known.bytes,
			receptiveField: known.receptiveField,
			fullyConnected: known.fullyConnected,
		});
	}

	#shapesOf({ inputs, state }: Wired): readonly Shape[] | undefined {
		if (state !== "open") return undefined;
		const shapes: Shape[] = [];
		for (const input of inputs) {
			const shape = input === INPUT ? this.#input : this.layers[input]?.shape;
			if (!shape) return undefined;
			shapes.push(shape);
		}
		return shapes;
	}

	#judge(wired: Wired, inputs: readonly Shape[] | undefined): { state: LayerState; known?: Known } {
		const { item } = wired.node;
		if (!this.#parsed.exact(item.source.range)) return { state: "blocked" };
		if (item.faulty || wired.state === "fault") return { state: "fault" };
		const { kind, values } = item.checked ?? {};
		if (!inputs || !kind || !values) return { state: "blocked" };
		if (!this.#takes(kind, wired, inputs, values)) return { state: "fault" };
		const unflattened = wired.inputs.map((input) => this.#unflattened[input]);
		const inference = kind.infer(inputs, values, unflattened);
		for (const fault of inference.ok ? (inference.notes ?? []) : [inference.fault]) this.#report(fault, wired);
		if (!inference.ok) return { state: "fault" };
		const known = this.#measure(kind, inputs, values, inference.shape, wired);
		return known ? this.#weigh(known, wired, kind, inputs[0]) : { state: "fault" };
	}

	/** Whether a layer is given as many inputs as it takes. */
	#takes(kind: LayerKind, wired: Wired, inputs: readonly Shape[], values: Values): boolean {
		const { source } = wired.node.item;
		if (kind.takes === "one" && inputs.length > 1) {
			this.#issues.add({ ...needsOneInput(source), layer: this.layers.length });
			return false;
		}
		if (kind.takes === "one" || inputs.length > 1) return true;
		this.#issues.add({
			code: "needs-several-inputs",
			source,
			range: source.keys.from?.value ?? source.typeRange,
			layer: this.layers.length,
			attribute: "from",
			text: text("{type} joins two inputs or more, but reads only one; name them in from.", { type: kind.type }),
			fixes: severalInputs(kind, values, wired, { layers: this.layers, shape: inputs[0] ?? [], input: this.#input }),
		});
		return false;
	}

	#report(fault: Fault, wired: Wired): void {
		const { source } = wired.node.item;
		const attribute = source.attributes.find(({ name }) => name === fault.attribute);
		const cause = fault.from === undefined ? undefined : makerOf(this.layers, wired.inputs[fault.from], fault.code === "wrong-rank");
		this.#issues.add({
			code: fault.code,
			severity: fault.severity,
			text: fault.text,
			source,
			range: attribute?.value ?? source.typeRange,
			layer: this.layers.length,
			cause,
			attribute: fault.attribute,
			fixes: fault.fixes,
		});
	}

	/** Costs and receptive field; undefined, with an issue, where numbers get too large to be exact. */
	#measure(kind: LayerKind, inputs: readonly Shape[], values: Values, shape: Shape, wired: Wired): Known | undefined {
		const tensors = kind.parameters?.(inputs, values) ?? [];
		let parameters = 0;
		let stored = 0;
		for (const tensor of tensors) {
			const count = elements(tensor.shape);
			stored += count;
			if (!tensor.buffer) parameters += count;
		}
		const macs = kind.macs?.(inputs, values, shape) ?? 0;
		const bytes = bytesOf(shape);
		if (![4 * stored, macs, bytes].every(Number.isSafeInteger) || !shape.every(Number.isSafeInteger)) {
			this.#reportTooLarge(wired, kind, bytes + 4 * stored);
			return undefined;
		}
		const fields = wired.inputs.map((input) => this.layers[input]?.receptiveField ?? onePixel);
		const receptiveField = seenThrough(kind.reach?.(inputs, values) ?? "same", fields, this.#input ?? []);
		const windowed = kind.group === "convolution" || kind.group === "pooling";
		const from = elements(inputs[0] ?? []);
		const dense = windowed ? (from + 1) * elements(shape) : undefined;
		return { shape, tensors, parameters, macs, bytes, receptiveField, fullyConnected: dense };
	}

	/** Counts the memory together and refuses the layer that does not fit any more, and all behind it. */
	#weigh(known: Known, wired: Wired, kind: LayerKind, input: Shape | undefined): { state: LayerState; known: Known } {
		const before = input && this.#unflattened[wired.inputs[0] ?? INPUT];
		if (input && kind.type === "Flatten" && input.length > 1) this.#unflattened[this.layers.length] = before ?? input;
		else if (before && input && passesOn(kind, input, known.shape) && sameShape(input, known.shape)) {
			this.#unflattened[this.layers.length] = before;
		}
		if (this.#tooLarge) return { state: "blocked", known };
		this.#bytes += known.bytes;
		for (const tensor of known.tensors) this.#bytes += bytesOf(tensor.shape);
		if (this.#bytes <= this.#limit) return { state: "ok", known };
		this.#reportTooLarge(wired, kind, this.#bytes);
		return { state: "fault", known };
	}

	#reportTooLarge(wired: Wired, kind: LayerKind, bytes: number): void {
		if (this.#tooLarge) return;
		this.#tooLarge = true;
		const { source } = wired.node.item;
		const [largest] = source.attributes
			.filter(({ name }) => ["out_channels", "out_features", "scale_factor", "size", "output_size", "padding"].includes(name))
			.sort((a, b) => Number(b.written) - Number(a.written));
		this.#issues.add({
			code: "too-large",
			source,
			range: largest?.value ?? source.typeRange,
			layer: this.layers.length,
			attribute: largest?.name,
			text: text("Up to this {type} the network takes {bytes} for weights and feature maps; the limit is {limit}.", {
				type: kind.type,
				bytes: formatBytes(bytes),
				limit: formatBytes(this.#limit),
			}),
		});
	}
}
