import { elements, type Shape } from "../../network/shape";
import { type Picture, planeOf } from "./picture";
import { centreCrop, resample } from "./resample";

/**
 * A picture as a network's input: C×H×W float32 in [0, 1], each value/255. The middle is cut out at the input's aspect ratio and brought to
 * its size (mean when it shrinks, linear when it grows). One channel is grey (BT.601 luma of a coloured picture), three are RGB (a grey
 * picture three times), other counts repeat red, green, blue. An input of [features] takes the grey picture row by row, as nearly square
 * as the count allows. A picture that already has the input's size and channels is exactly pixel/255.
 */
export function fitPicture(picture: Picture, shape: Shape): Float32Array {
	const [channels, height, width] = shape.length === 3 ? (shape as [number, number, number]) : [1, ...nearlySquare(elements(shape))];
	const result = new Float32Array(channels * height * width);
	const planes = (channels === 1 ? ["grey"] : [0, 1, 2]).slice(0, channels) as ("grey" | 0 | 1 | 2)[];
	for (const [i, plane] of planes.entries()) {
		const full = { width: picture.width, height: picture.height, numbers: planeOf(picture, plane) };
		const { numbers } = resample(centreCrop(full, width, height), width, height);
		for (let channel = i; channel < channels; channel += planes.length) {
			const start = channel * height * width;
			for (let k = 0; k < numbers.length; k++) result[start + k] = numbers[k]! / 255;
		}
	}
	return result;
}

/** The factors height ≤ width of a count that are closest to each other: 784 is 28×28, a prime is 1×itself. */
function nearlySquare(count: number): [height: number, width: number] {
	let height = Math.floor(Math.sqrt(count));
	while (count % height !== 0) height--;
	return [height, count / height];
}
