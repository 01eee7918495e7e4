import type { ParameterGradients, Parameters } from "../op";
import type { PlanStep } from "../plan";
import type { RunningCopies } from "../running";
import type { Tensor } from "../tensor";
import type { Border, Field } from "./field";
import type { Heap } from "./heap";
import type { LayerMemory } from "./layerMemory";
import type { Clamp, Work } from "./work";

/** Where one layer's gradients come in and go to. */
export interface GradientSite {
	/** ∂loss/∂output. */
	readonly g: Field;
	/** ∂loss/∂input, one an input, and whether somebody has written there before, so that it must be added to. */
	readonly inputs: readonly { readonly field: Field; readonly add: boolean; readonly forInput: boolean }[];
}

/** A BatchNorm2d in eval mode: one scale and one shift a channel. */
export interface Fold {
	readonly weights: Parameters;
	readonly eps: number;
}

/** One layer with all its memory: what its works are made from. */
export interface Site {
	readonly heap: Heap;
	readonly memory: LayerMemory;
	readonly step: PlanStep;
	/** Master tensors. */
	readonly weights: Parameters;
	readonly x: readonly Field[];
	readonly y: Field;
	/** Of an activation that was joined to this layer. */
	readonly clamp: Clamp;
	/** A BatchNorm2d whose running statistics go into this layer's weights. */
	readonly fold: Fold | undefined;
	/** Undefined in a program without gradients. */
	readonly gradients: GradientSite | undefined;
	/** Whether convolutions may go by Winograd's algorithm, whose rounding differs. */
	readonly winograd: boolean;
}

/** A parameter in the kernels' memory: what an optimiser updates. */
export interface Slot {
	readonly name: "weight" | "bias";
	readonly master: Tensor;
	readonly layout: string;
	readonly value: number;
	/** 0 in a program without gradients. */
	readonly gradient: number;
	/** Numbers, with padding. */
	readonly count: number;
	/** Whether value holds the master's numbers already. */
	readonly kept: boolean;
	/** From the master's order to the packed one, and back. */
	readonly pack: (master: Float32Array, packed: Float32Array) => void;
	readonly unpack: (packed: Float32Array, master: Float32Array) => void;
}

/** A running statistic in the kernels' memory. */
export interface Running {
	readonly master: Tensor;
	readonly pointer: number;
}

/** One layer as works. */
export interface Lowered {
	readonly forward: (training: boolean) => readonly Work[];
	/** The same numbers once more, without side effects; where `forward` has none it serves. */
	readonly again?: (training: boolean) => readonly Work[];
	readonly backward?: (training: boolean) => readonly Work[];
	readonly slots?: readonly Slot[];
	readonly running?: readonly Running[];
	/** Running statistics that are no numbers of the kernels' memory (layers that run on the reference kernels). */
	readonly copies?: RunningCopies;
	/** Makes derived forms of the slots' values anew. */
	readonly refresh?: readonly Work[];
	/** Done in JavaScript before a forward pass when weights or running statistics have changed. */
	readonly derive?: (training: boolean) => void;
	/** Parameter gradients where they lie in PyTorch's order already (layers that run on the reference kernels). */
	readonly planarGradients?: ParameterGradients;
}

/** Zeros that a layer wants around its inputs, and around ∂loss/∂output. */
export interface Borders {
	readonly x: Border;
	readonly g: Border;
}

/** How a layer kind becomes works. */
export interface Lowering {
	/** Whether the kernels can do this layer; else it runs on the reference's. */
	readonly takes: (step: PlanStep, inputs: readonly (readonly number[])[], gradients: boolean) => boolean;
	readonly borders?: (step: PlanStep, input: readonly number[]) => Borders;
	/** Whether a Clamp may be joined to it. */
	readonly clamps?: boolean;
	/** Whether a BatchNorm2d may be folded into it. */
	readonly folds?: boolean;
	/** Whether it leaves some of its output as the zeros that it was made of: nobody else may write there. */
	readonly partial?: boolean;
	/** Whether it reads its input number by number, so that the input needs no padding lanes. */
	readonly scalars?: boolean;
	readonly lower: (site: Site) => Lowered;
}

/** A layer's only input. */
export function first<T>(list: readonly T[]): T {
	const [found] = list;
	if (found === undefined) throw new TypeError("the layer has no input");
	return found;
}
