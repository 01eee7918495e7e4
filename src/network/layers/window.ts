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
	const exact = (size + before + after - dilated(k, d)) % s === 0;
	const quotient = `(${size}${padding} − ${extent})/${s}`;
	return `${exact ? quotient : w.ceil ? `⌈${quotient}⌉` : `⌊${quotient}⌋`} + 1 = ${result}`;
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

/** The fault where the window does not fit into the padded input, or undefined. `fixes` come before the general ones. */
export function windowFault(type: string, input: readonly [number, number, number], w: Window, padding?: "padding"): Fault | undefined {
	for (const axis of [0, 1] as const) {
		const size = input[axis === 0 ? 1 : 2];
		const padded = size + w.before[axis] + w.after[axis];
		const extent = dilated(w.kernel[axis], w.dilation[axis]);
		if (extent <= padded) continue;
		const fixes: Fix[] = [];
		const fits = w.kernel.map((k, i) => {
			const room = (input[i + 1] ?? 0) + (w.before[i] ?? 0) + (w.after[i] ?? 0);
			return Math.min(k, Math.floor((room - 1) / (w.dilation[i] ?? 1)) + 1);
		});
		if (padding) {
			const needed = [0, 1].map((i) => {
				const lacking = dilated(w.kernel[i] ?? 1, w.dilation[i] ?? 1) - (input[i + 1] ?? 0);
				return Math.max(w.before[i] ?? 0, Math.ceil(lacking / 2), 0);
			});
			fixes.push({ kind: "set", attribute: padding, value: needed[0] === needed[1] ? (needed[0] ?? 0) : needed });
		}
		fixes.push({ kind: "set", attribute: "kernel_size", value: fits[0] === fits[1] ? (fits[0] ?? 1) : fits });
		fixes.push({ kind: "grow-input" });
		return {
			code: "kernel-too-large",
			attribute: "kernel_size",
			text: text("{type}'s kernel spans {extent} along the {axis}, but its input with padding has only {padded} ({shape}).", {
				type,
				extent,
				axis: axis === 0 ? "height" : "width",
				padded,
				shape: formatShape(input),
			}),
			fixes,
			from: 0,
		};
	}
	return undefined;
}
