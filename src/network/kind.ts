import type { Attributes, AttributeValues } from "./attribute";
import type { Inference } from "./issue";
import type { Pair, Shape } from "./shape";

export type Group = "convolution" | "pooling" | "linear" | "activation" | "normalization" | "regularization" | "shape" | "combine";

/** A tensor that a layer owns, named as in PyTorch's state dict, and how PyTorch fills it at first. */
export interface Parameter {
	readonly name: "weight" | "bias" | "running_mean" | "running_var" | "num_batches_tracked";
	readonly shape: Shape;
	/** `uniform`: U(−bound, bound), what nn.Conv2d and nn.Linear do (kaiming_uniform_ with a = √5, i.e. bound = 1/√fan_in). */
	readonly init: { readonly kind: "uniform"; readonly bound: number } | { readonly kind: "constant"; readonly value: number };
	/** Buffers (running statistics) are not counted as parameters and get no gradient. */
	readonly buffer?: true;
}

/**
 * What one output number sees of the layer's input, per axis: `window` input numbers, a step of `stride` input numbers from one output to
 * the next (below 1 where the layer enlarges). "all" where it sees the whole input. Normalisation statistics are left out, as is usual.
 * Source: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 */
export type Reach = { readonly window: Pair; readonly stride: Pair } | "same" | "all";

/** Arithmetic in the user's own numbers, for hovers and the panel. Formulas are language-free: digits, ×, ·, +. */
export interface Explanation {
	/** One line an axis: `(28 + 2·2 − 5)/1 + 1 = 28`; height then width, one line where both are equal. Empty where the shape is kept. */
	readonly shape: readonly string[];
	/** `5·5·1·6 + 6 = 156`; absent without parameters. */
	readonly parameters?: string;
	/** `5·5·1·6·28·28 = 117,600`; absent where none are counted. */
	readonly macs?: string;
}

/**
 * The single truth about a layer kind. Everything else (JSON schema, checks, shapes, costs, hovers, completion, documentation) derives from it.
 * All functions are pure and total over accepted attributes and positive input shapes.
 */
export interface LayerKind<A extends Attributes = Attributes> {
	/** PyTorch's name: `Conv2d`. */
	readonly type: string;
	readonly group: Group;
	/** What the layer does, in one sentence for a student. */
	readonly doc: string;
	readonly attributes: A;
	/** The shape rule in the attributes' names, free of language: `C×H×W → C·H·W`. Absent where the shape is kept. */
	readonly rule?: string;
	/** `several` kinds (Add, Concat) take two or more inputs. */
	readonly takes: "one" | "several";
	/**
	 * The output shape, or the fault. `unflattened[i]` is the shape that input i had before a Flatten made it a vector (else undefined),
	 * so that a message can say where the numbers come from: 16×6×6 = 576.
	 */
	infer(inputs: readonly Shape[], attributes: AttributeValues<A>, unflattened?: readonly (Shape | undefined)[]): Inference;
	/** Parameters and buffers, in PyTorch's order. `inputs` has passed `infer`. */
	parameters?(inputs: readonly Shape[], attributes: AttributeValues<A>): readonly Parameter[];
	/** Multiply-adds as torchvision counts them: convolutions and linear layers, bias not counted. */
	macs?(inputs: readonly Shape[], attributes: AttributeValues<A>, output: Shape): number;
	/** Default: "same" (each output sees the input at its own place). */
	reach?(inputs: readonly Shape[], attributes: AttributeValues<A>): Reach;
	explain?(inputs: readonly Shape[], attributes: AttributeValues<A>, output: Shape): Explanation;
	/** The kernel as the ledger shows it, `5×5`; absent for kinds without a window. */
	kernel?(attributes: AttributeValues<A>): Pair;
}

/** Keeps the attribute types inside the definition and erases them outside, where only the registry hands kinds around. */
export function defineLayer<A extends Attributes>(kind: LayerKind<A>): LayerKind {
	return kind as unknown as LayerKind;
}
