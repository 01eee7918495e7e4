import { poolWindow } from "../../network/layers/pool";
import type { Pair, Shape } from "../../network/shape";
import { stamps } from "../derive/convolution";
import { joined } from "../derive/upsample";
import { span, taps } from "../derive/window";
import { avgSpan } from "../ops/AvgPool2d";
import { part } from "../ops/adaptive";
import { type ConvolutionValues, convolutionOf } from "../ops/Conv2d";
import { type TransposedValues, transposedOf } from "../ops/ConvTranspose2d";
import { interpolationOf, mixes, type UpsampleValues } from "../ops/Upsample";
import { type Block, type Links, product } from "./relation";
import { defineReacher, reading } from "./site";

/** A window along both axes: what output i of an axis reads of its `size` inputs. */
const windowed = (shape: Shape, output: Shape, channels: Links, reads: (axis: 0 | 1, i: number, size: number) => readonly number[]) => {
	const along = (axis: 0 | 1): Links => {
		const size = shape[axis + 1] ?? 1;
		return reading(output[axis + 1] ?? 1, size, (i) => reads(axis, i, size));
	};
	return product(shape, output, [channels, along(0), along(1)]);
};

/** All channels of a group depend on all channels of the same group. */
function grouped(ins: number, outs: number, groups: number): readonly Block[] {
	const part = (size: number, group: number) => span((group * size) / groups, ((group + 1) * size) / groups);
	return Array.from({ length: groups }, (_, group) => ({ outs: part(outs, group), ins: part(ins, group) }));
}

interface Kerneled {
	readonly kernel_size: Pair;
}

/** See `conv2d`. */
const Conv2d = defineReacher<ConvolutionValues & Kerneled>({
	types: ["Conv2d"],
	relate({ attributes, shape, output }) {
		const { stride, dilation, groups, pads } = convolutionOf(attributes);
		const channels = grouped(shape[0] ?? 1, output[0] ?? 1, groups);
		return windowed(shape, output, channels, (axis, i) =>
			taps(i * stride[axis] - pads[axis], attributes.kernel_size[axis], dilation[axis]),
		);
	},
});

/** See `convTranspose2d`. */
const ConvTranspose2d = defineReacher<TransposedValues & Kerneled>({
	types: ["ConvTranspose2d"],
	relate({ attributes, shape, output }) {
		const { stride, dilation, groups, pads } = transposedOf(attributes);
		const channels = grouped(shape[0] ?? 1, output[0] ?? 1, groups);
		return windowed(
			shape,
			output,
			channels,
			(axis, i, size) => stamps(i, size, attributes.kernel_size[axis], [stride[axis], dilation[axis], pads[axis]]).places,
		);
	},
});

/** See `maxPool2d`: any number of the window may be the largest. */
const MaxPool2d = defineReacher<Parameters<typeof poolWindow>[0]>({
	types: ["MaxPool2d"],
	relate({ attributes, shape, output }) {
		const { kernel, stride, before, dilation } = poolWindow(attributes);
		return windowed(shape, output, "same", (axis, i) => taps(i * stride[axis] - before[axis], kernel[axis], dilation[axis]));
	},
});

/** See `avgPool2d`. */
const AvgPool2d = defineReacher<Parameters<typeof poolWindow>[0]>({
	types: ["AvgPool2d"],
	relate({ attributes, shape, output }) {
		const window = poolWindow(attributes);
		return windowed(shape, output, "same", (axis, i, size) => span(...avgSpan(i, axis, size, window).inside));
	},
});

const adaptive = defineReacher({
	types: ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d"],
	relate: ({ shape, output }) => windowed(shape, output, "same", (axis, i, size) => span(...part(i, size, output[axis + 1] ?? 1))),
});

/** See `upsample`: pixels with a share of 0 are none. */
const Upsample = defineReacher<UpsampleValues>({
	types: ["Upsample"],
	relate({ attributes, shape, output }) {
		const along = ([0, 1] as const).map((axis) =>
			mixes(shape[axis + 1] ?? 1, output[axis + 1] ?? 1, interpolationOf(attributes), axis).map(joined),
		);
		return windowed(shape, output, "same", (axis, i) => {
			const { places = [], shares = [] } = along[axis]?.[i] ?? {};
			return places.filter((_, k) => shares[k] !== 0);
		});
	},
});

export const windows = [Conv2d, ConvTranspose2d, MaxPool2d, AvgPool2d, adaptive, Upsample];
