import type { Outcome, Planes } from "../../network/experiment";
import type { Shape } from "../../network/shape";
import type { Model } from "../model";
import { tileSource } from "../source";

/** Most numbers of the last layer that an outcome carries: class scores, not maps. */
export const MAX_OUTPUT = 4096;

/** Which map is watched. */
export interface Watched {
	readonly layer: string;
	readonly tile: number;
}

/** Numbers of C×H×W as they are; of a vector or a matrix, one channel. The numbers are copied. */
export function planes(shape: Shape, numbers: Float32Array): Planes {
	const [width = 1, height = 1, channels = 1] = [...shape].reverse();
	return { channels, height, width, values: numbers.slice().buffer };
}

/** One tile of a layer's maps; undefined where there is no such tile. */
export function mapOf(model: Model, { layer, tile }: Watched): Planes | undefined {
	const source = tileSource(model, { layer, what: "maps" });
	if (!source || tile >= source.total) return undefined;
	return planes([source.height, source.width], source.tile(tile));
}

/** √(Σ (b − a)² / Σ a²); 0 where nothing differs, ∞ where all that differs was 0. */
function changeOf(a: Float32Array, b: Float32Array): number {
	let [difference, size] = [0, 0];
	for (let i = 0; i < a.length; i++) {
		difference += (b[i]! - a[i]!) ** 2;
		size += a[i]! ** 2;
	}
	return difference === 0 ? 0 : Math.sqrt(difference / size);
}

/** What a model gives that has just computed this picture; `plain` is the network as it is. */
export function outcome(model: Model, input: Float32Array, watched: Watched, plain: Model = model): Outcome {
	const output = model.output.data;
	return {
		output: output.length <= MAX_OUTPUT ? output.slice().buffer : undefined,
		change: model === plain ? 0 : changeOf(plain.output.data, output),
		map: mapOf(model, watched),
		input: planes(model.plan?.graph.input ?? [], input),
	};
}
