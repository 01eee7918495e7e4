import { LENET, smallVgg, TINY_VGG } from "../models";
import { LAYERS, type ModelText } from "../modelText";
import { mobileNetV2, resnet18, resnet34, resnet50 } from "../residual";

/** One thing to measure. */
export interface Member {
	readonly title: string;
	readonly model: ModelText;
	readonly batch: number;
}

export interface Series {
	readonly title: string;
	/** Whether each member has so many times the work of the one before that growth can be told. */
	readonly doubles: boolean;
	readonly members: readonly Member[];
}

const { conv, relu } = LAYERS;

/** `depth` times a 3×3 convolution with a ReLU, `channels` in and out. */
const tower = (channels: number, side: number, depth: number): ModelText => ({
	input: [channels, side, side],
	layers: Array.from({ length: depth }, () => [conv(channels, 3, { padding: 1 }), relu]).flat(),
});

const powers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from * 2 ** i);
const doubled = (title: string, sizes: readonly number[], make: (size: number) => Omit<Member, "title">): Series => ({
	title,
	doubles: true,
	members: sizes.map((size) => ({ title: String(size), ...make(size) })),
});

/** What grows, one thing at a time, from 4 convolutions of 32 channels on 32×32; then whole networks. */
export const SERIES: readonly Series[] = [
	doubled("channels", powers(8, 6), (channels) => ({ model: tower(channels, 32, 4), batch: 1 })),
	doubled("side", powers(8, 6), (side) => ({ model: tower(32, side, 4), batch: 1 })),
	doubled("batch", powers(1, 6), (batch) => ({ model: tower(32, 32, 4), batch })),
	doubled("depth", powers(1, 6), (depth) => ({ model: tower(32, 32, depth), batch: 1 })),
	{
		title: "networks",
		doubles: false,
		members: [
			{ title: "LeNet-5, 28×28", model: LENET, batch: 1 },
			{ title: "Tiny VGG, 64×64", model: TINY_VGG, batch: 1 },
			{ title: "small VGG, 32×32", model: smallVgg(), batch: 1 },
			{ title: "MobileNetV2, 224×224", model: mobileNetV2(), batch: 1 },
			{ title: "ResNet-18, 224×224", model: resnet18(), batch: 1 },
			{ title: "ResNet-34, 224×224", model: resnet34(), batch: 1 },
			{ title: "ResNet-50, 224×224", model: resnet50(), batch: 1 },
		],
	},
];
