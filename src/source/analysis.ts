import type { Graph } from "../network/graph";
import type { Fix, IssueCode, Severity } from "../network/issue";
import type { LayerKind, Parameter } from "../network/kind";
import type { Pair, Shape } from "../network/shape";
import type { Text } from "../network/text";
import type { TrainRecipe } from "../network/train";

/** Offsets into the text, end excluded. */
export interface Range {
	readonly start: number;
	readonly end: number;
}

/** One key of a layer, as it stands in the text. */
export interface AttributeSource {
	readonly name: string;
	/** The key with its quotes. */
	readonly key: Range;
	/** The value; empty, right behind the colon or key, where none is written yet. */
	readonly value: Range;
	/** The value as JSON, or undefined where it is missing. */
	readonly written: unknown;
}

/** A layer as it stands in the text: one `{ … }` of a `layers` list. Repeats share theirs. */
export interface LayerSource {
	/** JSON path, `["layers", 3, "layers", 0]`. */
	readonly path: readonly (string | number)[];
	readonly range: Range;
	/** `Conv2d`, or undefined where the type is missing or not a word. */
	readonly type: string | undefined;
	/** The type's value with its quotes; the whole range where it is missing. */
	readonly typeRange: Range;
	/** Every key (its first place) but `type`, `id`, `from`, `layers` and `repeat`, in the order of the text. */
	readonly attributes: readonly AttributeSource[];
	/** `type`, `id`, `from`, `layers`, `repeat` where they are written. */
	readonly keys: Readonly<Partial<Record<"type" | "id" | "from" | "layers" | "repeat", AttributeSource>>>;
	/** Keys that stand a second time in the same layer; the first one counts. */
	readonly repeated?: readonly AttributeSource[];
	/** The layers inside a Sequential. */
	readonly children?: readonly LayerSource[];
}

/**
 * ok: its shape and costs are exact. fault: it has an error of its own. blocked: something above it is at fault, or the text around it
 * does not parse, so nothing can be said.
 */
export type LayerState = "ok" | "fault" | "blocked";

/** What one output number can see of the model's input: height × width in input pixels, borders not cut off. */
export interface ReceptiveField {
	readonly size: Pair;
	/** Input pixels from one output pixel to the next; fractional behind layers that enlarge. */
	readonly stride: Pair;
	/** It sees the whole input (behind a Linear). `size` is the input's then. */
	readonly whole: boolean;
}

/** One layer of the network, nesting and repeats expanded. Sequentials themselves do not stand here. */
export interface Layer {
	readonly index: number;
	/** PyTorch's state-dict prefix, unique: `3`, `stem.conv`, `block.1.0`. */
	readonly key: string;
	readonly type: string;
	readonly id: string | undefined;
	readonly kind: LayerKind | undefined;
	readonly source: LayerSource;
	/** Which repetition of its (innermost repeated) Sequential this is, from 0; undefined outside of repeats. */
	readonly repetition: number | undefined;
	/** Indices of the layers that feed it, −1 for the model's input. Empty where they could not be found. */
	readonly inputs: readonly number[];
	readonly state: LayerState;
	/** Shapes of its inputs, where all are known. */
	readonly inputShapes: readonly Shape[] | undefined;
	/**
	 * Output shape; defined where `state` is "ok". Also for the layer at which the model grows too large and for those behind it, which are
	 * "fault" and "blocked": their numbers are exact, but nothing that large is run.
	 */
	readonly shape: Shape | undefined;
	/** Accepted attributes as written, without defaults. */
	readonly written: Readonly<Record<string, unknown>>;
	/** The attributes that its rules compute with, defaults filled in; undefined where one of them is wrong or missing. */
	readonly values: Readonly<Record<string, unknown>> | undefined;
	/** Its tensors; empty where the shape is unknown. */
	readonly tensors: readonly Parameter[];
	/** Numbers to learn (buffers not counted). 0 where the shape is unknown. */
	readonly parameters: number;
	/** Multiply-adds as torchvision counts them. 0 where the shape is unknown. */
	readonly macs: number;
	/** Bytes of its output for one picture, float32. 0 where the shape is unknown. */
	readonly bytes: number;
	readonly receptiveField: ReceptiveField | undefined;
	/** Parameters of the fully connected layer between the same two volumes: in·out + out. Only for convolutions and pools. */
	readonly fullyConnected: number | undefined;
}

/** Something to say about the text. */
export interface Issue {
	readonly code: IssueCode;
	readonly severity: Severity;
	readonly range: Range;
	readonly text: Text;
	/** The layer it is about, by index; undefined for the rest of the file. Of a repeated layer, the first repetition. */
	readonly layer: number | undefined;
	/** The source of that layer (also where it was not expanded into a Layer), or {@link Analysis.trainSource}. */
	readonly source: LayerSource | undefined;
	/** The layer whose output caused it, by index. */
	readonly cause: number | undefined;
	/** The attribute it is about. */
	readonly attribute: string | undefined;
	/** Most useful first. */
	readonly fixes: readonly Fix[];
}

/** What `train` says, where nothing in it is wrong. */
export interface Train {
	/** Every default filled in. */
	readonly recipe: TrainRecipe;
	/** Where each key and its value stand, of those that are written. */
	readonly keys: Readonly<Partial<Record<keyof TrainRecipe, AttributeSource>>>;
	/** The object, braces included. */
	readonly range: Range;
}

export interface Totals {
	readonly parameters: number;
	readonly macs: number;
	/** Bytes of all activations, the input included, for one picture. */
	readonly activationBytes: number;
	readonly parameterBytes: number;
}

/** All there is to know about one version of a model's text. Every feature reads this, so the same number shows everywhere. */
export interface Analysis {
	readonly text: string;
	readonly name: string | undefined;
	readonly input: { readonly shape: Shape; readonly range: Range } | undefined;
	/** Class names, where the file has them. */
	readonly labels: readonly string[] | undefined;
	/** Where each top-level key stands. */
	readonly keys: Readonly<Record<string, AttributeSource>>;
	/** The `layers` list as it stands in the text, not expanded. */
	readonly sources: readonly LayerSource[];
	/** How to train; undefined where `train` is absent, is at fault by itself, or stands behind a syntax error. */
	readonly train: Train | undefined;
	/** The `train` object as it stands in the text, at fault or not: its keys are the attributes of a source without a type. */
	readonly trainSource: LayerSource | undefined;
	/** Expanded, in an order in which they can be computed (the text's order wherever that works). */
	readonly layers: readonly Layer[];
	readonly issues: readonly Issue[];
	/** The exact part: every "ok" layer, ready to run. `graph.nodes[i].key` names the layer. */
	readonly graph: Graph | undefined;
	/** No error in the network: all of it is exact. What is wrong with `train` does not count. */
	readonly complete: boolean;
	readonly totals: Totals;
	/** The first syntax error's offset, or undefined. Layers that end before it are exact; the others are blocked. */
	readonly brokenAt: number | undefined;
}
