import { elements } from "../../../network/shape";
import { along, at, extent, lanesOf } from "../field";
import { first, type Lowered, type Lowering, type Running, type Site } from "../site";
import { vectorSlot } from "../vector";
import { call } from "../work";

interface Values {
	readonly eps: number;
	readonly momentum: number | null;
}

/** A running statistic in memory, filled from its master when it is new there. */
function runningOf(
	{ heap, memory }: Site,
	name: "running_mean" | "running_var",
	master: Running["master"] | undefined,
): Running | undefined {
	if (!master) return undefined;
	const { pointer, kept } = memory.own(name, 4 * lanesOf(master.data.length));
	if (!kept) heap.floats(pointer, master.data.length).set(master.data);
	return { master, pointer };
}

/**
 * y = x · scale + shift with scale = weight/√(variance + eps) and shift = bias − mean · scale: in train mode of the batch, else of the
 * running statistics (of the batch too where there are none).
 */
function batchNorm(site: Site): Lowered {
	const { heap, memory, weights, y, clamp, gradients, step } = site;
	const x = first(site.x);
	const { eps, momentum } = step.attributes as unknown as Values;
	const { channels, lanes } = x;
	const slot = (name: "weight" | "bias") => weights[name] && vectorSlot(site, name, weights[name]);
	const [weight, bias] = [slot("weight"), slot("bias")];
	const [mean, variance] = [runningOf(site, "running_mean", weights.running_mean), runningOf(site, "running_var", weights.running_var)];
	const own = (name: string) => memory.own(name, 4 * lanes).pointer;
	const [batchMean, batchVariance, scale, shift] = [own("mean"), own("variance"), own("scale"), own("shift")];
	const line = call("scaleShift", { ...at("x", x), ...at("y", y), ...extent(x), outputs: lanes, scale, shift, ...clamp });
	const ofBatch = (training: boolean) => training || !mean || !variance;
	const statistics = (running: boolean) =>
		call("batchStatistics", {
			...at("x", x),
			...extent(x),
			outputs: lanes,
			mean: batchMean,
			variance: batchVariance,
			weight: weight?.value ?? 0,
			bias: bias?.value ?? 0,
			scale,
			shift,
			runningMean: running ? (mean?.pointer ?? 0) : 0,
			runningVariance: running ? (variance?.pointer ?? 0) : 0,
			eps,
			momentum: momentum ?? 0,
		});
	const forward = (training: boolean) => (ofBatch(training) ? [statistics(training && momentum !== null), line] : [line]);
	const numbers = (pointer: number | undefined) => (pointer ? heap.floats(pointer, channels) : undefined);
	const derive = (training: boolean) => {
		if (ofBatch(training)) return;
		const [m, v, w, b] = [mean?.pointer, variance?.pointer, weight?.value, bias?.value].map(numbers);
		const [scales, shifts] = [heap.floats(scale, channels), heap.floats(shift, channels)];
		for (let c = 0; c < channels; c++) {
			const factor = (w ? w[c]! : 1) / Math.sqrt(v![c]! + eps);
			scales[c] = factor;
			shifts[c] = (b ? b[c]! : 0) - m![c]! * factor;
		}
	};
	const slots = [weight, bias].filter((one) => one !== undefined);
	const running = [mean, variance].filter((one) => one !== undefined);
	const again = () => [line];
	if (!gradients) return { forward, again, derive, slots, running };
	const { field, add } = first(gradients.inputs);
	const sums = (of: typeof weight, name: string) => of?.gradient || own(name);
	const backward = (training: boolean) => {
		// Its sums are wanted even where nobody wants the input's gradient, so the call is never left out.
		const args = {
			...at("x", x),
			...at("g", gradients.g),
			...at("gx", field),
			...extent(x),
			outputs: lanes,
			channels,
			mean: ofBatch(training) ? batchMean : (mean?.pointer ?? 0),
			variance: ofBatch(training) ? batchVariance : (variance?.pointer ?? 0),
			weight: weight?.value ?? 0,
			gWeight: sums(weight, "weight sums"),
			gBias: sums(bias, "bias sums"),
			eps,
			training: ofBatch(training) ? 1 : 0,
			add: add ? 1 : 0,
		};
		return [call("batchBackward", args)];
	};
	return { forward, again, derive, backward, slots, running };
}

export const BatchNorm2d: Lowering = {
	// A cumulative average needs a count of batches, and one number a channel has no variance: the reference knows what to say.
	takes({ attributes, node }, [input = []], gradients) {
		const { momentum } = attributes as unknown as Values;
		return momentum !== null && (!gradients || elements(input.slice(1)) > 1) && node.shape.length === 3;
	},
	clamps: true,
	lower: batchNorm,
};

/** Adds or multiplies maps of one shape. */
const sameShapes = (inputs: readonly (readonly number[])[]): boolean => inputs.every((shape) => shape.join() === inputs[0]?.join());

/** y = a + b + …, and every input's gradient is the output's. */
export const Add: Lowering = {
	takes: (_, inputs) => inputs.length > 1 && sameShapes(inputs),
	clamps: true,
	lower(site) {
		const { x, y, clamp, gradients } = site;
		const length = y.columns * y.lanes;
		const rows = { images: y.images, rows: y.rows, length };
		const none = { clamp: 0, low: 0, high: 0 } as const;
		const [start, ...rest] = x;
		if (!start) throw new TypeError("Add has no input");
		const forward = rest.map((b, i) =>
			call("add", {
				...along("a", i === 0 ? start : y),
				...along("b", b),
				...along("y", y),
				...rows,
				...(i === rest.length - 1 ? clamp : none),
			}),
		);
		const backward = (gradients?.inputs ?? []).map(({ field, add, forInput }) => ({
			...call("copyPixels", {
				...at("x", gradients?.g ?? field),
				...at("y", field),
				...extent(field),
				channels: field.channels,
				add: add ? 1 : 0,
			}),
			forInput,
		}));
		return { forward: () => forward, backward: () => backward };
	},
};

/** y = a · b; ∂a = g · b, ∂b = g · a. */
export const Multiply: Lowering = {
	takes: (_, inputs) => inputs.length === 2 && sameShapes(inputs),
	lower(site) {
		const { x, y, gradients } = site;
		const [a = y, b = y] = x;
		const rows = { images: y.images, rows: y.rows, length: y.columns * y.lanes };
		const forward = [call("multiply", { ...along("a", a), ...along("b", b), ...along("y", y), ...rows, add: 0 })];
		const backward = (gradients?.inputs ?? []).map(({ field, add, forInput }, i) => ({
			...call("multiply", {
				...along("a", gradients?.g ?? field),
				...along("b", i === 0 ? b : a),
				...along("y", field),
				...rows,
				add: add ? 1 : 0,
			}),
			forInput,
		}));
		return { forward: () => forward, backward: () => backward };
	},
};
