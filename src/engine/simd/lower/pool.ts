import { poolWindow } from "../../../network/layers/pool";
import { at, type Field } from "../field";
import { first, type Lowered, type Lowering, type Site } from "../site";
import { call, type Work } from "../work";

type PoolValues = Parameters<typeof poolWindow>[0];

/** Zeros over all of a field, where a layer only adds to it and nobody has written there. */
export const cleared = ({ base, bytes }: Field): Work => call("zero", { to: base, bytes });

function maxPool(site: Site): Lowered {
	const { y, gradients } = site;
	const x = first(site.x);
	const { kernel, stride, dilation, before } = poolWindow(site.step.attributes as unknown as PoolValues);
	const window = {
		images: x.images,
		rows: y.rows,
		columns: y.columns,
		outputs: x.lanes,
		height: x.rows,
		width: x.columns,
		kernelRows: kernel[0],
		kernelColumns: kernel[1],
		strideRows: stride[0],
		strideColumns: stride[1],
		dilationRows: dilation[0],
		dilationColumns: dilation[1],
		top: before[0],
		left: before[1],
	};
	const forward = [call("maxPool", { ...at("x", x), ...at("y", y), ...window })];
	if (!gradients) return { forward: () => forward };
	const { field, add } = first(gradients.inputs);
	const backward = [
		...(add ? [] : [cleared(field)]),
		call("maxPoolBackward", { ...at("x", x), ...at("y", y), ...at("g", gradients.g), ...at("gx", field), ...window }),
	];
	return { forward: () => forward, backward: () => backward };
}

export const MaxPool2d: Lowering = { takes: () => true, lower: maxPool };

interface Average {
	readonly kernel: readonly [number, number];
	readonly stride: readonly [number, number];
	readonly before: readonly [number, number];
	readonly after: readonly [number, number];
	readonly countPad: 0 | 1;
	readonly divisor: number;
}

function average({ x: inputs, y, gradients }: Site, { kernel, stride, before, after, countPad, divisor }: Average): Lowered {
	const x = first(inputs);
	const window = {
		images: x.images,
		rows: y.rows,
		columns: y.columns,
		outputs: x.lanes,
		height: x.rows,
		width: x.columns,
		kernelRows: kernel[0],
		kernelColumns: kernel[1],
		strideRows: stride[0],
		strideColumns: stride[1],
		top: before[0],
		left: before[1],
		bottom: after[0],
		right: after[1],
		countPad,
		divisor,
	};
	const forward = [call("avgPool", { ...at("x", x), ...at("y", y), ...window })];
	if (!gradients) return { forward: () => forward };
	const { field, add } = first(gradients.inputs);
	const backward = [...(add ? [] : [cleared(field)]), call("avgPoolBackward", { ...at("gx", field), ...at("g", gradients.g), ...window })];
	return { forward: () => forward, backward: () => backward };
}

export const AvgPool2d: Lowering = {
	takes: () => true,
	lower(site) {
		const values = site.step.attributes as unknown as PoolValues & {
			readonly count_include_pad: boolean;
			readonly divisor_override: number | undefined;
		};
		const { kernel, stride, before, after } = poolWindow(values);
		const countPad = values.count_include_pad ? 1 : 0;
		return average(site, { kernel, stride, before, after, countPad, divisor: values.divisor_override ?? 0 });
	},
};

/** Only where every window has the same size: then it is an AvgPool2d. */
export const AdaptiveAvgPool2d: Lowering = {
	takes({ node }, [input = []]) {
		return [1, 2].every((axis) => (input[axis] ?? 1) % (node.shape[axis] ?? 1) === 0);
	},
	lower(site) {
		const x = first(site.x);
		const kernel = [x.rows / site.y.rows, x.columns / site.y.columns] as const;
		return average(site, { kernel, stride: kernel, before: [0, 0], after: [0, 0], countPad: 1, divisor: 0 });
	},
};
