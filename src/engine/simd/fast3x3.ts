import type { Site } from "./site";
import { scratchBytes, transformedLength } from "./winograd";
import { type Call, call, type Work } from "./work";

/** From where on Winograd's algorithm is faster than the direct one, as measured by bench/engine; more tiles pay for larger weights. */
const LEAST_CHANNELS = 10;
const LEAST_TILES = 9;

/** Whether a `conv` call has 3 × 3 windows without gaps at every pixel, and enough channels and tiles to gain. */
function gains({ args }: Call, inputs: number): boolean {
	const { kernelRows, kernelStep, xRow, xPixel, runs, runStep, runLength, images, rows, columns, outputs } = args as Readonly<
		Record<string, number>
	>;
	const three = kernelRows === 3 && kernelStep === xRow && (runs === 1 ? runLength === 3 * inputs : runs === 3 && runStep === xPixel);
	const tiles = (images ?? 0) * Math.ceil((rows ?? 0) / 4) * Math.ceil((columns ?? 0) / 4);
	return three && Math.min(inputs, outputs ?? 0) >= LEAST_CHANNELS && tiles >= LEAST_TILES;
}

/**
 * Does 3 × 3 convolutions of stride 1 by Winograd's F(4×4, 3×3), a quarter of the multiplications: each call that gains is replaced, and
 * the weights' transformation comes to `refresh`. `inputs`: channels that the calls read; `name`: whose weights they are.
 * Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
export function fast3x3(site: Site, calls: readonly Call[], inputs: number, name: string, refresh: Work[]): Call[] {
	const { heap, memory, winograd } = site;
	return calls.map((one, i) => {
		if (!winograd || one.name !== "conv" || !gains(one, inputs)) return one;
		const { weights = 0, outputs = 0, ...args } = one.args;
		const { pointer } = memory.own(`${name} by Winograd ${i}`, 4 * transformedLength(inputs, outputs));
		refresh.push(call("winogradWeights", { weights, to: pointer, outputs, inputs }));
		const scratchPart = scratchBytes(inputs, outputs);
		const { kernelRows, kernelStep, runs, runStep, runLength, ...same } = args;
		const more = { weights: pointer, outputs, inputs, scratch: heap.scratch(scratchPart), scratchPart };
		return { ...one, name: "winograd", args: { ...same, ...more } };
	});
}
