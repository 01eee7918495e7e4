/** The networks that `train` cases describe in words, as graphs. Sizes come from the shapes of their initial weights. */

import type { Graph } from "../../../network/graph";
import { typeNames } from "../../../network/registry";
import type { Shape } from "../../../network/shape";
import { GraphBuilder } from "./graph";

/** Shapes of a network's initial weights by PyTorch's state-dict names. */
export type Shapes = ReadonlyMap<string, Shape>;

/** The graph of a description, for inputs of C×H×W or [features]; undefined where it is none that is known. */
export function netOf(description: string, input: Shape, weights: Shapes): Graph | undefined {
	if (/smallres/i.test(description)) return smallRes(input, weights);
	if (/concatnet/i.test(description)) return concatNet(input, weights);
	return sequential(description.replace(/;.*$/s, ""), input, weights);
}

/** A convolution with the weights of that name. */
function conv(net: GraphBuilder, weights: Shapes, key: string, stride: number, from: string = net.last): void {
	const [channels = 0, perGroup = 0, ...kernel] = weights.get(`${key}.weight`) ?? [];
	const groups = net.channels(from) / perGroup;
	const padding = kernel.map((size) => (size - 1) / 2);
	const attributes = { out_channels: channels, kernel_size: kernel, padding, stride, groups, bias: weights.has(`${key}.bias`) };
	net.add(key, "Conv2d", attributes, [from]);
}

/** The mean over the whole map, and a linear layer. */
function head(net: GraphBuilder, weights: Shapes): void {
	net.add("mean", "AdaptiveAvgPool2d", { output_size: 1 });
	net.add("flatten", "Flatten");
	net.add("fc", "Linear", { out_features: weights.get("fc.weight")?.[0] });
}

/** conv bn relu, blocks b1, b2, … of conv bn relu conv bn (+skip) relu, mean, fc. A block with a projection has stride 2. */
function smallRes(input: Shape, weights: Shapes): Graph {
	const net = new GraphBuilder(input);
	conv(net, weights, "conv", 1);
	net.add("bn", "BatchNorm2d");
	net.add("relu", "ReLU");
	for (let n = 1; weights.has(`b${n}.conv1.weight`); n++) {
		const block = `b${n}`;
		const before = net.last;
		const projected = weights.has(`${block}.down.0.weight`);
		conv(net, weights, `${block}.conv1`, projected ? 2 : 1);
		net.add(`${block}.bn1`, "BatchNorm2d");
		net.add(`${block}.relu1`, "ReLU");
		conv(net, weights, `${block}.conv2`, 1);
		net.add(`${block}.bn2`, "BatchNorm2d");
		if (projected) {
			conv(net, weights, `${block}.down.0`, 2, before);
			net.add(`${block}.down.1`, "BatchNorm2d");
		}
		net.add(`${block}.add`, "Add", {}, [`${block}.bn2`, projected ? `${block}.down.1` : before]);
		net.add(`${block}.relu2`, "ReLU");
	}
	head(net, weights);
	return net.graph;
}

/** cat(silu(a), silu(b)), avgpool 2, depthwise stride 2, pointwise, silu, mean, fc. */
function concatNet(input: Shape, weights: Shapes): Graph {
	const net = new GraphBuilder(input);
	conv(net, weights, "a", 1, "input");
	net.add("a.silu", "SiLU");
	conv(net, weights, "b", 1, "input");
	net.add("b.silu", "SiLU");
	net.add("cat", "Concat", {}, ["a.silu", "b.silu"]);
	net.add("pool", "AvgPool2d", { kernel_size: 2 });
	conv(net, weights, "dw", 2);
	conv(net, weights, "pw", 1);
	net.add("silu", "SiLU");
	head(net, weights);
	return net.graph;
}

/** `Conv(1,6,5,pad2) ReLU MaxPool2 Flatten Linear(400,10)`: layers in order, keys are their indices. A bias is there where it has a first value. */
function sequential(description: string, input: Shape, weights: Shapes): Graph | undefined {
	const net = new GraphBuilder(input);
	for (const [i, word] of description.trim().split(/\s+/).entries()) {
		const [, name = "", size, written = ""] = /^([A-Za-z]+(?:[A-Z]\w*|\dd)?)(\d+)?(?:\(([^)]*)\))?$/.exec(word) ?? [];
		const sizes = written.split(",");
		const bias = weights.has(`${i}.bias`);
		const named = (key: string) => Number(sizes.find((part) => part.startsWith(key))?.slice(key.length) ?? (key === "pad" ? 0 : 1));
		if (/^Conv(2d)?$/.test(name)) {
			const window = { kernel_size: Number(sizes[2]), padding: named("pad"), stride: named("stride") };
			net.add(`${i}`, "Conv2d", { out_channels: Number(sizes[1]), ...window, bias });
		} else if (name === "Linear") net.add(`${i}`, "Linear", { out_features: Number(sizes[1]), bias });
		else if (/^(Max|Avg)Pool$/.test(name)) net.add(`${i}`, `${name}2d`, { kernel_size: Number(size) });
		else if (/^(BN|BatchNorm2?d?)$/.test(name)) net.add(`${i}`, "BatchNorm2d");
		else if (typeNames.includes(word)) net.add(`${i}`, word);
		else return undefined;
	}
	return net.graph;
}
