import type { Geometry } from "./geometry";
import { upTo } from "./panels";
import type { Site } from "./site";
import { plainScratch, scratchBytes, sizeOf, tilesOf, transformedLength, weightsScratch } from "./winograd";
import { type Call, call, type Work } from "./work";

/** From where on Winograd's algorithm is faster than the direct one, as measured by bench/engine: channels on both sides, and tiles. */
const LEAST_CHANNELS = 10;
/** The larger a kernel, the more there is to gain. */
const LEAST_CHANNELS_OF_FIVE = 6;
const LEAST_TILES = 9;
/** With weights that are transformed as they are needed, and so read less often from memory, fewer tiles are enough. */
const LEAST_PLAIN_TILES = 4;

/** Weights of so many inputs and outputs are transformed as they are needed where there are few tiles: that costs some 10 % of the time and saves four times their size. */
const PLAIN_WEIGHTS = 128 * 128;
const MOST_PLAIN_TILES = 64;

/** The side of a `conv` call's windows where they are square, without gaps, at every pixel, and of a size that `winograd` gains with; else 0. */
function kernelOf({ args }: Call, inputs: number): 0 | 3 | 4 | 5 {
	const { kernelRows, kernelStep, xRow, xPixel, runs, runStep, runLength } = args;
	if ((kernelRows !== 3 && kernelRows !== 4 && kernelRows !== 5) || kernelStep !== xRow) return 0;
	const whole = runs === 1 ? runLength === kernelRows * inputs : runs === kernelRows && runLength === inputs && runStep === xPixel;
	return whole ? kernelRows : 0;
}

/** How a `conv` call is done: as it is, by `winograd` from transformed weights, or from plain ones that are transformed as they are needed. */
export function wayOf(site: Pick<Site, "winograd">, one: Call, inputs: number): "conv" | "winograd" | "plain" {
	const kernel = site.winograd && one.name === "conv" ? kernelOf(one, inputs) : 0;
	if (kernel === 0) return "conv";
	const { outputs = 0 } = one.args;
	const tiles = tilesOf(one.args, sizeOf(kernel));
	const plain = kernel === 3 && inputs * outputs >= PLAIN_WEIGHTS && tiles <= MOST_PLAIN_TILES;
	const channels = kernel === 5 ? LEAST_CHANNELS_OF_FIVE : LEAST_CHANNELS;
	if (Math.min(inputs, outputs) < channels || tiles < (plain ? LEAST_PLAIN_TILES : LEAST_TILES)) return "conv";
	return plain ? "plain" : "winograd";
}

/**
 * Does convolutions of stride 1 with 3 × 3, 4 × 4 and 5 × 5 kernels by Winograd's algorithm, with 36 multiplications for a tile of 4 × 4, 3 × 3 or 2 × 2 outputs: each call
 * that gains is replaced, and the weights' transformation comes to `refresh` where it is not done as they are needed. `inputs`: channels that the calls read; `name`: whose
 * weights they are.
 * Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
 */
export function fastConvolution(site: Site, calls: readonly Call[], inputs: number, name: string, refresh: Work[]): Call[] {
	return calls.map((one, i) => {
		const way = wayOf(site, one, inputs);
		if (way === "conv") return listed(site, one, `${name} taps ${i}`);
		const { weights = 0, outputs = 0, kernelRows: kernel = 0, kernelStep, runs, runStep, runLength, offsets, ...same } = one.args;
		const size = sizeOf(kernel);
		const args = { ...same, weights, outputs, inputs, size };
		if (way === "plain")
			return { ...one, name: "winograd", args: { ...args, ...scratch(site, plainScratch(inputs, tilesOf(same, size))), plain: 1 } };
		const transformed = transformedWeights(site, `${name} by Winograd ${i}`, { weights, outputs, inputs, kernel }, refresh);
		return { ...one, name: "winograd", args: { ...args, weights: transformed, ...scratch(site, scratchBytes(inputs, outputs)), plain: 0 } };
	});
}

/** Kernels whose rows are no longer than that are gone through as one list of taps: less to do around the loops than there would be in them. */
const SHORT_ROW = 16;

/** A `conv` call with the list of its taps where rows are short; any other as it is. LeNet's first layer: 10.5 → 8.3 µs, Tiny VGG's 73 → 65, the small VGG's 46 → 42. */
function listed({ heap, memory }: Site, one: Call, name: string): Call {
	const { kernelRows = 0, kernelStep = 0, runs = 0, runStep = 0, runLength = 0 } = one.args;
	const row = runs * runLength;
	if (one.name !== "conv" || kernelRows < 2 || row === 0 || row > SHORT_ROW) return one;
	const offsets = memory.own(name, 4 * kernelRows * row).pointer;
	const table = upTo(kernelRows).flatMap((u) =>
		upTo(runs).flatMap((r) => upTo(runLength).map((k) => u * kernelStep + r * runStep + 4 * k)),
	);
	heap.ints(offsets, table.length).set(table);
	return { ...one, args: { ...one.args, offsets } };
}

/** Scratch memory of a call, each part `scratchPart` bytes of it. */
export function scratch({ heap }: Site, scratchPart: number): { readonly scratch: number; readonly scratchPart: number } {
	heap.reserveScratch(scratchPart);
	return { scratch: 0, scratchPart };
}

/** Memory for weights as `winograd` reads them; that they are transformed comes to `refresh`. */
export function transformedWeights(
	{ memory }: Site,
	name: string,
	of: { readonly weights: number; readonly outputs: number; readonly inputs: number; readonly kernel: number },
	refresh: Work[],
): number {
	const { pointer } = memory.own(name, 4 * transformedLength(of.inputs, of.outputs));
	refresh.push(call("winogradWeights", { ...of, to: pointer }));
	return pointer;
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
		const { outputs = 0 } = same;
		if (Math.min(inputs, channels) < LEAST_CHANNELS || tilesOf(same, sizeOf(3)) < LEAST_TILES) return [one];
		const scratchPart = weightsScratch(inputs, outputs);
		heap.reserveScratch(scratchPart + Math.ceil((4 * transformedLength(inputs, outputs)) / heap.parts / 64) * 64);
		const shared = { outputs, inputs, scratch: 0, scratchPart, scratchSums: heap.parts * scratchPart };
		return [
			{ ...one, name: "winogradConvWeights", args: { ...same, ...shared } },
			call("winogradConvWeightsBack", { gw, channels, ...shared }),
		];
	});
}
