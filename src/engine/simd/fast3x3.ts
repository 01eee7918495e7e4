import type { Geometry } from "./geometry";
import type { Site } from "./site";
import { scratchBytes, transformedLength, weightsScratch } from "./winograd";
import { type Call, call, type Work } from "./work";

/** From where on Winograd's algorithm is faster than the direct one, as measured by bench/engine; more tiles pay for larger weights. */
const LEAST_CHANNELS = 10;
const LEAST_TILES = 9;

const tilesOf = (images = 0, rows = 0, columns = 0): number => images * Math.ceil(rows / 4) * Math.ceil(columns / 4);

/** Whether a `conv` call has 3 × 3 windows without gaps at every pixel, and enough channels and tiles to gain. */
function gains({ args }: Call, inputs: number): boolean {
	const { kernelRows, kernelStep, xRow, xPixel, runs, runStep, runLength, images, rows, columns, outputs } = args as Readonly<
		Record<string, number>
	>;
	const three = kernelRows === 3 && kernelStep === xRow && (runs === 1 ? runLength === 3 * inputs : runs === 3 && runStep === xPixel);
	return three && Math.min(inputs, outputs ?? 0) >= LEAST_CHANNELS && tilesOf(images, rows, columns) >= LEAST_TILES;
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

/**
 * The same for the weights' gradients: `winogradConvWeights`, the adjoint of F(4×4, 3×3), in place of a `convWeights` call that it beats. Measured: 10 → 10
 * channels 1.4 times as fast, 12 → 12 twice, 16 → 16 2.5 times, from 32 → 32 on 3 times and more.
 */
export function fastWeights(
	{ heap, winograd }: Site,
	calls: readonly Call[],
	{ kernel, stride, dilation, groups, wide }: Geometry,
): Call[] {
	const three = kernel.every((size) => size === 3) && [...stride, ...dilation, groups].every((step) => step === 1);
	const inputs = wide[0] ?? 0;
	return calls.map((one) => {
		if (!winograd || !three || one.name !== "convWeights") return one;
		const { offsets, taps, ...same } = one.args;
		const { outputs = 0, channels = 0, images, rows, columns } = one.args;
		if (Math.min(inputs, channels) < LEAST_CHANNELS || tilesOf(images, rows, columns) < LEAST_TILES) return one;
		const scratchPart = weightsScratch(inputs, outputs);
		const scratch = heap.scratch(scratchPart + Math.ceil((4 * transformedLength(inputs, outputs)) / heap.parts / 64) * 64);
		return {
			...one,
			name: "winogradConvWeights",
			args: { ...same, inputs, scratch, scratchPart, sums: scratch + heap.parts * scratchPart },
		};
	});
}
