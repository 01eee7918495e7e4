import * as v from "valibot";
import { type Attribute, count, flag, inferredCount, LARGEST, pair } from "../attribute";
import { inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { dilated, elements, formatCount, type Pair, type Shape } from "../shape";
import { text } from "../text";
import { channelsFault, groupsFault } from "./channels";
import { isMaps, needsMaps, shortly, type Window, windowFault, windowFormulas, windowsAlong } from "./window";

type Padding = Pair | "same" | "valid";

const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LARGEST));

const padding: Attribute<Padding> = {
	schema: v.union([size, v.strictTuple([size, size]), v.picklist(["same", "valid"])]),
	expects: text('an integer of at least 0, a pair [height, width], "same" or "valid"'),
	required: false,
	default: 0,
	doc: 'Zeros added around the border; "same" keeps height and width, "valid" adds none.',
	read: (written) => {
		if (written === "same" || written === "valid") return written;
		return Array.isArray(written) ? [written[0], written[1]] : [Number(written), Number(written)];
	},
	usual: ["same", 0, 1, 2, 3],
};

interface Values {
	readonly kernel_size: Pair;
	readonly stride: Pair;
	readonly padding: Padding;
	readonly dilation: Pair;
}

/**
 * The sliding window with its padding in numbers. "same" adds d·(k − 1) zeros along an axis, the odd one behind (right, bottom),
 * as torch.nn.functional.conv2d does.
 */
export function convWindow({ kernel_size: kernel, stride, padding, dilation }: Values): Window {
	if (padding === "same") {
		const total = kernel.map((k, axis) => dilated(k, dilation[axis] ?? 1) - 1);
		const before: Pair = [Math.floor((total[0] ?? 0) / 2), Math.floor((total[1] ?? 0) / 2)];
		return { kernel, stride, dilation, before, after: [(total[0] ?? 0) - before[0], (total[1] ?? 0) - before[1]] };
	}
	const added: Pair = padding === "valid" ? [0, 0] : padding;
	return { kernel, stride, dilation, before: added, after: added };
}

const channelsOf = (inputs: readonly Shape[]): number => inputs[0]?.[0] ?? 0;

/** 2-D convolution (cross-correlation). Formulas: torch.nn.Conv2d documentation. */
export const Conv2d = defineLayer({
	type: "Conv2d",
	group: "convolution",
	doc: "Slides each kernel over the whole input: at every position it multiplies the window with the kernel, sums over all channels and adds the bias.",
	takes: "one",
	rule: "C×H×W → out_channels×H′×W′, H′ = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1)/stride⌋ + 1",
	attributes: {
		out_channels: count("How many kernels there are, and so how many maps come out.", { usual: [8, 16, 32, 64, 128] }),
		kernel_size: pair(1, "Height and width of each kernel.", { usual: [3, 5, 1, 7] }),
		stride: pair(1, "How far the window moves from one output pixel to the next.", { default: 1, usual: [1, 2] }),
		padding,
		dilation: pair(1, "Distance between the kernel's own pixels; 1 is a solid kernel.", { default: 1, usual: [1, 2] }),
		groups: count("Splits the channels into groups that do not mix; equal to the input channels it is a depthwise convolution.", {
			default: 1,
		}),
		bias: flag(true, "Whether one number per output map is added."),
		in_channels: inferredCount("How many maps come in. Inferred from the layer above, and checked where it is written."),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("Conv2d", input);
		const [channels, height, width] = input;
		const mismatch =
			channelsFault("Conv2d", "in_channels", a.in_channels, input) ?? groupsFault("Conv2d", a.groups, channels, a.out_channels);
		if (mismatch) return refused(mismatch);
		if (a.padding === "same" && (a.stride[0] !== 1 || a.stride[1] !== 1)) {
			return refused({
				code: "attributes-disagree",
				attribute: "padding",
				text: text('padding "same" needs a stride of 1, as in PyTorch; the stride is {stride}.', { stride: a.stride.join("×") }),
				fixes: [
					{ kind: "set", attribute: "padding", value: halfPadding(a.kernel_size, a.dilation) },
					{ kind: "set", attribute: "stride", value: 1 },
				],
			});
		}
		const window = convWindow(a);
		const tooLarge = windowFault("Conv2d", input, window, { padding: true });
		if (tooLarge) return refused(tooLarge);
		return inferred([a.out_channels, windowsAlong(height, window, 0), windowsAlong(width, window, 1)]);
	},
	parameters(inputs, a) {
		const perGroup = channelsOf(inputs) / a.groups;
		const bound = 1 / Math.sqrt(perGroup * a.kernel_size[0] * a.kernel_size[1]);
		const weight = { name: "weight", shape: [a.out_channels, perGroup, ...a.kernel_size], init: { kind: "uniform", bound } } as const;
		return a.bias ? [weight, { name: "bias", shape: [a.out_channels], init: { kind: "uniform", bound } }] : [weight];
	},
	macs: (inputs, a, output) => a.kernel_size[0] * a.kernel_size[1] * (channelsOf(inputs) / a.groups) * elements(output),
	reach: (_, a) => ({
		window: [dilated(a.kernel_size[0], a.dilation[0]), dilated(a.kernel_size[1], a.dilation[1])],
		stride: a.stride,
	}),
	kernel: (a) => a.kernel_size,
	explain(inputs, a, output) {
		const input = inputs[0] ?? [];
		const window = convWindow(a);
		const weights = [...a.kernel_size, channelsOf(inputs) / a.groups, a.out_channels];
		const count = elements(weights);
		return {
			shape: windowFormulas(input, window, output),
			parameters: a.bias
				? `${weights.join("·")} + ${a.out_channels} = ${formatCount(count + a.out_channels)}`
				: `${weights.join("·")} = ${formatCount(count)}`,
			macs: `${weights.join("·")}·${output[1]}·${output[2]} = ${formatCount(count * (output[1] ?? 0) * (output[2] ?? 0))}`,
		};
	},
});

/** The padding that keeps the size at stride 1 for odd kernels: d·(k − 1)/2, written as shortly as it can be. */
export function halfPadding(kernel: Pair, dilation: Pair): number | readonly number[] {
	const half = kernel.map((k, axis) => Math.floor((dilated(k, dilation[axis] ?? 1) - 1) / 2));
	return shortly(half);
}
