import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { readImageHeader } from "../../../src/extension/imageHeader";

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** Signature and IHDR of a PNG of 640×480 pixels (W3C PNG specification). */
const png = [0x89, ...ascii("PNG\r\n\x1a\n"), 0, 0, 0, 13, ...ascii("IHDR"), 0, 0, 2, 128, 0, 0, 1, 224, 8, 2, 0, 0, 0];
/** SOI, a comment segment and SOF0 of a JPEG of 300×200 pixels (ITU-T T.81, B.2.2). */
const jpeg = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 0, 200, 1, 44, 3, 1, 0x22, 0];
/** VP8X of a WebP of 1000×700 pixels: 24-bit little-endian sizes less one (RFC 9649, 2.7). */
const webp = [...ascii("RIFF"), 30, 0, 0, 0, ...ascii("WEBPVP8X"), 10, 0, 0, 0, 0, 0, 0, 0, 0xe7, 3, 0, 0xbb, 2, 0];

suite("image header", () => {
	const cases = [
		["PNG", png, { type: "image/png", width: 640, height: 480 }],
		["JPEG", jpeg, { type: "image/jpeg", width: 300, height: 200 }],
		["WebP", webp, { type: "image/webp", width: 1000, height: 700 }],
	] as const;
	for (const [name, bytes, expected] of cases) {
		test(`${name}: type and size`, () => {
			assert.deepEqual(readImageHeader(Uint8Array.from(bytes)), expected);
		});
	}

	test("other files are none of them", () => {
		for (const start of ["GIF89a", "BM", "<svg/>", "RIFF....WAVE", "hello"]) {
			assert.equal(readImageHeader(Uint8Array.from(ascii(start))), undefined, start);
		}
	});

	test("a JPEG without a frame, and a PNG without its header, are broken", () => {
		assert.throws(() => readImageHeader(Uint8Array.from(jpeg.slice(0, 8))), /JPG/);
		assert.throws(() => readImageHeader(Uint8Array.from(png.slice(0, 8))), /PNG/);
	});
});
