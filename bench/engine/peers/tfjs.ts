import path from "node:path";
import type { Net } from "../net";
import { channelsFirst, channelsLast, columnsLast } from "./channelsLast";
import { type Folded, fold } from "./fold";
import { fileOf, load, type Peer, pairOf, type Runner } from "./peer";

/** What is used of TensorFlow.js. */
interface Tensor {
	dataSync(): Float32Array;
	dispose(): void;
}
interface Convolution {
	readonly [name: string]: unknown;
}
interface Tf {
	setBackend(name: string): Promise<boolean>;
	ready(): Promise<void>;
	tidy(body: () => void): void;
	tensor(data: Float32Array, shape: readonly number[]): Tensor;
	tensor1d(data: Int32Array, type: "int32"): Tensor;
	variable(tensor: Tensor): Tensor;
	conv2d(x: Tensor, w: Tensor, stride: readonly number[], pad: number): Tensor;
	depthwiseConv2d(x: Tensor, w: Tensor, stride: readonly number[], pad: number): Tensor;
	maxPool(x: Tensor, size: readonly number[], stride: readonly number[], pad: number): Tensor;
	matMul(a: Tensor, b: Tensor): Tensor;
	add(a: Tensor, b: Tensor): Tensor;
	mean(x: Tensor, axes: readonly number[]): Tensor;
	relu(x: Tensor): Tensor;
	relu6(x: Tensor): Tensor;
	reshape(x: Tensor, shape: readonly number[]): Tensor;
	oneHot(classes: Tensor, depth: number): Tensor;
	readonly fused: Readonly<Record<"conv2d" | "depthwiseConv2d" | "matMul", (options: Convolution) => Tensor>>;
	readonly losses: { softmaxCrossEntropy(wanted: Tensor, logits: Tensor): Tensor };
	readonly train: { sgd(rate: number): { minimize(loss: () => Tensor, returnCost: true): Tensor | null; dispose(): void } };
}

/** A layer's weights as the backend wants them. */
interface Held {
	readonly weight: Tensor | undefined;
	readonly bias: Tensor | undefined;
}

function hold(tf: Tf, { type, weight, bias, attributes }: Folded, volume: readonly number[], trained: boolean): Held {
	const keep = (data: Float32Array, shape: readonly number[]) => (trained ? tf.variable(tf.tensor(data, shape)) : tf.tensor(data, shape));
	if (!weight) return { weight: undefined, bias: undefined };
	const [out = 1, perGroup = 1, h = 1, w = 1] = weight.shape;
	const held = bias && keep(bias, [bias.length]);
	if (type === "Linear") {
		const columns = columnsLast(weight.data, out, volume);
		return { weight: keep(channelsLast(columns, [1, out, perGroup, 1]), [perGroup, out]), bias: held };
	}
	const groups = Number(attributes.groups);
	if (groups > 1 && perGroup !== 1) throw new Error("no grouped convolutions");
	// [out][in][h][w] → [h][w][in][out]; depthwise [channels][1][h][w] → [h][w][channels][1]
	const turned = channelsLast(weight.data, [1, out, perGroup * h * w, 1]);
	const ordered = perGroup === 1 ? turned : channelsLastOfPlanes(turned, perGroup, h * w, out);
	return { weight: keep(ordered, groups > 1 ? [h, w, out, 1] : [h, w, perGroup, out]), bias: held };
}

/** [in][places][out] → [places][in][out]. */
function channelsLastOfPlanes(data: Float32Array, inputs: number, places: number, outputs: number): Float32Array {
	const moved = new Float32Array(data.length);
	for (let c = 0; c < inputs; c++)
		for (let p = 0; p < places; p++) {
			const from = (c * places + p) * outputs;
			moved.set(data.subarray(from, from + outputs), (p * inputs + c) * outputs);
		}
	return moved;
}

