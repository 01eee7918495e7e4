import type { Place } from "../../network/derivation";
import { tileSize } from "../source";
import type { Tensor } from "../tensor";

/** The numbers of a tensor's first picture as tiles (network/tile.ts): number (y, x) of tile t stands at (t · height + y) · width + x. */
export interface Grid {
	readonly tiles: number;
	readonly height: number;
	readonly width: number;
	readonly data: Float32Array;
}

export function gridOf({ shape, data }: Tensor): Grid {
	const { total, height, width } = tileSize(shape.slice(1));
	return { tiles: total, height, width, data };
}

/** Whether there is such a number. */
export const holds = ({ tiles, height, width }: Pick<Grid, "tiles" | "height" | "width">, { tile, y, x }: Place): boolean =>
	tile >= 0 && tile < tiles && y >= 0 && y < height && x >= 0 && x < width;

/** Where a place's number stands among the picture's. */
export const indexOf = ({ height, width }: Pick<Grid, "height" | "width">, { tile, y, x }: Place): number =>
	(tile * height + y) * width + x;

/** The place of the picture's number `index`. */
export function placeOf({ height, width }: Pick<Grid, "height" | "width">, index: number): Place {
	const row = Math.floor(index / width);
	return { tile: Math.floor(row / height), y: row % height, x: index % width };
}
