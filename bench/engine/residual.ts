import { LAYERS, type LayerText, type ModelText } from "./modelText";

const { conv, norm, relu, relu6, max, mean, flatten, linear, block, add } = LAYERS;

const plain = { bias: false };

/** Two 3×3 convolutions and a skip; a 1×1 convolution on the skip where the shape changes. */
function basic(channels: number, stride: number, changes: boolean): LayerText {
	return block([
		...[conv(channels, 3, { ...plain, stride, padding: 1 }), norm, relu, conv(channels, 3, { ...plain, padding: 1 })],
		...joined(channels, stride, changes),
	]);
}

/** 1×1, 3×3 and 1×1 with four times the channels, and a skip. The stride is the 3×3 convolution's, as in torchvision. */
function bottleneck(channels: number, stride: number, changes: boolean): LayerText {
	return block([
		...[conv(channels, 1, plain), norm, relu, conv(channels, 3, { ...plain, stride, padding: 1 }), norm, relu],
		...[conv(4 * channels, 1, plain), ...joined(4 * channels, stride, changes)],
	]);
}

function joined(channels: number, stride: number, changes: boolean): LayerText[] {
	const main = { ...norm, id: "main" };
	if (!changes) return [main, add("main", "input"), relu];
	return [main, conv(channels, 1, { ...plain, stride, from: "input" }), { ...norm, id: "skip" }, add("main", "skip"), relu];
}

function resnet(stages: readonly number[], make: typeof basic, side: number): ModelText {
	const blocks = stages.flatMap((count, stage) =>
		Array.from({ length: count }, (_, i) => {
			const stride = stage > 0 && i === 0 ? 2 : 1;
			return make(64 * 2 ** stage, stride, i === 0 && (stage > 0 || make === bottleneck));
		}),
	);
	const stem = [conv(64, 7, { ...plain, stride: 2, padding: 3 }), norm, relu, max(3, { stride: 2, padding: 1 })];
	return { input: [3, side, side], layers: [...stem, ...blocks, mean, flatten, linear(1000)] };
}

/** ResNet of He et al., "Deep residual learning for image recognition", 2015, table 1, as torchvision builds it. */
export const resnet18 = (side = 224): ModelText => resnet([2, 2, 2, 2], basic, side);
export const resnet34 = (side = 224): ModelText => resnet([3, 4, 6, 3], basic, side);
export const resnet50 = (side = 224): ModelText => resnet([3, 4, 6, 3], bottleneck, side);

/** Expand, filter each channel, project; a skip where the shape stays. */
function inverted(inputs: number, channels: number, stride: number, expand: number): LayerText {
	const wide = inputs * expand;
	const widen = expand === 1 ? [] : [conv(wide, 1, plain), norm, relu6];
	const filter = [conv(wide, 3, { ...plain, stride, padding: 1, groups: wide }), norm, relu6];
	const project = [conv(channels, 1, plain), { ...norm, id: "main" }];
	const skip = stride === 1 && inputs === channels ? [add("main", "input")] : [];
	return block([...widen, ...filter, ...project, ...skip]);
}

/** Expansion, channels, how often, first stride: table 2 of the paper. */
const MOBILE_STAGES = [
	[1, 16, 1, 1],
	[6, 24, 2, 2],
	[6, 32, 3, 2],
	[6, 64, 4, 2],
	[6, 96, 3, 1],
	[6, 160, 3, 2],
	[6, 320, 1, 1],
] as const;

/** MobileNetV2 of Sandler et al., 2018, width 1. */
export function mobileNetV2(side = 224): ModelText {
	let inputs = 32;
	const blocks = MOBILE_STAGES.flatMap(([expand, channels, count, first]) =>
		Array.from({ length: count }, (_, i) => {
			const made = inverted(inputs, channels, i === 0 ? first : 1, expand);
			inputs = channels;
			return made;
		}),
	);
	const stem = [conv(32, 3, { ...plain, stride: 2, padding: 1 }), norm, relu6];
	const head = [conv(1280, 1, plain), norm, relu6, mean, flatten, linear(1000)];
	return { input: [3, side, side], layers: [...stem, ...blocks, ...head] };
}
