import { JPG } from "image-size/types/jpg";
import { PNG } from "image-size/types/png";
import { WEBP } from "image-size/types/webp";

/** What a picture file is by its content, and how large it becomes in pixels. */
export interface ImageHeader {
	/** MIME type. */
	readonly type: string;
	readonly width: number;
	readonly height: number;
}

const readers = [
	["image/png", PNG],
	["image/jpeg", JPG],
	["image/webp", WEBP],
] as const;

/** Reads the header of a PNG, JPEG or WebP file; undefined for any other. Throws an Error for a header that is broken. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
	const [type, reader] = readers.find(([, { validate }]) => validate(bytes)) ?? [];
	if (!type) return undefined;
	const { width, height } = reader.calculate(bytes);
	return { type, width, height };
}