function layer(tf: Tf, step: Folded, { weight, bias }: Held, [x, other]: readonly Tensor[], batch: number, trained: boolean): Tensor {
	const { type, attributes: a, activation, shape } = step;
	if (!x) throw new TypeError("a layer has no input");
	if (type === "Flatten") return tf.reshape(x, [batch, ...shape]);
	if (type === "AdaptiveAvgPool2d") return tf.mean(x, [1, 2]);
	if (type === "Add" && other) return tf.add(x, other);
	if (type === "ReLU") return tf.relu(x);
	if (type === "ReLU6") return tf.relu6(x);
	if (type === "MaxPool2d")
		return tf.maxPool(x, pairOf(a, "kernel_size"), pairOf(a, a.stride === undefined ? "kernel_size" : "stride"), pairOf(a, "padding")[0]);
	if (!weight) throw new TypeError(`no ${type}`);
	const [strides, [pad]] = type === "Conv2d" ? [pairOf(a, "stride"), pairOf(a, "padding")] : [[1, 1], [0]];
	const depthwise = Number(a.groups) > 1;
	if (!trained) {
		if (type === "Linear") return tf.fused.matMul({ a: x, b: weight, bias, activation });
		const conv = depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
		return conv({ x, filter: weight, strides, pad, dimRoundingMode: pad ? "floor" : undefined, bias, activation });
	}
	// Fused operations have no gradient for everything.
	const y = type === "Linear" ? tf.matMul(x, weight) : tf.conv2d(x, weight, strides, pad ?? 0);
	const sum = bias ? tf.add(y, bias) : y;
	return activation ? tf[activation](sum) : sum;
}

function open(tf: Tf, net: Net): Runner {
	const trained = net.mode === "training";
	const steps = fold(net);
	const shapes = steps.map(({ shape }) => shape);
	const held = steps.map((step) => {
		const [from = -1] = step.inputs;
		const flat = steps[from]?.type === "Flatten" ? (steps[steps[from].inputs[0] ?? -1]?.shape ?? net.graph.input) : [];
		return hold(tf, step, flat, trained);
	});
	const [c = 1, h = 1, w = 1] = net.graph.input;
	const inputs = net.inputs.map((data) => channelsLast(data, [net.batch, c, h, w]));
	const forward = (which: 0 | 1): Tensor => {
		const input = tf.tensor(inputs[which] ?? new Float32Array(0), [net.batch, h, w, c]);
		const values: Tensor[] = [];
		const at = (i: number) => (i < 0 ? input : values[i]);
		for (const [i, step] of steps.entries()) {
			const xs = step.inputs.map(at).filter((value) => value !== undefined);
			values.push(layer(tf, step, held[i] ?? { weight: undefined, bias: undefined }, xs, net.batch, trained));
		}
		return values.at(-1) ?? input;
	};
	let last: Float32Array = new Float32Array(0);
	const close = () => {
		for (const { weight, bias } of held) for (const tensor of [weight, bias]) tensor?.dispose();
	};
	const shape = [net.batch, ...(shapes.at(-1) ?? [])];
	const output = () => (shape.length === 4 ? channelsFirst(last, shape) : last);
	if (!trained) {
		const pass = (which: 0 | 1) => {
			// Nothing is given back: tidy would look for tensors among all the numbers.
			tf.tidy(() => {
				last = forward(which).dataSync();
			});
			return undefined;
		};
		return { pass, output, close };
	}
	const optimiser = tf.train.sgd(net.learningRate);
	const wanted = tf.oneHot(tf.tensor1d(net.targets, "int32"), shape.at(-1) ?? 1);
	const pass = (which: 0 | 1) => {
		const cost = optimiser.minimize(() => tf.losses.softmaxCrossEntropy(wanted, forward(which)), true);
		const [loss] = cost?.dataSync() ?? [];
		cost?.dispose();
		return loss;
	};
	return { pass, output, close };
}

const peerOf = (tf: Tf, backend: string): Peer => ({
	async open(net) {
		if (!(await tf.setBackend(backend))) throw new Error(`${backend} did not start`);
		await tf.ready();
		return open(tf, net);
	},
});

/** TensorFlow.js in plain JavaScript. */
export const tfjsCpu = (): Peer => peerOf(load<Tf>("@tensorflow/tfjs"), "cpu");

/** TensorFlow.js in WebAssembly. In Node it has one thread. */
export function tfjsWasm(): Peer {
	const tf = load<Tf>("@tensorflow/tfjs");
	const file = fileOf("@tensorflow/tfjs-backend-wasm");
	const backend = load<{ setWasmPaths(folder: string): void }>("@tensorflow/tfjs-backend-wasm");
	backend.setWasmPaths(`${path.dirname(file)}${path.sep}`);
	return peerOf(tf, "wasm");
}
