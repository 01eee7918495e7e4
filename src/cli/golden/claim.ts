import type { Kernels, Tensor } from "../../engine";
import type { Given } from "./given";
import { type LayerCall, type LayerResult, runLayer } from "./layer";

/** What was computed, by the names of the case's results. */
export type Computed = Readonly<Record<string, Float32Array | Int32Array>>;

/** How the cases of one op are run. */
export interface Claim {
	/** |a − b| ≤ tolerance · max(1, max|b|) where a case is not exact. */
	readonly tolerance: number;
	/**
	 * Whether it is a run of many steps: there a ReLU whose input is 0 but for rounding may decide over all that follows, the more often the larger the rounding is, so that
	 * runs are held to the tolerance on kernels that do without Winograd's algorithm (with it 4 of 363 random runs ended outside of it).
	 */
	readonly long?: boolean;
	readonly run: (given: Given, kernels: Kernels) => Computed;
	/** Why a case is not claimed after all, or undefined. */
	readonly except?: (given: Given) => string | undefined;
}

/** What differs from a layer that takes x, with weight w and bias b where the case has them, in eval mode without attributes. */
export type Differences = Partial<Pick<LayerCall, "attributes" | "inputs" | "parameters" | "shape" | "training">>;

/** A layer of the registry on x: y, and where the case has gy, the gradients gx, gw and gb. */
export function layer(type: string, tolerance: number, differences: (given: Given) => Differences = () => ({})): Claim {
	return {
		tolerance,
		run(given, kernels) {
			const parameters = given.parameters();
			const inputs = [given.tensor("x")];
			const shape = given.result("y").shape;
			const call = { type, attributes: {}, inputs, parameters, shape, training: false, gy: given.optional("gy"), ...differences(given) };
			return named(runLayer(kernels, call), ["gx"]);
		},
	};
}

/** Results by their names in a case; `inputs` names the inputs' gradients. */
export function named({ y, inputs, parameters }: LayerResult, names: readonly string[]): Computed {
	const gradients = [
		...names.map((name, i) => [name, inputs[i]] as const),
		["gw", parameters.weight] as const,
		["gb", parameters.bias] as const,
	];
	return { y: y.data, ...dataOf(gradients) };
}

/** The numbers of those tensors that there are. */
export const dataOf = (tensors: readonly (readonly [name: string, tensor: Tensor | undefined])[]): Computed =>
	Object.fromEntries(tensors.flatMap(([name, tensor]) => (tensor ? [[name, tensor.data]] : [])));
