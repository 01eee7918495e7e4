import type { Equivariance, ExperimentResult } from "../../network/experiment";
import type { Pair, Shape } from "../../network/shape";
import type { Model } from "../model";
import type { Tensor } from "../tensor";
import { outcome, type Watched } from "./outcome";
import type { Scratch } from "./scratch";
import { type Travel, travels } from "./travel";

/** A picture C×H×W moved down and to the right; what comes in is 0. */
export function shifted([channels = 1, height = 1, width = 1]: Shape, numbers: Float32Array, [dy, dx]: Pair): Float32Array {
	const moved = new Float32Array(numbers.length);
	for (let row = 0; row < channels * height; row++) {
		const from = (row % height) - dy;
		if (from < 0 || from >= height) continue;
		const base = (row - dy) * width;
		for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) moved[row * width + x] = numbers[base + x - dx]!;
	}
	return moved;
}

/**
 * Maps of the picture (`plain`) against maps of the moved picture: y′[c, i, j] − y[c, i − k, j − l] over the clean places, with (k, l) the
 * whole shift nearest to shift/step.
 */
function compare(layer: string, plain: Tensor, moved: Tensor, [still, travel]: readonly [Travel, Travel], shift: Pair): Equivariance {
	const [, channels = 1, height = 1, width = 1] = plain.shape;
	const far = ([0, 1] as const).map((axis) => (shift[axis] * travel[axis].step[1]) / travel[axis].step[0]);
	const [k = 0, l = 0] = far.map(Math.round);
	const within = (axis: 0 | 1, by: number) =>
		[...travel[axis].clean.keys()].filter((at) => travel[axis].clean[at] && still[axis].clean[at - by]);
	const [rows, columns] = [within(0, k), within(1, l)];
	let [difference, size] = [0, 0];
	for (let c = 0; c < channels; c++) {
		for (const i of rows) {
			for (const j of columns) {
				const before = plain.data[(c * height + i - k) * width + j - l]!;
				difference += (moved.data[(c * height + i) * width + j]! - before) ** 2;
				size += before ** 2;
			}
		}
	}
	const places = rows.length * columns.length;
	const root = (sum: number) => (places === 0 ? 0 : Math.sqrt(sum / (places * channels)));
	const exact = ([0, 1] as const).every((axis) => shift[axis] % travel[axis].period === 0);
	return { layer, shift: [far[0] ?? 0, far[1] ?? 0], exact, places, difference: root(difference), size: root(size) };
}

/**
 * Moves the picture and looks how the maps of every layer move along. Windows that slide by 1 move theirs exactly, away from borders; with
 * strides, by shift/step, exactly for shifts that are a multiple of every step. Undefined where the network's input is no picture.
 */
export function translation(
	model: Model,
	scratch: Scratch,
	input: Float32Array,
	watched: Watched,
	shift: Pair,
): ExperimentResult | undefined {
	const { plan } = model;
	if (plan?.graph.input.length !== 3) return undefined;
	const moved = shifted(plan.graph.input, input, shift);
	const other = scratch.of(plan.graph, model);
	other.forward(moved);
	const resting = travels(plan, [0, 0]);
	const layers = travels(plan, shift).flatMap((travel, i) => {
		const [plain, after, still] = [model.layers[i], other.layers[i], resting[i]];
		return travel && still && plain && after ? [compare(plain.key, plain.output, after.output, [still, travel], shift)] : [];
	});
	return { kind: "translation", before: outcome(model, input, watched), after: outcome(other, moved, watched, model), layers };
}
