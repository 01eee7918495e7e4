import type { Back } from "../../../network/gradient";
import { onlyInput } from "../../op";
import { channelOf } from "../../ops/BatchNorm2d";
import { gradientSums, moments, type Stretches } from "../../ops/normalise";
import { dimensions } from "../../tensor";
import { type BackSite, defineSender, sameOutput } from "./site";

interface Values {
	readonly eps: number;
}
type Site = BackSite<Values>;
type Sent = Back & { readonly sum: number };

/** The channel of the number. */
function channelAt({ layer, index }: Pick<Site, "layer" | "index">): number {
	const [, channels, height, width] = dimensions(onlyInput(layer));
	return Math.floor(index / (height * width)) % channels;
}

/** By running statistics, which stay where they are; undefined where there are none. */
function byRunning(site: Site): Sent | undefined {
	const { running_mean, running_var, weight } = site.layer.parameters;
	if (!running_mean || !running_var) return undefined;
	const channel = channelAt(site);
	const deviation = Math.sqrt(running_var.data[channel]! + site.attributes.eps);
	const normalised = (onlyInput(site.layer).data[site.index]! - running_mean.data[channel]!) / deviation;
	const { output, gradient } = sameOutput(site);
	const scale = weight?.data[channel];
	return {
		form: "normalise",
		output,
		gradient,
		...(scale === undefined ? {} : { weight: scale }),
		deviation,
		normalised,
		count: 0,
		mean: 0,
		product: 0,
		sum: ((scale ?? 1) * gradient) / deviation,
	};
}

/** By the input's own: `maps` are the parts that share mean and variance, one a channel. */
function byOwn(site: Site, maps: readonly { readonly channel: number; readonly stretches: Stretches }[], all: Stretches): Sent {
	const { layer, index, attributes } = site;
	const [x, gy] = [onlyInput(layer).data, layer.gradient.data];
	const weights = layer.parameters.weight?.data;
	const { mean: centre, variance } = moments(x, all);
	const deviation = Math.sqrt(variance + attributes.eps);
	const count = all.length * all.runs;
	let [mean, product] = [0, 0];
	for (const { channel, stretches } of maps) {
		const sums = gradientSums(x, gy, stretches, centre);
		mean += ((weights?.[channel] ?? 1) * sums.sum) / count;
		product += ((weights?.[channel] ?? 1) * sums.product) / deviation / count;
	}
	const { output, gradient } = sameOutput(site);
	const weight = weights?.[channelAt(site)];
	const normalised = (x[index]! - centre) / deviation;
	const sum = ((weight ?? 1) * gradient - mean - normalised * product) / deviation;
	return {
		form: "normalise",
		output,
		gradient,
		...(weight === undefined ? {} : { weight }),
		deviation,
		normalised,
		count,
		mean,
		product,
		sum,
	};
}

/** The first picture's channels `from …`, as parts and as a whole. */
function channels({ layer }: Pick<Site, "layer">, from: number, count: number) {
	const [, , height, width] = dimensions(onlyInput(layer));
	const size = height * width;
	const stretch = (first: number, length: number): Stretches => ({ first: first * size, length: length * size, step: 0, runs: 1 });
	const maps = Array.from({ length: count }, (_, k) => ({ channel: from + k, stretches: stretch(from + k, 1) }));
	return [maps, stretch(from, count)] as const;
}

/** See `batchNormBackward`: of a batch, all of its pictures count. */
const BatchNorm2d = defineSender<Values>({
	types: ["BatchNorm2d"],
	back(site) {
		const channel = channelAt(site);
		const stretches = channelOf(onlyInput(site.layer), channel);
		return byRunning(site) ?? byOwn(site, [{ channel, stretches }], stretches);
	},
});

const InstanceNorm2d = defineSender<Values>({
	types: ["InstanceNorm2d"],
	back: (site) => byRunning(site) ?? byOwn(site, ...channels(site, channelAt(site), 1)),
});

/** See `groupNormBackward`. */
const GroupNorm = defineSender<Values & { readonly num_groups: number }>({
	types: ["GroupNorm"],
	back(site) {
		const perGroup = dimensions(onlyInput(site.layer))[1] / site.attributes.num_groups;
		return byOwn(site, ...channels(site, Math.floor(channelAt(site) / perGroup) * perGroup, perGroup));
	},
});

export const normalisations = [BatchNorm2d, InstanceNorm2d, GroupNorm];
