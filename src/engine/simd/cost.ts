import type { KernelName } from "./calls";
import { tilesOf } from "./winograd";
import type { Call } from "./work";

/** Multiply-adds that a core of the machine these kernels were written on makes in a millisecond, by the way they are made. */
const [DENSE, FAST, NARROW] = [18_000_000, 16_000_000, 5_000_000];
/** Numbers that it looks at in a millisecond where there is little to do, and where there is some: sums, curves. */
const [NUMBERS, WORKED] = [2_000_000, 700_000];

/** How a call's work is shared out: parts more than that would each do nearly as much as one, or nothing at all. */
const SHARES: Partial<Record<KernelName, (args: Call["args"]) => number>> = {
	// By channels: a part of less than a cache line of each pixel reads as much as one of all.
	sumPixels: ({ channels = 0 }) => channels / 16,
	batchStatistics: ({ outputs = 0 }) => outputs / 16,
	batchBackward: ({ outputs = 0 }) => outputs / 16,
	depthwiseWeights: ({ outputs = 0 }) => outputs / 16,
	// By weights: each part reads all pixels.
	convWeights: ({ taps = 0, outputs = 0 }) => (taps * outputs) / 1024,
	// By halves of the transform, then by inputs: each part transforms all gradients.
	winogradConvWeights: ({ inputs = 0 }) => Math.max(2, inputs / 32),
	winograd: ({ plain = 0, outputs = 0 }) => (plain ? outputs / 16 : Number.POSITIVE_INFINITY),
	maxPoolBackward: ({ images = 0 }) => images,
	avgPoolBackward: ({ images = 0 }) => images,
};

/** About how many milliseconds a call takes on one core. */
export function costOf({ name, args }: Call): number {
	const { images = 1, rows = 1, columns = 1, outputs = 0, channels = 0, length = 0, count = 0, inputs = 0 } = args;
	const pixels = images * rows * columns;
	const window = (args.kernelRows ?? 1) * (args.kernelColumns ?? 1);
	switch (name) {
		case "conv":
			return (pixels * outputs * window * (args.runs ?? 1) * (args.runLength ?? 1)) / DENSE;
		case "convWeights":
			return (pixels * outputs * (args.taps ?? 1)) / DENSE;
		case "winograd":
		case "winogradConvWeights":
			return (36 * tilesOf(args, args.size ?? 4) * outputs * inputs) / FAST + (pixels * (outputs + inputs)) / NUMBERS;
		case "winogradWeights":
		case "winogradConvWeightsBack":
			return (36 * inputs * outputs) / NUMBERS;
		case "gather":
			return count / NUMBERS;
		case "zero":
			return (args.bytes ?? 0) / 4 / (4 * NUMBERS);
		case "depthwise":
		case "depthwiseWeights":
		case "maxPool":
		case "maxPoolBackward":
		case "avgPool":
		case "avgPoolBackward":
			return (pixels * outputs * window) / NARROW + (pixels * outputs) / NUMBERS;
		case "batchStatistics":
		case "batchBackward":
		case "sumPixels":
			return (pixels * Math.max(outputs, channels)) / WORKED;
		case "pointwise":
		case "pointwiseBackward":
			return (images * rows * length) / WORKED;
		default:
			return (pixels * Math.max(outputs, channels) + images * rows * length) / NUMBERS;
	}
}

/** In how many shares a call is best made so that each takes about `most` milliseconds; 1 where it is short enough, or cannot be shared. */
export function sharesOf(call: Call, cost: number, most: number): number {
	if (cost <= 2 * most) return 1;
	const shares = Math.min(Math.ceil(cost / most), SHARES[call.name]?.(call.args) ?? Number.POSITIVE_INFINITY);
	// Even: some kernels share by halves first.
	return shares < 2 ? 1 : 2 * Math.floor(shares / 2);
}
