import type { Kernels, ParameterGradients, Parameters } from "./op";
import type { Pieces } from "./pieces";
import type { Plan } from "./plan";
import { Stream } from "./random";
import type { Tensor } from "./tensor";

/** How a pass is divided. */
export interface Division {
	/**
	 * About how long a piece may take, in milliseconds of the machine that the engine's estimates were made on; infinity: a pass is one piece. How a
	 * pass is divided changes no bit of its numbers.
	 */
	readonly most: number;
}

export const UNDIVIDED: Division = { most: Number.POSITIVE_INFINITY };

/** How a forward pass is computed. */
export interface RunOptions {
	/** Train mode: Dropout drops, BatchNorm2d uses the batch's statistics and updates the running ones. */
	readonly training: boolean;
	/** Seeds what is random; layer i draws from `stepSeed(seed, i)`. */
	readonly seed: number;
}

/** What an optimiser updates, number by number, in the backend's own order. Buffers (running statistics) are none. */
export interface Trainable {
	/** Index of the plan's step. */
	readonly layer: number;
	readonly name: "weight" | "bias";
	/** The master tensor behind it: the same object as long as the weights live on, through all edits. */
	readonly master: Tensor;
	/** What padding there is, is zero in both, and stays so where an update of 0 by 0 is 0. */
	readonly value: Float32Array;
	readonly gradient: Float32Array;
	/** Equal texts: number i here is number i there. So an optimiser knows whether its state still lies as the values do. */
	readonly layout: string;
}

/** One network ready to run: memory and kernels for one plan. Made by a {@link Backend}, used by `Model` alone. */
export interface Program {
	readonly plan: Plan;
	/**
	 * Computes every layer that is not valid any more for an input of N·C·H·W numbers (the caller has checked their count). In eval mode a
	 * layer stays valid while its input, weights and attributes are those of the last time. Gives how many layers were computed.
	 * In train mode, new running statistics count from {@link keepRunning} on; without it the next pass begins where this one began.
	 * While a pass is half-made, `sync` and what reads may be called, though outputs are then partly those of the pass before; any other call ends it.
	 */
	forward(input: Float32Array, options: RunOptions, division?: Division): Pieces<number>;
	/** The running statistics that the last forward in train mode came to are the network's from now on. */
	keepRunning(): void;
	/** A layer's running statistics as the last forward in train mode came to them, as long as it does not count. */
	attempted(layer: number): readonly Float32Array[];
	/**
	 * From ∂loss/∂(last layer's output) every activation's and every parameter's gradient, in the mode of the last forward. Nothing is added
	 * up over calls; within one call fan-out is. `input`: whether ∂loss/∂x is wanted too, which a training step does without.
	 * Throws an Error where the plan has no gradients, or no forward stands before it. Half-made as `forward` may be.
	 */
	backward(gradient: Float32Array, options: { readonly input: boolean }, division?: Division): Pieces<void>;
	/** N×C×H×W, row-major. These tensors are views or unpacked copies: valid until the next forward, backward or prepare. */
	input(): Tensor;
	output(layer: number): Tensor;
	/** ∂loss/∂x and ∂loss/∂(output of a layer) of the last backward. Throw an Error where the plan has no gradients. */
	inputGradient(): Tensor;
	outputGradient(layer: number): Tensor;
	/** In PyTorch's shapes. */
	parameterGradients(layer: number): ParameterGradients;
	/** In the order of layers, weight before bias; empty where the plan has no gradients. */
	trainables(): readonly Trainable[];
	/** Says that values of {@link trainables} were written: derived forms are made again, outputs are not valid any more. */
	updated(): void;
	/** Brings the master tensors up to date with trainables and running statistics; nothing to do where they are the same memory. */
	sync(): void;
	/** Says that master tensors were written from outside. */
	weightsChanged(): void;
	/** Gives memory back; the program cannot be used any more. May be called again, and after `prepare` has taken the memory over. */
	dispose(): void;
}

/** A set of kernels for every layer kind, and the memory that they work in. */
export interface Backend extends Kernels {
	/**
	 * Memory and kernels for a plan. `weights` are the master tensors, one record a step (row-major, PyTorch's shapes). What `previous` holds
	 * (a program of the same backend) is taken over where it can be: memory, and outputs that are still valid; it must not be used
	 * afterwards, not even where this throws. A RangeError means that the machine has not the memory that the plan counts on.
	 */
	prepare(plan: Plan, weights: readonly Parameters[], previous: Program | undefined): Program;
}

/** The seed of one layer in one pass: every backend draws the same masks. */
export const stepSeed = (seed: number, layer: number): number => new Stream("layer", seed).bits(layer);
