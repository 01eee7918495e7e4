import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { GraphBuilder } from "../../../../src/cli/golden/train/graph";
import { losses, Model, Optimiser, optimisers, Trainer } from "../../../../src/engine";
import type { Graph } from "../../../../src/network/graph";
import { elements } from "../../../../src/network/shape";
import { backends } from "../backends";
import { Float64Network } from "../float64";

/** conv – bn – relu. */
function block(net: GraphBuilder, key: string, channels: number, stride = 1, from: readonly string[] = [net.last]): void {
	net.add(`${key}.conv`, "Conv2d", { out_channels: channels, kernel_size: 3, stride, padding: 1, bias: false }, from);
	net.add(`${key}.bn`, "BatchNorm2d");
	net.add(`${key}.relu`, "ReLU");
}

/** ResNet-20 (He et al., "Deep Residual Learning", CVPR 2016, section 4.2; 3 stages of 3 blocks), a quarter as wide. */
function resnet20(): Graph {
	const net = new GraphBuilder([3, 12, 12]);
	block(net, "stem", 4);
	for (const [stage, channels] of [4, 8, 16].entries()) {
		for (let n = 0; n < 3; n++) {
			const [key, before, stride] = [`stage${stage}.${n}x`, net.last, stage > 0 && n === 0 ? 2 : 1];
			block(net, `${key}.a`, channels, stride);
			net.add(`${key}.conv`, "Conv2d", { out_channels: channels, kernel_size: 3, padding: 1, bias: false });
			net.add(`${key}.bn`, "BatchNorm2d");
			if (stride > 1) net.add(`${key}.down`, "Conv2d", { out_channels: channels, kernel_size: 1, stride, bias: false }, [before]);
			net.add(`${key}.add`, "Add", {}, [`${key}.bn`, stride > 1 ? `${key}.down` : before]);
			net.add(`${key}.out`, "ReLU");
		}
	}
	net.add("pool", "AdaptiveAvgPool2d", { output_size: 1 });
	net.add("flat", "Flatten");
	net.add("fc", "Linear", { out_features: 5 });
	return net.graph;
}

/** U-Net (Ronneberger, Fischer, Brox, MICCAI 2015) of two levels: three classes for every pixel. */
function unet(): Graph {
	const net = new GraphBuilder([1, 12, 12]);
	block(net, "down0", 4);
	net.add("pool0", "MaxPool2d", { kernel_size: 2 });
	block(net, "down1", 8);
	net.add("pool1", "MaxPool2d", { kernel_size: 2 });
	block(net, "bottom", 16);
	net.add("up1", "ConvTranspose2d", { out_channels: 8, kernel_size: 2, stride: 2 });
	net.add("cat1", "Concat", {}, ["up1", "down1.relu"]);
	block(net, "right1", 8);
	net.add("up0", "Upsample", { scale_factor: 2, mode: "bilinear" });
	net.add("cat0", "Concat", {}, ["up0", "down0.relu"]);
	block(net, "right0", 4);
	net.add("out", "Conv2d", { out_channels: 3, kernel_size: 1 });
	return net.graph;
}

/** Mean cross entropy of N×C×… scores and its gradient, in float64, as plainly as it can be written. */
function crossEntropy(scores: Float64Array, labels: Int32Array, classes: number, inner: number): { loss: number; gradient: Float64Array } {
	const gradient = new Float64Array(scores.length);
	let loss = 0;
	for (const [item, label] of labels.entries()) {
		const at = (c: number) => (Math.floor(item / inner) * classes + c) * inner + (item % inner);
		const exps = Array.from({ length: classes }, (_, c) => Math.exp(scores[at(c)] ?? 0));
		const sum = exps.reduce((a, b) => a + b, 0);
		loss -= Math.log((exps[label] ?? 0) / sum) / labels.length;
		for (const [c, e] of exps.entries()) gradient[at(c)] = (e / sum - (c === label ? 1 : 0)) / labels.length;
	}
	return { loss, gradient };
}

const BATCH = 4;
const STEPS = 20;
const MOMENTUM = 0.9;

/** Rates at which float32's rounding (some 1e-7 at the first step) does not grow by more than a hundred in 20 steps: training is chaotic. */
const networks = [
	{ name: "ResNet-20", graph: resnet20(), lr: 0.002 },
	{ name: "U-Net", graph: unet(), lr: 0.02 },
];

for (const backend of backends) {
	suite(`engine: training in float32 on ${backend.name} follows float64`, () => {
		for (const { name, graph, lr } of networks) {
			test(`${name}, ${STEPS} steps`, () => {
				const exact = new Float64Network(graph, BATCH, 3, true);
				const model = new Model(backend);
				model.compile(graph, { seed: 3, batch: BATCH, gradients: true });
				for (const [i, { parameters }] of model.layers.entries()) {
					const start = Object.entries({ ...exact.parameters(i) });
					for (const [key, tensor] of Object.entries({ ...parameters })) {
						const data = start.find(([other]) => other === key)?.[1]?.data;
						assert.ok(tensor && data);
						tensor.data.set(data);
						data.set(tensor.data); // both start from the same float32 numbers
					}
				}
				model.weightsChanged();
				const optimiser = new Optimiser(optimisers.SGD, { lr, momentum: MOMENTUM });
				const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser });

				const [classes = 1, ...outer] = graph.nodes.at(-1)?.shape ?? [];
				const inner = elements(outer);
				const [input, ...parameters] = exact.variables;
				const momenta = parameters.map(({ value }) => new Float64Array(value.data.length));
				for (let step = 0; step < STEPS; step++) {
					const pixels = Float32Array.from({ length: BATCH * elements(graph.input) }, (_, i) => Math.sin(i * (1.7 + step) + step));
					const labels = Int32Array.from({ length: BATCH * inner }, (_, i) => (i + step) % classes);
					input?.value.data.set(pixels);
					const mode = { training: true, seed: 0 };
					const { loss, gradient } = crossEntropy(exact.forward(mode), labels, classes, inner);
					exact.backward(gradient, mode);
					for (const [i, { value, gradient: g }] of parameters.entries()) {
						const b = momenta[i] ?? new Float64Array(0);
						for (let k = 0; k < b.length; k++) {
							b[k] = MOMENTUM * (b[k] ?? 0) + (g.data[k] ?? 0);
							value.data[k] = (value.data[k] ?? 0) - lr * (b[k] ?? 0);
						}
					}
					const found = trainer.step(pixels, labels).loss;
					assert.ok(Math.abs(found - loss) <= 1e-4 * loss, `step ${step}: ${found}, not ${loss}`);
				}
				for (const [i, layer] of model.layers.entries()) {
					const wanted = Object.entries({ ...exact.parameters(i) });
					for (const [key, tensor] of Object.entries({ ...layer.parameters })) {
						const data = wanted.find(([other]) => other === key)?.[1]?.data ?? [];
						for (const [k, x] of [...data].entries()) {
							const y = tensor?.data[k] ?? Number.NaN;
							assert.ok(Math.abs(y - x) <= 1e-4 * Math.max(1, Math.abs(x)), `${layer.key}.${key}[${k}]: ${y}, not ${x}`);
						}
					}
				}
			});
		}
	});
}
