import * as v from "valibot";
import { type Attribute, LARGEST } from "../attribute";
import { type Inference, inferred } from "../issue";
import type { Reach } from "../kind";
import type { Pair, Shape } from "../shape";
import { text } from "../text";
import { isMaps, needsMaps } from "./window";

/** [height, width] to reach; null keeps that of the input. */
type OutputSize = readonly [height: number | null, width: number | null];

interface Values {
	readonly output_size: OutputSize;
}

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST));

export const outputSize: Attribute<OutputSize> = {
	schema: v.union([size, v.strictTuple([v.nullable(size), v.nullable(size)])]),
	expects: text("a positive integer, or a pair [height, width] in which null keeps the input's size"),
	required: true,
	doc: "Height and width that come out, whatever comes in; null in the pair keeps the input's.",
	read: (written) => (Array.isArray(written) ? [written[0], written[1]] : [Number(written), Number(written)]),
	usual: [1, 7],
};

const target = (a: Values, input: Shape): Pair => [a.output_size[0] ?? input[1] ?? 1, a.output_size[1] ?? input[2] ?? 1];

export function inferAdaptive(type: string, input: Shape, a: Values): Inference {
	if (!isMaps(input)) return needsMaps(type, input);
	return inferred([input[0], ...target(a, input)]);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/**
 * The longest of the windows ⌊i·size/count⌋ … ⌈(i + 1)·size/count⌉. With size = q·count + r and g = gcd(size, count), the windows begin at
 * fractions that are multiples of g/count, so the longest covers q + ⌈(count − g + r)/count⌉ numbers.
 * Source: aten/src/ATen/native/AdaptivePooling.h (start_index, end_index).
 */
export function longestWindow(size: number, count: number): number {
	const rest = size % count;
	return Math.floor(size / count) + Math.ceil((count - commonDivisor(size, count) + rest) / count);
}

/** The windows may differ in length; the longest counts. */
export function adaptiveReach(input: Shape, a: Values): Reach {
	const [height, width] = target(a, input);
	const [h, w] = [input[1] ?? 1, input[2] ?? 1];
	return { window: [longestWindow(h, height), longestWindow(w, width)], stride: [h / height, w / width] };
}

/** What output i reads along each axis: `⌊i·10/7⌋ … ⌈(i + 1)·10/7⌉ − 1`; a plain quotient where the windows are all alike. */
export function adaptiveFormulas(input: Shape, output: Shape): string[] {
	const lines = [1, 2].map((axis) => {
		const [size, count] = [input[axis] ?? 1, output[axis] ?? 1];
		return size % count === 0 ? `${size}/${size / count} = ${count}` : `⌊i·${size}/${count}⌋ … ⌈(i + 1)·${size}/${count}⌉ − 1`;
	});
	return lines[0] === lines[1] ? lines.slice(0, 1) : lines;
}
