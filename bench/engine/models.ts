import { LAYERS, type LayerText, type ModelText } from "./modelText";

const { conv, relu, max, flatten, linear } = LAYERS;

/** LeNet-5 (LeCun et al., 1998) with ReLU and max pooling. */
export const LENET: ModelText = {
	input: [1, 28, 28],
	layers: [
		...[conv(6, 5, { padding: 2 }), relu, max(2), conv(16, 5), relu, max(2)],
		...[flatten, linear(120), relu, linear(84), relu, linear(10)],
	],
};

/** Tiny VGG of CNN Explainer (Wang et al., 2020). */
export const TINY_VGG: ModelText = {
	input: [3, 64, 64],
	layers: [conv(10, 3), relu, conv(10, 3), relu, max(2), conv(10, 3), relu, conv(10, 3), relu, max(2), flatten, linear(10)],
};

/** A VGG for 32×32 pictures; `width` channels first. */
export const smallVgg = (width = 32, side = 32): ModelText => ({
	input: [3, side, side],
	layers: [
		...[width, 2 * width].flatMap((channels) => [
			...[conv(channels, 3, { padding: 1 }), relu, conv(channels, 3, { padding: 1 }), relu, max(2)],
		]),
		...[flatten, linear(256), relu, linear(10)],
	],
});

/** One layer alone. */
export const single = (input: readonly number[], layer: LayerText): ModelText => ({ input, layers: [layer] });
