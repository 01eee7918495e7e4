import type { Parameters } from "../op";
import { lanesOf } from "./field";
import type { Fold, Site, Slot } from "./site";

/** Names tensors by a number, so that a name tells whether folded weights in memory are those of the same statistics. */
const numbers = new WeakMap<Float32Array, number>();
let next = 0;
function numberOf(data: Float32Array | undefined): number {
	if (!data) return 0;
	const known = numbers.get(data) ?? ++next;
	numbers.set(data, known);
	return known;
}

/** What tells a fold from all others. */
export function nameOf({ weights: { weight, bias, running_mean, running_var }, eps }: Fold): string {
	return [...[weight, bias, running_mean, running_var].map((one) => numberOf(one?.data)), eps].join(" ");
}

/** Scale and shift of each channel: weight/√(var + eps) and bias − mean · scale. */
function lineOf(
	{ weights: { weight, bias, running_mean, running_var }, eps }: Fold,
	channels: number,
): { scale: Float64Array; shift: Float64Array } {
	const scale = new Float64Array(channels);
	const shift = new Float64Array(channels);
	for (let c = 0; c < channels; c++) {
		scale[c] = (weight?.data[c] ?? 1) / Math.sqrt((running_var?.data[c] ?? 1) + eps);
		shift[c] = (bias?.data[c] ?? 0) - (running_mean?.data[c] ?? 0) * scale[c]!;
	}
	return { scale, shift };
}

/**
 * A convolution's weights and bias with a BatchNorm2d in them: w·scale and b·scale + shift of each output channel.
 * Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018, section 3.2.
 */
export function foldedSlots(
	{ memory, weights }: Pick<Site, "memory" | "weights">,
	fold: Fold,
	weight: Slot,
): { readonly weight: Slot; readonly bias: Slot } {
	const channels = weight.master.shape[0] ?? 0;
	const size = weight.master.data.length / channels;
	const count = lanesOf(channels);
	const { pointer, kept } = memory.own(`bias with ${nameOf(fold)}`, 4 * count);
	const biasMaster = (weights satisfies Parameters).bias ?? weight.master;
	return {
		weight: {
			...weight,
			pack(from, to) {
				const { scale } = lineOf(fold, channels);
				weight.pack(
					from.map((value, i) => value * scale[Math.floor(i / size)]!),
					to,
				);
			},
		},
		bias: {
			name: "bias",
			master: biasMaster,
			layout: "row-major",
			value: pointer,
			gradient: 0,
			count,
			kept,
			pack(_, to) {
				const { scale, shift } = lineOf(fold, channels);
				for (let c = 0; c < channels; c++) to[c] = (weights.bias?.data[c] ?? 0) * scale[c]! + shift[c]!;
			},
			unpack: () => {},
		},
	};
}
