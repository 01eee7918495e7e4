import { type Backend, Model, quantiseTiles } from "../engine";
import type { Graph } from "../network/graph";

/** A network with the kinds that most models begin with, too small to be noticed. */
const tiny: Graph = {
	input: [1, 12, 12],
	nodes: [
		{ key: "0", type: "Conv2d", inputs: [-1], attributes: { out_channels: 4, kernel_size: 3, padding: 1 }, shape: [4, 12, 12] },
		{ key: "1", type: "ReLU", inputs: [0], attributes: {}, shape: [4, 12, 12] },
		{ key: "2", type: "MaxPool2d", inputs: [1], attributes: { kernel_size: 2 }, shape: [4, 6, 6] },
		{ key: "3", type: "Flatten", inputs: [2], attributes: {}, shape: [144] },
		{ key: "4", type: "Linear", inputs: [3], attributes: { out_features: 10 }, shape: [10] },
	],
};

/** Runs kernels and quantising often enough for the just-in-time compiler to take notice, so that a user's first picture comes quickly. */
export function warmUp(backend: Backend): void {
	const model = new Model(backend);
	model.compile(tiny, { seed: 0 });
	const input = new Float32Array(144);
	for (let i = 0; i < 20; i++) {
		model.forward(input.fill(i));
		quantiseTiles(model, [{ layer: "0", what: "maps", from: 0, count: 4, maxSide: 12 }], { maxBytes: 4096 });
	}
}
