import type { Form } from "../../network/derivation";
import { channelOf } from "../ops/BatchNorm2d";
import { moments, type Stretches } from "../ops/normalise";
import { dimensions } from "../tensor";
import { defineDeriver, inputOf, type Site, sameSource } from "./site";

type Held = Pick<Site, "layer" | "index">;

/** The channel of the number that is explained. */
function channelAt(site: Held): number {
	const [, channels, height, width] = dimensions(inputOf(site));
	return Math.floor(site.index / (height * width)) % channels;
}

const learned = ({ layer: { parameters } }: Held, channel: number) => ({
	...(parameters.weight ? { weight: parameters.weight.data[channel]! } : {}),
	...(parameters.bias ? { bias: parameters.bias.data[channel]! } : {}),
});

/** By mean and variance of the numbers of some stretches of the input. */
function byOwn(site: Held, stretches: Stretches, eps: number): Form {
	const { mean, variance } = moments(inputOf(site).data, stretches);
	const count = stretches.length * stretches.runs;
	return { form: "normalise", from: sameSource(site), mean, variance, eps, count, ...learned(site, channelAt(site)) };
}

/** By running statistics; undefined where there are none. */
function byRunning(site: Held, eps: number): Form | undefined {
	const { running_mean, running_var } = site.layer.parameters;
	if (!running_mean || !running_var) return undefined;
	const channel = channelAt(site);
	const [mean, variance] = [running_mean.data[channel]!, running_var.data[channel]!];
	return { form: "normalise", from: sameSource(site), mean, variance, eps, count: 0, ...learned(site, channel) };
}

/** The part of the first picture that its channels `from …` are. */
function channelsFrom(site: Held, from: number, count: number): Stretches {
	const [, , height, width] = dimensions(inputOf(site));
	return { first: from * height * width, length: count * height * width, step: 0, runs: 1 };
}

interface Values {
	readonly eps: number;
}

/** See `batchNorm`: without running statistics those of the batch. */
const BatchNorm2d = defineDeriver<Values>({
	types: ["BatchNorm2d"],
	derive: (site) => byRunning(site, site.attributes.eps) ?? byOwn(site, channelOf(inputOf(site), channelAt(site)), site.attributes.eps),
});

const InstanceNorm2d = defineDeriver<Values>({
	types: ["InstanceNorm2d"],
	derive: (site) => byRunning(site, site.attributes.eps) ?? byOwn(site, channelsFrom(site, channelAt(site), 1), site.attributes.eps),
});

/** See `groupNorm`: over the channels of a group. */
const GroupNorm = defineDeriver<Values & { readonly num_groups: number }>({
	types: ["GroupNorm"],
	derive(site) {
		const perGroup = dimensions(inputOf(site))[1] / site.attributes.num_groups;
		const first = Math.floor(channelAt(site) / perGroup) * perGroup;
		return byOwn(site, channelsFrom(site, first, perGroup), site.attributes.eps);
	},
});

export const normalisations = [BatchNorm2d, InstanceNorm2d, GroupNorm];
