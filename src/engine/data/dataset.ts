import { readIdx } from "./idx";
import type { Picture } from "./picture";

/** Labelled pictures of one size. */
export interface Dataset {
	readonly count: number;
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
	/** count × height × width × channels bytes. */
	readonly pixels: Uint8Array;
	/** One class index a picture. */
	readonly labels: Uint8Array;
	readonly classes: readonly string[];
}

/**
 * A dataset from its two IDX files, unpacked: pictures of count×height×width (grey) or count×height×width×3 (RGB), labels of count.
 * Without names, classes are called by their numbers, as many as the labels need. Throws a SyntaxError where they are damaged or do not belong together.
 */
export function readDataset(images: Uint8Array, labels: Uint8Array, names?: readonly string[]): Dataset {
	const pictures = readIdx(images);
	const classOf = readIdx(labels);
	const [count = 0, height = 0, width = 0, channels = 1] = pictures.shape;
	if (pictures.shape.length < 3) throw new SyntaxError(`pictures need 3 or 4 axes; the file has ${pictures.shape.length}`);
	if (channels !== 1 && channels !== 3) throw new SyntaxError(`pictures have 1 or 3 channels, not ${channels}`);
	if (height === 0 || width === 0) throw new SyntaxError("the pictures have no pixels");
	if (classOf.shape.length !== 1 || classOf.shape[0] !== count) {
		throw new SyntaxError(`there are ${count} pictures, but labels of ${classOf.shape.join("×")}`);
	}
	const classes = names ?? numbered(classOf.bytes);
	const unknown = classOf.bytes.find((label) => label >= classes.length);
	if (unknown !== undefined) throw new SyntaxError(`label ${unknown} is none of the ${classes.length} classes`);
	return { count, height, width, channels, pixels: pictures.bytes, labels: classOf.bytes, classes };
}

const numbered = (labels: Uint8Array): string[] =>
	Array.from({ length: labels.reduce((most, label) => Math.max(most, label + 1), 0) }, (_, i) => `${i}`);

/** Picture `index`, as a view. The caller checks that there is one. */
export function pictureOf({ width, height, channels, pixels }: Dataset, index: number): Picture {
	const size = width * height * channels;
	return { width, height, channels, pixels: pixels.subarray(index * size, (index + 1) * size) };
}
