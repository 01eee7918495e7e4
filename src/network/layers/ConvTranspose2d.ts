import { count, flag, inferredCount, pair } from "../attribute";
import { type Fault, inferred, refused } from "../issue";
import { defineLayer } from "../kind";
import { dilated, elements, formatCount, formatShape, type Pair, type Shape } from "../shape";
import { text } from "../text";
import { channelsFault, groupsFault } from "./channels";
import { isMaps, needsMaps, shortly } from "./window";

interface Values {
	readonly kernel_size: Pair;
	readonly stride: Pair;
	readonly padding: Pair;
	readonly output_padding: Pair;
	readonly dilation: Pair;
}

const channelsOf = (inputs: readonly Shape[]): number => inputs[0]?.[0] ?? 0;

/** (size − 1)·s − 2·p + d·(k − 1) + output_padding + 1. May be ≤ 0. Source: torch.nn.ConvTranspose2d documentation. */
function enlarged(size: number, a: Values, axis: 0 | 1): number {
	return (size - 1) * a.stride[axis] - 2 * a.padding[axis] + dilated(a.kernel_size[axis], a.dilation[axis]) + a.output_padding[axis];
}

/** PyTorch needs output_padding < stride or output_padding < dilation along each axis (aten/src/ATen/native/NaiveConvolutionTranspose2d.cpp). */
function outputPaddingFault(a: Values): Fault | undefined {
	const most = ([0, 1] as const).map((axis) => Math.max(a.stride[axis], a.dilation[axis]) - 1);
	if (a.output_padding.every((added, axis) => added <= (most[axis] ?? 0))) return undefined;
	return {
		code: "attributes-disagree",
		attribute: "output_padding",
		text: text("output_padding {added} must be smaller than the stride {stride} or the dilation {dilation}.", {
			added: a.output_padding.join("×"),
			stride: a.stride.join("×"),
			dilation: a.dilation.join("×"),
		}),
		fixes: [
			{ kind: "set", attribute: "output_padding", value: shortly(a.output_padding.map((added, axis) => Math.min(added, most[axis] ?? 0))) },
			{ kind: "set", attribute: "stride", value: shortly(a.stride.map((s, axis) => Math.max(s, (a.output_padding[axis] ?? 0) + 1))) },
		],
	};
}

/** The fault where the padding cuts everything off, or undefined. */
function cutFault(input: readonly [number, number, number], a: Values): Fault | undefined {
	const output = [enlarged(input[1], a, 0), enlarged(input[2], a, 1)];
	if (output.every((size) => size >= 1)) return undefined;
	const padding = a.padding.map((p, axis) => Math.min(p, Math.floor(((output[axis] ?? 0) + 2 * p - 1) / 2)));
	return {
		code: "output-too-small",
		attribute: "padding",
		text: text("ConvTranspose2d's padding {padding} cuts off more than there is: {shape} would become {output}.", {
			padding: a.padding.join("×"),
			shape: formatShape(input),
			output: output.join("×"),
		}),
		fixes: [{ kind: "set", attribute: "padding", value: shortly(padding) }, { kind: "grow-input" }],
		from: 0,
	};
}

function formula(size: number, a: Values, axis: 0 | 1, result: number): string {
	const [k, s, p, d, added] = [a.kernel_size[axis], a.stride[axis], a.padding[axis], a.dilation[axis], a.output_padding[axis]];
	const cut = p === 0 ? "" : ` − 2·${p}`;
	const extent = d === 1 ? `${k}` : `${d}·(${k} − 1) + 1`;
	return `(${size} − 1)·${s}${cut} + ${extent}${added === 0 ? "" : ` + ${added}`} = ${result}`;
}

/** The convolution's way back: each input number stamps its kernel into the output. Formulas: torch.nn.ConvTranspose2d documentation. */
export const ConvTranspose2d = defineLayer({
	type: "ConvTranspose2d",
	group: "convolution",
	doc: "Enlarges the maps: every input number stamps the kernel, multiplied by it, into the output, and overlapping stamps add up.",
	takes: "one",
	rule: "C×H×W → out_channels×H′×W′, H′ = (H − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1",
	attributes: {
		out_channels: count("How many kernels there are, and so how many maps come out.", { usual: [8, 16, 32, 64, 128] }),
		kernel_size: pair(1, "Height and width of each kernel.", { usual: [2, 3, 4] }),
		stride: pair(1, "How far the stamps lie apart, and so how many times larger the maps become.", { default: 1, usual: [2, 1] }),
		padding: pair(0, "How many pixels are cut off on each side of the output.", { default: 0, usual: [0, 1, 2] }),
		output_padding: pair(0, "Pixels added at the bottom and the right; smaller than the stride or the dilation.", {
			default: 0,
			usual: [0, 1],
		}),
		groups: count("Splits the channels into groups that do not mix; equal to the input channels it is a depthwise convolution.", {
			default: 1,
		}),
		bias: flag(true, "Whether one number per output map is added."),
		dilation: pair(1, "Distance between the kernel's own pixels; 1 is a solid kernel.", { default: 1, usual: [1, 2] }),
		in_channels: inferredCount("How many maps come in. Inferred from the layer above, and checked where it is written."),
	},
	infer([input = []], a) {
		if (!isMaps(input)) return needsMaps("ConvTranspose2d", input);
		const fault =
			channelsFault("ConvTranspose2d", "in_channels", a.in_channels, input) ??
			groupsFault("ConvTranspose2d", a.groups, input[0], a.out_channels) ??
			outputPaddingFault(a) ??
			cutFault(input, a);
		if (fault) return refused(fault);
		return inferred([a.out_channels, enlarged(input[1], a, 0), enlarged(input[2], a, 1)]);
	},
	parameters(inputs, a) {
		const perGroup = a.out_channels / a.groups;
		// PyTorch takes weight.size(1) for the fan-in, which here is the output's side.
		const init = { kind: "uniform", bound: 1 / Math.sqrt(perGroup * a.kernel_size[0] * a.kernel_size[1]) } as const;
		const weight = { name: "weight", shape: [channelsOf(inputs), perGroup, ...a.kernel_size], init } as const;
		return a.bias ? [weight, { name: "bias", shape: [a.out_channels], init }] : [weight];
	},
	macs: (inputs, a) => a.kernel_size[0] * a.kernel_size[1] * (a.out_channels / a.groups) * elements(inputs[0] ?? []),
	reach(_, a) {
		const along = (axis: 0 | 1): number => Math.ceil(dilated(a.kernel_size[axis], a.dilation[axis]) / a.stride[axis]);
		return { window: [along(0), along(1)], stride: [1 / a.stride[0], 1 / a.stride[1]] };
	},
	kernel: (a) => a.kernel_size,
	explain(inputs, a, output) {
		const [input = []] = inputs;
		const weights = [...a.kernel_size, a.out_channels / a.groups, channelsOf(inputs)];
		const count = elements(weights);
		const lines = [formula(input[1] ?? 1, a, 0, output[1] ?? 1), formula(input[2] ?? 1, a, 1, output[2] ?? 1)];
		return {
			shape: lines[0] === lines[1] ? lines.slice(0, 1) : lines,
			parameters: a.bias
				? `${weights.join("·")} + ${a.out_channels} = ${formatCount(count + a.out_channels)}`
				: `${weights.join("·")} = ${formatCount(count)}`,
			macs: `${weights.join("·")}·${input[1]}·${input[2]} = ${formatCount(count * (input[1] ?? 0) * (input[2] ?? 0))}`,
		};
	},
});
