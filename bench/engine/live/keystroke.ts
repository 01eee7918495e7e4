import { Model } from "../../../src/engine";
import { elements } from "../../../src/network/shape";
import { TINY_VGG } from "../models";
import { graphOf } from "../modelText";
import { simdBackend } from "../peers/convscope";

/** Edits before the first that counts. */
const WARM = 30;

/**
 * Milliseconds of plan and forward pass after each of many edits of the first layer, so that everything behind it is computed anew. Its
 * channels go from 10 to 9 and back: weights are carried over and memory moves, as with a real keystroke.
 */
export function keystrokes(count: number): number[] {
	const [first, ...others] = TINY_VGG.layers;
	if (!first) throw new TypeError("there is no layer");
	const graphs = [10, 9].map((channels) => graphOf({ ...TINY_VGG, layers: [{ ...first, out_channels: channels }, ...others] }));
	const model = new Model(simdBackend());
	const input = Float32Array.from({ length: elements(TINY_VGG.input) }, (_, i) => (i % 256) / 255);
	const samples: number[] = [];
	for (let i = -WARM; i < count; i++) {
		const graph = graphs[(i + WARM) % 2];
		if (!graph) throw new TypeError("there is no graph");
		const start = performance.now();
		model.compile(graph, { seed: 7 });
		model.forward(input);
		if (i >= 0) samples.push(performance.now() - start);
	}
	return samples;
}
