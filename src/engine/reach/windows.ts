import { poolWindow } from "../../network/layers/pool";
import type { Pair } from "../../network/shape";
import { joined } from "../derive/upsample";
import { span, taps } from "../derive/window";
import { part } from "../ops/adaptive";
import { type ConvolutionValues, convolutionOf } from "../ops/Conv2d";
import { type TransposedValues, transposedOf } from "../ops/ConvTranspose2d";
import { interpolationOf, mixes, type UpsampleValues } from "../ops/Upsample";
import { type Block, type Links, product } from "./relation";
import { defineReacher, type Reacher, type ReachSite, reading } from "./site";

/** What output `out` along an axis reads of the input; places beside the map are of its border. */
export type Reads = (out: number, axis: 0 | 1) => readonly number[];

/** A kind whose windows slide over maps. */
interface Sliding<A> {
	readonly types: readonly string[];
	channels(site: ReachSite<A>): Links;
	reads(site: ReachSite<A>): Reads;
}

const sliding: Sliding<never>[] = [];

/** The kind's rule: along both axes what its windows read, as far as it is on the map. */
export function defineSliding<A>(kind: Sliding<A>): Reacher {
	sliding.push(kind as unknown as Sliding<never>);
	return defineReacher<A>({
		types: kind.types,
		relate(site) {
			const { shape, output } = site;
			const reads = kind.reads(site);
			const along = (axis: 0 | 1): Links => reading(output[axis + 1] ?? 1, shape[axis + 1] ?? 1, (out) => reads(out, axis));
			return product(shape, output, [kind.channels(site), along(0), along(1)]);
		},
	});
}

/** What a layer's windows read, its border included; undefined for kinds without windows that slide. */
export const readsOf = (site: ReachSite): Reads | undefined =>
	sliding.find(({ types }) => types.includes(site.step.node.type))?.reads(site as ReachSite<never>);

/** All channels of a group depend on all channels of the same group. */
function grouped({ shape, output }: Pick<ReachSite, "shape" | "output">, groups: number): readonly Block[] {
	const part = (size: number, group: number) => span((group * size) / groups, ((group + 1) * size) / groups);
	return Array.from({ length: groups }, (_, group) => ({ outs: part(output[0] ?? 1, group), ins: part(shape[0] ?? 1, group) }));
}

interface Kerneled {
	readonly kernel_size: Pair;
	readonly groups: number;
}

/** See `conv2d`. */
const Conv2d = defineSliding<ConvolutionValues & Kerneled>({
	types: ["Conv2d"],
	channels: (site) => grouped(site, site.attributes.groups),
	reads({ attributes }) {
		const { stride, dilation, pads } = convolutionOf(attributes);
		return (out, axis) => taps(out * stride[axis] - pads[axis], attributes.kernel_size[axis], dilation[axis]);
	},
});

/** See `convTranspose2d`: input i meets tap u where i·s − pad + u·d is the output's place. */
const ConvTranspose2d = defineSliding<TransposedValues & Kerneled>({
	types: ["ConvTranspose2d"],
	channels: (site) => grouped(site, site.attributes.groups),
	reads({ attributes }) {
		const { stride, dilation, pads } = transposedOf(attributes);
		return (out, axis) =>
			taps(out + pads[axis], attributes.kernel_size[axis], -dilation[axis])
				.map((place) => place / stride[axis])
				.filter(Number.isInteger);
	},
});

/** See `maxPool2d`: any number of the window may be the largest. See `avgPool2d`. */
const pools = defineSliding<Parameters<typeof poolWindow>[0]>({
	types: ["MaxPool2d", "AvgPool2d"],
	channels: () => "same",
	reads({ attributes }) {
		const { kernel, stride, before, dilation } = poolWindow(attributes);
		return (out, axis) => taps(out * stride[axis] - before[axis], kernel[axis], dilation[axis]);
	},
});

const adaptive = defineSliding({
	types: ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d"],
	channels: () => "same",
	reads:
		({ shape, output }) =>
		(out, axis) =>
			span(...part(out, shape[axis + 1] ?? 1, output[axis + 1] ?? 1)),
});

/** See `upsample`: pixels with a share of 0 are none; those beside the map are the outermost. */
const Upsample = defineSliding<UpsampleValues>({
	types: ["Upsample"],
	channels: () => "same",
	reads({ attributes, shape, output }) {
		const along = ([0, 1] as const).map((axis) =>
			mixes(shape[axis + 1] ?? 1, output[axis + 1] ?? 1, interpolationOf(attributes), axis).map(joined),
		);
		return (out, axis) => {
			const { places = [], shares = [] } = along[axis]?.[out] ?? {};
			return places.filter((_, k) => shares[k] !== 0);
		};
	},
});

export const windows = [Conv2d, ConvTranspose2d, pools, adaptive, Upsample];
