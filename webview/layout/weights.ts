import type { PanelLayer } from "../../src/protocol/panel";

/** How a convolution's weight is cut into slices, one per (output map, input map of its group). */
export interface Slices {
	readonly outputs: number;
	readonly inputs: number;
	readonly groups: number;
	/** Input maps that one output map sums over. */
	readonly perOutput: number;
	readonly height: number;
	readonly width: number;
	/** The weight lies [input, output/groups, …] as ConvTranspose2d keeps it, instead of [output, input/groups, …]. */
	readonly transposed: boolean;
}

/** The slices of a layer with kernels; undefined for others. `inputs` is the channel count that comes in. */
export function slicesOf(layer: PanelLayer, inputs: number | undefined): Slices | undefined {
	const [first, second, height, width] = layer.weight ?? [];
	const outputs = layer.shape?.[0];
	if (first === undefined || second === undefined || height === undefined || width === undefined || !outputs || !inputs) return undefined;
	const transposed = layer.type.includes("Transpose");
	const groups = transposed ? Math.max(1, Math.round(outputs / second)) : Math.max(1, Math.round(inputs / second));
	return { outputs, inputs, groups, perOutput: transposed ? inputs / groups : second, height, width, transposed };
}

/** The first input map that an output map sums over; `perOutput` maps from there. */
export const firstInput = (slices: Slices, output: number): number =>
	Math.floor(output / (slices.outputs / slices.groups)) * slices.perOutput;

/** Where the slice between the n-th input map of an output's group and that output lies in the weight. */
export function sliceTile(slices: Slices, output: number, nth: number): number {
	if (!slices.transposed) return output * slices.perOutput + nth;
	const perGroup = slices.outputs / slices.groups;
	return (firstInput(slices, output) + nth) * perGroup + (output % perGroup);
}

/** The output map that a slice belongs to. */
export function outputOfSlice(slices: Slices, tile: number): number {
	if (!slices.transposed) return Math.floor(tile / slices.perOutput);
	const perGroup = slices.outputs / slices.groups;
	return Math.floor(Math.floor(tile / perGroup) / slices.perOutput) * perGroup + (tile % perGroup);
}

/** The weight of a fully connected layer is one picture, outputs × inputs. */
export const isMatrix = (layer: PanelLayer): boolean => layer.weight?.length === 2;
