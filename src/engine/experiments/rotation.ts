import type { ExperimentResult } from "../../network/experiment";
import type { Shape } from "../../network/shape";
import type { Model } from "../model";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";

/**
 * A picture C×H×W turned around its middle, counter-clockwise by so many degrees: each pixel is mixed, linearly, from the four that lie around the
 * place where it was. What comes in is 0. Quarter turns of a square picture move whole pixels.
 */
export function turned([channels = 1, height = 1, width = 1]: Shape, numbers: Float32Array, degrees: number): Float32Array {
	const result = new Float32Array(numbers.length);
	const quarter = (((degrees % 360) + 360) % 360) / 90;
	// Exact where it can be: the sine of 180° is not 0 in floating point.
	const [cos, sin] = Number.isInteger(quarter)
		? ([[1, 0] as const, [0, 1] as const, [-1, 0] as const, [0, -1] as const][quarter] ?? [1, 0])
		: [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
	const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const [right, down] = [x - middleX, y - middleY];
			const [fromY, fromX] = [middleY + sin * right + cos * down, middleX + cos * right - sin * down];
			const [top, left] = [Math.floor(fromY), Math.floor(fromX)];
			const [below, beyond] = [fromY - top, fromX - left];
			for (let c = 0; c < channels; c++) {
				const at = (row: number, column: number): number =>
					row < 0 || row >= height || column < 0 || column >= width ? 0 : numbers[(c * height + row) * width + column]!;
				const upper = (1 - beyond) * at(top, left) + beyond * at(top, left + 1);
				const lower = (1 - beyond) * at(top + 1, left) + beyond * at(top + 1, left + 1);
				result[(c * height + y) * width + x] = (1 - below) * upper + below * lower;
			}
		}
	}
	return result;
}

/** Dark for bright: 1 − x of each number of a picture, which are from 0 to 1. */
export const inverted = (numbers: Float32Array): Float32Array => numbers.map((value) => 1 - value);

/**
 * The picture turned, and inverted, if wanted. Windows slide, they do not turn: unlike a shift, neither the maps nor the scores follow, unless the
 * network has learned them. Undefined where its input is no picture.
 */
export function rotation(
	model: Model,
	scratch: Scratch,
	input: Float32Array,
	watched: Watched,
	{ degrees, invert }: { readonly degrees: number; readonly invert: boolean },
): ExperimentResult | undefined {
	const graph = model.plan?.graph;
	if (graph?.input.length !== 3) return undefined;
	const rotated = turned(graph.input, input, degrees);
	const picture = invert ? inverted(rotated) : rotated;
	const other = scratch.of(graph, model);
	other.forward(picture);
	return { kind: "rotation", before: outcome(model, input, watched), after: outcome(other, picture, watched, model) };
}
