import { type Fault, type Fix, type Inference, refused } from "../issue";
import { dilated, formatShape, type Pair, type Shape, windows } from "../shape";
import { text } from "../text";

/** What convolutions and pools share: a window that slides over maps. Everything is [height, width]. */
export interface Window {
	readonly kernel: Pair;
	readonly stride: Pair;
	/** Zeros (or −∞) added [top, left] and [bottom, right]. */
	readonly before: Pair;
	readonly after: Pair;
	readonly dilation: Pair;
	readonly ceil?: boolean;
}

export const isMaps = (shape: Shape): shape is readonly [number, number, number] => shape.length === 3;

/** Output size along an axis (0 height, 1 width). */
export const windowsAlong = (size: number, w: Window, axis: 0 | 1): number =>
	windows(size, w.kernel[axis], w.stride[axis], w.before[axis], w.after[axis], w.dilation[axis], w.ceil);

/** The formula of one axis in the user's numbers: `(28 + 2·2 − 5)/1 + 1 = 28`. */
function formula(size: number, w: Window, axis: 0 | 1, result: number): string {
	const [before, after, k, s, d] = [w.before[axis], w.after[axis], w.kernel[axis], w.stride[axis], w.dilation[axis]];
	const padding = before + after === 0 ? "" : before === after ? ` + 2·${before}` : ` + ${before} + ${after}`;
	const extent = d === 1 ? `${k}` : `(${d}·(${k} − 1) + 1)`;
	const room = size + before + after - dilated(k, d);
	const quotient = `(${size}${padding} − ${extent})/${s}`;
	if (room % s === 0) return `${quotient} + 1 = ${result}`;
	if (!w.ceil) return `⌊${quotient}⌋ + 1 = ${result}`;
	const dropped = Math.ceil(room / s) + 1 - result; // a last window that would lie in the padding only
	return `⌈${quotient}⌉ + 1${dropped > 0 ? ` − ${dropped}` : ""} = ${result}`;
}

/** Height's and width's formula; one line when both read the same. */
export function windowFormulas(input: Shape, w: Window, output: Shape): string[] {
	const lines = [formula(input[1] ?? 0, w, 0, output[1] ?? 0), formula(input[2] ?? 0, w, 1, output[2] ?? 0)];
	return lines[0] === lines[1] ? lines.slice(0, 1) : lines;
}

/** The fault of a layer that needs maps and receives a vector. */
export function needsMaps(type: string, input: Shape): Inference {
	return refused({
		code: "wrong-rank",
		text: text("{type} needs maps (channels × height × width), but receives {shape}.", { type, shape: formatShape(input) }),
		from: 0,
	});
}

/** What else can be changed, besides the kernel and the input, so that a window fits. */
interface Repairs {
	/** A wider `padding` (a convolution's; a pool's is bound to its kernel). */
	readonly padding?: boolean;
	/** `ceil_mode`. */
	readonly ceil?: boolean;
	/** The smallest kernel that the other attributes allow. */
	readonly smallestKernel?: Pair;
}

/** A pair as shortly as it can be written: one number where both are equal. */
export const shortly = (pair: readonly number[]): number | readonly number[] => (pair[0] === pair[1] ? (pair[0] ?? 0) : pair);

/** The changes that make every window fit; each is enough by itself. */
function repairs(input: Shape, w: Window, { padding, ceil, smallestKernel = [1, 1] }: Repairs): Fix[] {
	const axes = ([0, 1] as const).map((axis) => {
		const size = input[axis + 1] ?? 0;
		const [before, after, kernel, dilation] = [w.before[axis], w.after[axis], w.kernel[axis], w.dilation[axis]];
		const fits = windowsAlong(size, w, axis) >= 1;
		return {
			size,
			kernel: fits ? kernel : Math.floor((size + before + after - 1) / dilation) + 1,
			padding: fits ? before : Math.max(before, Math.ceil((dilated(kernel, dilation) - size) / 2)),
		};
	});
	const fixes: Fix[] = [];
	if (padding) fixes.push({ kind: "set", attribute: "padding", value: shortly(axes.map((axis) => axis.padding)) });
	if (axes.every(({ kernel }, axis) => kernel >= (smallestKernel[axis] ?? 1))) {
		fixes.push({ kind: "set", attribute: "kernel_size", value: shortly(axes.map(({ kernel }) => kernel)) });
	}
	const rounded = { ...w, ceil: true };
	if (ceil && axes.every(({ size }, axis) => windowsAlong(size, rounded, axis === 0 ? 0 : 1) >= 1)) {
		fixes.push({ kind: "set", attribute: "ceil_mode", value: true });
	}
	return [...fixes, { kind: "grow-input" }];
}

/** The fault where not even one window fits into the padded input, or undefined. With ceil_mode a part of a window is enough. */
export function windowFault(type: string, input: readonly [number, number, number], w: Window, allowed: Repairs = {}): Fault | undefined {
	for (const axis of [0, 1] as const) {
		const size = input[axis === 0 ? 1 : 2];
		if (windowsAlong(size, w, axis) >= 1) continue;
		return {
			code: "kernel-too-large",
			attribute: "kernel_size",
			text: text("{type}'s kernel spans {extent} along the {axis}, but its input with padding has only {padded} ({shape}).", {
				type,
				extent: dilated(w.kernel[axis], w.dilation[axis]),
				axis: axis === 0 ? text("height") : text("width"),
				padded: size + w.before[axis] + w.after[axis],
				shape: formatShape(input),
			}),
			fixes: repairs(input, w, allowed),
			from: 0,
		};
	}
	return undefined;
}
