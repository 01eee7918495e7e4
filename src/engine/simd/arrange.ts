import { INPUT } from "../../network/graph";
import type { Shape } from "../../network/shape";
import type { Plan, PlanStep } from "../plan";
import { type Border, NO_BORDER, widest } from "./field";
import { type Clamping, clampOf, loweringOf } from "./lower";
import type { Lowering } from "./site";

/** How the maps of a plan lie and who writes them, before anything has memory. Layers are indices; {@link INPUT} is the network's input. */
export interface Arrangement {
	/** How each layer becomes works; undefined: on the reference's kernels. */
	readonly lowerings: readonly (Lowering | undefined)[];
	/** The layer whose field holds this one's output: itself, the activation that it was joined with, or the layer that it only repeats. */
	readonly holder: (layer: number) => number;
	/** Whether the layer has no works of its own, because the layer before it writes its output, or because it repeats its input. */
	readonly idle: readonly boolean[];
	/** For layers that were joined with the activation behind them: its interval. */
	readonly clamps: readonly (Clamping | undefined)[];
	/** For layers into which the BatchNorm2d behind them was folded: its index. */
	readonly folds: readonly (number | undefined)[];
	readonly borders: ReadonlyMap<number, Border>;
	readonly gradientBorders: ReadonlyMap<number, Border>;
	/** Whether the network's input needs no padding lanes. */
	readonly exactInput: boolean;
}

export const shapesInto = (plan: Plan, layer: number): Shape[] =>
	(plan.steps[layer]?.node.inputs ?? []).map((from) => (from === INPUT ? plan.graph.input : (plan.graph.nodes[from]?.shape ?? [])));

const hasRunning = ({ parameters }: PlanStep): boolean => parameters.some(({ name }) => name === "running_mean");

/**
 * Arranges a plan. A ReLU, ReLU6 or Hardtanh that alone reads a layer is joined with it: the layer's kernel clamps its results as it
 * writes them. For inference a BatchNorm2d that alone reads a convolution goes into its weights, and a Dropout is no layer at all; an Identity
 * takes no memory where there are no gradients. `apart` are layers whose own output is wanted.
 */
export function arrange(plan: Plan, apart: (layer: number) => boolean): Arrangement {
	const { steps, gradients, inference } = plan;
	const readers = new Map<number, number[]>();
	for (const [i, { node }] of steps.entries()) for (const from of node.inputs) readers.set(from, [...(readers.get(from) ?? []), i]);
	const lowerings = steps.map((step, i) => {
		const lowering = loweringOf(step.node.type);
		return lowering?.takes(step, shapesInto(plan, i), gradients) ? lowering : undefined;
	});
	const holders = steps.map((_, i) => i);
	const idle = steps.map(() => false);
	const clamps: (Clamping | undefined)[] = steps.map(() => undefined);
	const folds: (number | undefined)[] = steps.map(() => undefined);
	/** Who writes a layer's output: itself, or the layer into which it was folded. */
	const writers = steps.map((_, i) => i);
	const alone = (from: number): boolean => from !== INPUT && readers.get(from)?.length === 1 && !apart(from);
	for (const [i, step] of steps.entries()) {
		const [from = INPUT] = step.node.inputs;
		if ((!gradients && step.node.type === "Identity") || (inference && step.node.type === "Dropout")) {
			holders[i] = from === INPUT ? INPUT : (holders[from] ?? from);
			idle[i] = true;
			continue;
		}
		if (
			inference &&
			step.node.type === "BatchNorm2d" &&
			lowerings[i] &&
			hasRunning(step) &&
			alone(from) &&
			!idle[from] &&
			lowerings[from]?.folds
		) {
			holders[from] = i;
			folds[from] = i;
			writers[i] = from;
			idle[i] = true;
			continue;
		}
		const clamp = clampOf(step);
		const writer = writers[from] ?? from;
		if (!clamp || !alone(from) || !lowerings[writer]?.clamps || (idle[from] && writer === from)) continue;
		holders[from] = i;
		holders[writer] = i;
		clamps[writer] = clamp;
		idle[i] = true;
	}
	const holder = (layer: number): number => (layer === INPUT ? INPUT : (holders[layer] ?? layer));
	const borders = new Map<number, Border>();
	const gradientBorders = new Map<number, Border>();
	for (const [i, step] of steps.entries()) {
		const needs = lowerings[i]?.borders?.(step, shapesInto(plan, i)[0] ?? []);
		if (!needs) continue;
		for (const from of step.node.inputs) borders.set(holder(from), widest(borders.get(holder(from)) ?? NO_BORDER, needs.x));
		if (gradients) gradientBorders.set(i, widest(gradientBorders.get(i) ?? NO_BORDER, needs.g));
	}
	if (inference) {
		// Maps of one size have one border, so that they can share memory.
		const common = new Map<string, Border>();
		for (const pass of [0, 1]) {
			for (const [i, { shape }] of steps.entries()) {
				if (holder(i) !== i) continue;
				const border = widest(common.get(shape.join()) ?? NO_BORDER, borders.get(i) ?? NO_BORDER);
				if (pass === 0) common.set(shape.join(), border);
				else borders.set(i, border);
			}
		}
	}
	const intoInput = steps.flatMap(({ node }, i) => (node.inputs.some((from) => holder(from) === INPUT) ? [i] : []));
	const exactInput = (plan.graph.input[0] ?? 0) < 4 && intoInput.every((i) => lowerings[i]?.scalars && !idle[i]);
	return { lowerings, holder, idle, clamps, folds, borders, gradientBorders, exactInput };
}
