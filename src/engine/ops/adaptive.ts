import { type AnyTensor, dimensions } from "../tensor";

/** The part of a map that one output number reads: rows and columns [first, behind the last). `at` is the number's place in y. */
type Visit = (at: number, rows: readonly [from: number, to: number], columns: readonly [from: number, to: number]) => void;

/** The numbers that output i of `count` reads: ⌊i·size/count⌋ … ⌈(i + 1)·size/count⌉ − 1. Source: aten/src/ATen/native/AdaptivePooling.h. */
export const part = (i: number, size: number, count: number): [from: number, to: number] => [
	Math.floor((i * size) / count),
	Math.ceil(((i + 1) * size) / count),
];

/** Visits the parts of map `map` of x (N×C×H×W, counted through N·C) in the order of the pixels of y (N×C×OH×OW). */
export function eachPart(x: AnyTensor, y: AnyTensor, map: number, visit: Visit): void {
	const [, , height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	let at = map * outHeight * outWidth;
	for (let i = 0; i < outHeight; i++) {
		const rows = part(i, height, outHeight);
		for (let j = 0; j < outWidth; j++) visit(at++, rows, part(j, width, outWidth));
	}
}
