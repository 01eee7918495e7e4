import type { Shape } from "../network/shape";
import type { Numbers, Tensor } from "./tensor";

/** A layer's own tensors by their names in PyTorch's state dict; absent ones (no bias, not affine) are undefined. */
export interface Parameters<D extends Numbers = Float32Array> {
	readonly weight?: Tensor<D>;
	readonly bias?: Tensor<D>;
	readonly running_mean?: Tensor<D>;
	readonly running_var?: Tensor<D>;
	/** How many batches the running statistics have seen; only where they are the plain average of them all. */
	readonly num_batches_tracked?: Tensor<D>;
}

/** One layer to compute: everything that its kernel reads, and where it writes. Shapes start with the batch and have been checked. */
export interface Step<A = Readonly<Record<string, unknown>>, D extends Numbers = Float32Array> {
	/** Attributes in the form that rules compute with (`readAttributes`). */
	readonly attributes: A;
	readonly inputs: readonly Tensor<D>[];
	/** Every number of it must be written; what it held before is unknown. The reference's `backward` reads only its shape. */
	readonly output: Tensor<D>;
	readonly parameters: Parameters<D>;
	/** Train mode: Dropout drops and BatchNorm2d uses the batch's statistics and updates the running ones. */
	readonly training: boolean;
	/** Seeds what is random about this step (Dropout's mask): the same seed gives the same numbers. */
	readonly seed: number;
}

/** Where a backward pass reads and writes: ∂loss/∂output comes in, the others are added to (`+=`), so that fan-out adds up. */
export interface Gradients<D extends Numbers = Float32Array> {
	readonly output: Tensor<D>;
	/** One an input; undefined where nobody needs it. */
	readonly inputs: readonly (Tensor<D> | undefined)[];
	readonly parameters: ParameterGradients<D>;
}

/** ∂loss/∂parameter, each of its parameter's shape. Running statistics have none. */
export interface ParameterGradients<D extends Numbers = Float32Array> {
	readonly weight?: Tensor<D>;
	readonly bias?: Tensor<D>;
}

/** What the engine knows about a layer kind: one file of `ops/`, named as in `network/layers`. */
export interface Op<A = Readonly<Record<string, unknown>>> {
	readonly type: string;
	forward(step: Step<A, Numbers>): void;
	/** How many numbers (of four bytes) {@link forward} needs besides its tensors, for inputs of these shapes (with the batch); default 0. */
	scratch?(attributes: A, inputs: readonly Shape[], output: Shape): number;
	/** For convolutions: how an output channel is made up of input channels; undefined where there is no such channel. */
	partials?(step: Step<A, Numbers>, output: number): Partials | undefined;
	/**
	 * The gradients of {@link forward} for the same step (same inputs, parameters, mode and seed), by the chain rule:
	 * ∂loss/∂input[i] += Σ_k ∂loss/∂output[k] · ∂output[k]/∂input[i], and so for each parameter.
	 */
	backward(step: Step<A, Numbers>, gradients: Gradients<Numbers>): void;
}

/** One output map of a convolution, taken apart: one share an input channel of the output's group. All of them plus the bias are the map. */
export interface Partials {
	readonly count: number;
	/** Writes share `i`, height · width numbers of the output map. Of a batch, the first picture's. */
	compute(i: number, into: Numbers): void;
}

/** A set of kernels for every layer kind: all that the plan knows of a backend. */
export interface Kernels {
	readonly name: string;
	opOf(type: string): Op | undefined;
}

/** Keeps an op's attribute types inside its file and erases them outside, where only the registry hands ops around. */
export function defineOp<A>(op: Op<A>): Op {
	return op as unknown as Op;
}

/** The input of a layer that takes one. */
export function onlyInput<D extends Numbers>(step: { readonly inputs: readonly Tensor<D>[] }): Tensor<D> {
	const [input] = step.inputs;
	if (!input) throw new TypeError("the layer has no input");
	return input;
}

/** A parameter that must be there. */
export function needed<D extends Numbers>(tensor: Tensor<D> | undefined, name: string): Tensor<D> {
	if (!tensor) throw new TypeError(`the layer has no ${name}`);
	return tensor;
}
