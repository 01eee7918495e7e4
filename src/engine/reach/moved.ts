import { fromFront } from "../../network/layers/dimension";
import { curveTypes } from "../derive/curves";
import { span } from "../derive/window";
import { type Links, product, same } from "./relation";
import { defineReacher, reading } from "./site";
import { defineSliding } from "./windows";

/** Layers whose numbers depend on the one at their own place. */
const alone = defineReacher({
	types: ["Flatten", "Identity", "Dropout", ...curveTypes],
	relate: () => same,
});

/** See `constantPad2d`: padding is [left, right, top, bottom]. */
const ZeroPad2d = defineSliding<{ readonly padding: readonly [left: number, right: number, top: number, bottom: number] }>({
	types: ["ZeroPad2d"],
	channels: () => "same",
	reads({ attributes }) {
		const [left, , top] = attributes.padding;
		return (out, axis) => [out - (axis === 0 ? top : left)];
	},
});

/** See `pixelShuffle`: y[c, i·r + u, j·r + v] = x[(c·r + u)·r + v, i, j]. */
const PixelShuffle = defineReacher<{ readonly upscale_factor: number }>({
	types: ["PixelShuffle"],
	relate({ attributes: { upscale_factor: r }, output }) {
		const [channels = 1, height = 1, width = 1] = output;
		/** Where each output comes from. */
		const from = (at: number) => {
			const [c, y, x] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
			const map = (c * r + (y % r)) * r + (x % r);
			return (map * (height / r) + Math.floor(y / r)) * (width / r) + Math.floor(x / r);
		};
		const size = channels * height * width;
		return {
			back(outputs) {
				const inputs = new Uint8Array(size);
				for (let at = 0; at < size; at++) inputs[from(at)] = outputs[at]!;
				return inputs;
			},
			forth: (inputs) => Uint8Array.from({ length: size }, (_, at) => inputs[from(at)]!),
		};
	},
});

/** See `concat`: inputs lie one behind the other along an axis. */
const Concat = defineReacher<{ readonly dim: number }>({
	types: ["Concat"],
	relate({ attributes, inputs, input, shape, output }) {
		const axis = fromFront(attributes.dim, output) - 1;
		const before = inputs.slice(0, input).reduce((sum, other) => sum + (other[axis] ?? 0), 0);
		const joined = reading(output[axis] ?? 1, shape[axis] ?? 1, (i) => [i - before]);
		return product(
			shape,
			output,
			output.map((_, i) => (i === axis ? joined : "same")),
		);
	},
});

/** See `combineAll`: one place is spread over an axis that has more in the output. */
const combinations = defineReacher({
	types: ["Add", "Multiply"],
	relate: ({ shape, output }) =>
		product(
			shape,
			output,
			output.map((size, axis): Links => (shape[axis] === size ? "same" : [{ outs: span(0, size), ins: [0] }])),
		),
});

export const moved = [alone, ZeroPad2d, PixelShuffle, Concat, combinations];
