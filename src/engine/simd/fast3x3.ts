import type { Geometry } from "./geometry";
import type { Site } from "./site";
import { plainScratch, scratchBytes, transformedLength, weightsScratch } from "./winograd";
import { type Call, call, type Work } from "./work";

/** From where on Winograd's algorithm is faster than the direct one, as measured by bench/engine. */
const LEAST_CHANNELS = 10;
const LEAST_TILES = 9;
/** With weights that are transformed as they are needed, and so read less often from memory, fewer tiles are enough. */
const LEAST_PLAIN_TILES = 4;

/** Weights of so many inputs and outputs are transformed as they are needed where there are few tiles: that costs some 10 % of the time and saves four times their size. */
const PLAIN_WEIGHTS = 128 * 128;
const MOST_PLAIN_TILES = 64;

const tilesOf = (images = 0, rows = 0, columns = 0): number => images * Math.ceil(rows / 4) * Math.ceil(columns / 4);

/** Whether a `conv` call has 3 × 3 windows without gaps at every pixel. */
function isThree({ args }: Call, inputs: number): boolean {
	const { kernelRows, kernelStep, xRow, xPixel, runs, runStep, runLength } = args;
	return kernelRows === 3 && kernelStep === xRow && (runs === 1 ? runLength === 3 * inputs : runs === 3 && runStep === xPixel);
}

/** How a `conv` call is done: as it is, by `winograd` from transformed weights, or from plain ones that are transformed as they are needed. */
export function wayOf(site: Pick<Site, "winograd">, one: Call, inputs: number): "conv" | "winograd" | "plain" {
	if (!site.winograd || one.name !== "conv" || !isThree(one, inputs)) return "conv";
	const { outputs = 0, images, rows, columns } = one.args;
	const tiles = tilesOf(images, rows, columns);
	const plain = inputs * outputs >= PLAIN_WEIGHTS && tiles <= MOST_PLAIN_TILES;
	if (Math.min(inputs, outputs) < LEAST_CHANNELS || tiles < (plain ? LEAST_PLAIN_TILES : LEAST_TILES)) return "conv";
	return plain ? "plain" : "winograd";
}

/**
 * Does 3 × 3 convolutions of stride 1 by Winograd's F(4×4, 3×3), a quarter of the multiplications: each call that gains is replaced, and
 * the weights' transformation comes to `refresh` where it is not done as they are needed. `inputs`: channels that the calls read; `name`: whose weights they are.
 * Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
export function fast3x3(site: Site, calls: readonly Call[], inputs: number, name: string, refresh: Work[]): Call[] {
	const { heap, memory } = site;
	return calls.map((one, i) => {
		const way = wayOf(site, one, inputs);
		if (way === "conv") return one;
		const { weights = 0, outputs = 0, kernelRows, kernelStep, runs, runStep, runLength, ...same } = one.args;
		const plain = way === "plain" ? 1 : 0;
		const tiles = tilesOf(same.images, same.rows, same.columns);
		const scratchPart = plain ? plainScratch(inputs, tiles) : scratchBytes(inputs, outputs);
		heap.reserveScratch(scratchPart);
		const args = { ...same, weights, outputs, inputs, scratch: 0, scratchPart, plain };
		if (plain) return { ...one, name: "winograd", args };
		const { pointer } = memory.own(`${name} by Winograd ${i}`, 4 * transformedLength(inputs, outputs));
		refresh.push(call("winogradWeights", { weights, to: pointer, outputs, inputs }));
		return { ...one, name: "winograd", args: { ...args, weights: pointer } };
	});
}

/**
 * The same for the weights' gradients: `winogradConvWeights`, the adjoint of F(4×4, 3×3), and the way back from it, in place of a `convWeights` call that they beat. Measured: 10 → 10
 * channels 1.4 times as fast, 12 → 12 twice, 16 → 16 2.5 times, from 32 → 32 on 3 times and more.
 */
export function fastWeights(
	{ heap, winograd }: Site,
	calls: readonly Call[],
	{ kernel, stride, dilation, groups, wide }: Geometry,
): Call[] {
	const three = kernel.every((size) => size === 3) && [...stride, ...dilation, groups].every((step) => step === 1);
	const inputs = wide[0] ?? 0;
	return calls.flatMap((one): Call[] => {
		if (!winograd || !three || one.name !== "convWeights") return [one];
		const { offsets, taps, gw = 0, channels = 0, ...same } = one.args;
		const { outputs = 0, images, rows, columns } = same;
		if (Math.min(inputs, channels) < LEAST_CHANNELS || tilesOf(images, rows, columns) < LEAST_TILES) return [one];
		const scratchPart = weightsScratch(inputs, outputs);
		heap.reserveScratch(scratchPart + Math.ceil((4 * transformedLength(inputs, outputs)) / heap.parts / 64) * 64);
		const shared = { outputs, inputs, scratch: 0, scratchPart, scratchSums: heap.parts * scratchPart };
		return [
			{ ...one, name: "winogradConvWeights", args: { ...same, ...shared } },
			call("winogradConvWeightsBack", { gw, channels, ...shared }),
		];
	});
}
