import { type Net, type NetNode, tensorOf } from "../net";
import { channelsFirst, channelsLast, columnsLast } from "./channelsLast";
import { load, type Peer, pairOf, type Runner } from "./peer";

/** What is used of ConvNetJS. A volume's numbers lie as H×W×C; a layer's filters are one volume an output. */
interface Volume {
	readonly w: Float64Array;
}
interface Layer {
	readonly layer_type: string;
	readonly filters?: readonly Volume[];
	readonly biases?: Volume;
}
interface Net2d {
	readonly layers: readonly Layer[];
	makeLayers(definitions: readonly object[]): void;
	forward(x: Volume): Volume;
}
interface Convnet {
	readonly Vol: new (width: number, height: number, depth: number, value: number) => Volume;
	readonly Net: new () => Net2d;
	readonly Trainer: new (net: Net2d, options: object) => { train(x: Volume, y: number): { readonly loss: number } };
}

/** Definitions of the layers; a Flatten is none, a ReLU belongs to the layer above it. */
function definitions(net: Net): object[] {
	const [depth = 1, height = 1, width = 1] = net.graph.input;
	const list: object[] = [{ type: "input", out_sx: width, out_sy: height, out_depth: depth }];
	for (const [i, { type, attributes: a, shape, inputs }] of net.nodes.entries()) {
		if (inputs.length !== 1 || inputs[0] !== i - 1) throw new Error("no branches");
		const activation = net.nodes[i + 1]?.type === "ReLU" ? { activation: "relu" } : {};
		if (type === "Conv2d") {
			if (Number(a.groups) !== 1) throw new Error("no grouped convolutions");
			const [sx, sy] = pairOf(a, "kernel_size");
			list.push({ type: "conv", sx, sy, filters: shape[0], stride: pairOf(a, "stride")[0], pad: pairOf(a, "padding")[0], ...activation });
		} else if (type === "MaxPool2d") {
			const [size] = pairOf(a, "kernel_size");
			list.push({ type: "pool", sx: size, stride: size });
		} else if (type === "Linear") {
			// The softmax brings a linear layer of its own.
			if (i === net.nodes.length - 1 && net.mode === "training") list.push({ type: "softmax", num_classes: shape[0] });
			else list.push({ type: "fc", num_neurons: shape[0], ...activation });
		} else if (type !== "ReLU" && type !== "Flatten") throw new Error(`no ${type}`);
	}
	return list;
}

/** What a linear layer's features were before they were joined. */
function volumeBefore(net: Net, node: NetNode): readonly number[] {
	const before = net.nodes[node.inputs[0] ?? -1];
	return before?.type === "Flatten" ? (net.nodes[before.inputs[0] ?? -1]?.shape ?? net.graph.input) : [];
}

function fill(net: Net, layers: readonly Layer[]): void {
	const takers = layers.filter(({ filters }) => filters !== undefined);
	const givers = net.nodes.filter(({ tensors }) => tensors.length > 0);
	for (const [i, node] of givers.entries()) {
		const { filters = [], biases } = takers[i] ?? {};
		const [weight, bias] = [tensorOf(net, node, "weight"), tensorOf(net, node, "bias")];
		const shape = node.tensors[0]?.shape ?? [];
		if (!weight || !biases || filters.length !== shape[0]) throw new TypeError("a layer is not what it was asked to be");
		const ordered = shape.length === 4 ? channelsLast(weight, shape) : columnsLast(weight, filters.length, volumeBefore(net, node));
		const each = ordered.length / filters.length;
		for (const [k, { w }] of filters.entries()) w.set(ordered.subarray(k * each, (k + 1) * each));
		if (bias) biases.w.set(bias);
	}
}

function open({ Vol, Net, Trainer }: Convnet, net: Net): Runner {
	const network = new Net();
	network.makeLayers(definitions(net));
	fill(net, network.layers);
	const [c = 1, h = 1, w = 1] = net.graph.input;
	const each = c * h * w;
	const volumes = net.inputs.map((data) => {
		const ordered = channelsLast(data, [net.batch, c, h, w]);
		return Array.from({ length: net.batch }, (_, i) => {
			const volume = new Vol(w, h, c, 0);
			volume.w.set(ordered.subarray(i * each, (i + 1) * each));
			return volume;
		});
	});
	let last: Float64Array = new Float64Array(0);
	const shape = net.nodes.at(-1)?.shape ?? [];
	const output = () => (shape.length === 3 ? channelsFirst(Float32Array.from(last), [1, ...shape]) : Float32Array.from(last));
	const close = () => undefined;
	if (net.mode === "forward") {
		const pass = (which: 0 | 1) => {
			for (const volume of volumes[which] ?? []) last = network.forward(volume).w;
			return undefined;
		};
		return { pass, output, close };
	}
	const trainer = new Trainer(network, { method: "sgd", learning_rate: net.learningRate, momentum: 0, l2_decay: 0, batch_size: net.batch });
	const pass = (which: 0 | 1) => {
		let sum = 0;
		for (const [i, volume] of (volumes[which] ?? []).entries()) sum += trainer.train(volume, net.targets[i] ?? 0).loss;
		return sum / net.batch;
	};
	return { pass, output, close };
}

/** ConvNetJS: float64, no branches, no normalisation of batches. */
export function convnetjs(): Peer {
	const convnet = load<Convnet>("convnetjs");
	return { open: (net) => open(convnet, net) };
}
