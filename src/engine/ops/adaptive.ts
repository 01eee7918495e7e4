import { dimensions, type Tensor } from "../tensor";

/** Makes one number of the part [rowFrom, rowTo) × [columnFrom, columnTo) of the map that starts at `base`. */
type Pool = (x: Float32Array, base: number, width: number, rows: readonly [number, number], columns: readonly [number, number]) => number;

/** The numbers that output i of `count` reads: ⌊i·size/count⌋ … ⌈(i + 1)·size/count⌉ − 1. Source: aten/src/ATen/native/AdaptivePooling.h. */
const part = (i: number, size: number, count: number): [from: number, to: number] => [
	Math.floor((i * size) / count),
	Math.ceil(((i + 1) * size) / count),
];

/** Pools each map of x (N×C×H×W) to the size of y's (N×C×OH×OW). */
export function adaptivePool2d(x: Tensor, y: Tensor, pool: Pool): void {
	const [batch, channels, height, width] = dimensions(x);
	const [, , outHeight, outWidth] = dimensions(y);
	let at = 0;
	for (let map = 0; map < batch * channels; map++) {
		for (let i = 0; i < outHeight; i++) {
			const rows = part(i, height, outHeight);
			for (let j = 0; j < outWidth; j++) y.data[at++] = pool(x.data, map * height * width, width, rows, part(j, width, outWidth));
		}
	}
}
