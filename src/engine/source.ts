import { elements, type Shape } from "../network/shape";
import { INPUT_KEY, type Want } from "../network/tile";
import type { Layer, Model } from "./model";
import type { Tensor } from "./tensor";

/** Pictures of one kind that a layer has to show, all of one size, row by row. */
export interface TileSource {
	/** How many there are. */
	readonly total: number;
	readonly height: number;
	readonly width: number;
	/** What the tiles lack to add up to their output map; absent where they lack nothing, or add up to nothing. */
	readonly bias?: number;
	/** Numbers of tile `i`: height · width of them, valid until the next call. */
	tile(i: number): Float32Array;
}

/** Which pictures are asked for. Partials are those of output channel 0 unless said otherwise. */
export type TileQuery = Pick<Want, "layer" | "what" | "output">;

const none: TileSource = { total: 0, height: 0, width: 0, tile: () => new Float32Array(0) };

/**
 * Where a query's numbers are; undefined when there is no such layer. A layer without such pictures has a source of 0 tiles; so have
 * gradients where the model was not differentiated since it computed.
 */
export function tileSource(model: Model, { layer: key, what, output = 0 }: TileQuery): TileSource | undefined {
	const layer = model.layer(key);
	if (!layer) {
		if (key !== INPUT_KEY || !model.input) return undefined;
		if (what === "maps") return maps(model.input);
		return what === "gradients" && model.differentiated ? maps(model.inputGradient) : none;
	}
	if (what === "maps") return maps(layer.output);
	if (what === "kernels") return kernels(layer.parameters.weight);
	if (what === "partials") return partials(layer, output);
	if (!model.differentiated) return none;
	return what === "gradients" ? maps(layer.gradient) : kernels(layer.parameterGradients.weight);
}

/** One tile a map; of a batch, the first picture. */
const maps = ({ shape, data }: Tensor): TileSource => slices(shape.slice(1), data);

/** How numbers of a shape without its batch fall into tiles: one a map of C×H×W; a matrix or a vector is one tile. */
export function tileSize(shape: Shape): Pick<TileSource, "total" | "height" | "width"> {
	const width = shape.at(-1) ?? 1;
	const height = shape.length > 1 ? (shape.at(-2) ?? 1) : 1;
	return { total: elements(shape) / (width * height), height, width };
}

function slices(shape: Shape, data: Float32Array): TileSource {
	const sizes = tileSize(shape);
	const size = sizes.width * sizes.height;
	return { ...sizes, tile: (i) => data.subarray(i * size, (i + 1) * size) };
}

/** A convolution's kernels one by one, as they lie in memory; other weights (Linear, the scales of a normalisation) are one tile. */
const kernels = (weight: Tensor | undefined): TileSource => (weight ? slices(weight.shape, weight.data) : none);

/** What each input channel adds to one output map; computed when a tile is asked for. */
function partials(layer: Layer, output: number): TileSource {
	const { inputs, output: maps, parameters, plan } = layer;
	const step = { attributes: plan.attributes, inputs, output: maps, parameters, training: false, seed: 0 };
	const shares = plan.op.partials?.(step, output);
	const [, , height = 1, width = 1] = maps.shape;
	if (!shares) return none;
	const numbers = new Float32Array(height * width);
	const bias = parameters.bias?.data[output];
	return {
		total: shares.count,
		height,
		width,
		...(bias === undefined ? {} : { bias }),
		tile(i) {
			shares.compute(i, numbers);
			return numbers;
		},
	};
}
