/** Labelled pictures of one's own, between host and worker: the host finds and decodes them, the worker fits them to the network and keeps them. */
import * as v from "valibot";
import { LARGEST } from "../network/attribute";
import type { Shape } from "../network/shape";
import type { EngineFault } from "./engine";

/** Most classes that pictures may have, as many as a byte tells apart. */
export const MAX_CLASSES = 256;
/** Most pictures of a dataset. */
export const MAX_PICTURES = 1e6;
/** Most pixels of a picture that is decoded. */
export const MAX_PIXELS = 64 * 1024 * 1024;

export interface PictureFunctions {
	/** A decoded picture (RGBA, 4 · width · height bytes) as it is kept for that input: height × width × channels bytes, grey or RGB, cut and brought to its size. */
	fitPicture(request: {
		readonly width: number;
		readonly height: number;
		readonly rgba: ArrayBuffer;
		readonly input: Shape;
	}): { readonly ok: true; readonly pixels: ArrayBuffer } | EngineFault;
	/**
	 * Hands over all pictures of a dataset, fitted. Those that `tested` marks become its test part; without it, of each class the share `testSplit`.
	 * Gives how many each part has.
	 */
	setPictures(request: {
		/** As the text calls the data. */
		readonly name: string;
		readonly input: Shape;
		readonly classes: readonly string[];
		/** count × height × width × channels bytes. */
		readonly pixels: ArrayBuffer;
		/** One class index a picture, a byte each. */
		readonly labels: ArrayBuffer;
		/** A byte a picture: 1 to test with, 0 to train with. */
		readonly tested?: ArrayBuffer | undefined;
		readonly testSplit: number;
		readonly splitSeed: number;
	}): { readonly ok: true; readonly train: number; readonly test: number } | EngineFault;
}

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const input = v.pipe(
	v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST))),
	v.minLength(1),
	v.maxLength(3),
	v.check((shape) => shape.reduce((product, size) => product * size, 1) <= MAX_PIXELS, "an input of so many numbers"),
);

export const classesSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(512))), v.maxLength(MAX_CLASSES));
export const dataNameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

export const imageSchema = v.pipe(
	v.object({ width: side, height: side, rgba: v.instance(ArrayBuffer) }),
	v.check(({ width, height, rgba }) => width * height <= MAX_PIXELS && rgba.byteLength === 4 * width * height, "4 · width · height bytes"),
);

export const fitSchema = v.intersect([imageSchema, v.object({ input })]);

export const picturesSchema = v.object({
	name: dataNameSchema,
	input,
	classes: classesSchema,
	pixels: v.instance(ArrayBuffer),
	labels: v.pipe(
		v.instance(ArrayBuffer),
		v.check((labels) => labels.byteLength <= MAX_PICTURES, "too many pictures"),
	),
	tested: v.optional(v.instance(ArrayBuffer)),
	testSplit: v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)),
	splitSeed: v.pipe(v.number(), v.integer()),
});
