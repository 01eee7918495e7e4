import { pictureShape, storedShape } from "../../network/pictureShape";
import type { Shape } from "../../network/shape";
import { type Picture, planeOf } from "./picture";
import { centreCrop, resample } from "./resample";

/**
 * A picture as a network's input: C×H×W float32 in [0, 1], each value/255. The middle is cut out at the input's aspect ratio and brought to
 * its size (mean when it shrinks, linear when it grows). One channel is grey (BT.601 luma of a coloured picture), three are RGB (a grey
 * picture three times), other counts repeat red, green, blue. An input of [features] takes the grey picture row by row, as nearly square
 * as the count allows. A picture that already has the input's size and channels is exactly pixel/255.
 */
export function fitPicture(picture: Picture, shape: Shape): Float32Array {
	const [channels, height, width] = pictureShape(shape);
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

/**
 * A picture as it is kept for a network's input: {@link fitPicture}, rounded to bytes, in grey or RGB, row by row, channels last. Fitted to that
 * input again, it is these bytes/255.
 */
export function fitBytes(picture: Picture, input: Shape): Uint8Array {
	const { channels, height, width } = storedShape(input);
	const numbers = fitPicture(picture, [channels, height, width]);
	const size = height * width;
	const bytes = new Uint8Array(channels * size);
	for (let channel = 0; channel < channels; channel++) {
		for (let i = 0; i < size; i++) bytes[i * channels + channel] = Math.round(255 * numbers[channel * size + i]!);
	}
	return bytes;
}
