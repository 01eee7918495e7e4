import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { colourOf } from "../../../src/protocol/colour";
import { decode } from "../../../src/protocol/frame";
import { badPixel, outline, paintCodes, paintRgb } from "../../../webview/paint/atlas";
import { cssColour, greys, kernelScheme, paletteFor, pictureRange, type Theme, tileColours } from "../../../webview/paint/colour";

const rgb = (colour: number) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255] as const;
const light = (colour: number) => rgb(colour).reduce((sum, channel) => sum + channel, 0);

suite("webview: colour", () => {
	for (const scheme of ["RdBu", "PuOr"] as const) {
		test(`${scheme}: white at zero in light themes, near-black in dark ones`, () => {
			for (const theme of ["light", "hc-light"] as Theme[])
				assert.equal(cssColour(colourOf(paletteFor(scheme, theme), 0, 1)), "rgb(255, 255, 255)");
			for (const theme of ["dark", "hc-black"] as Theme[])
				assert.equal(cssColour(colourOf(paletteFor(scheme, theme), 0, 1)), "rgb(13, 13, 15)");
		});

		test(`${scheme}: lightness goes one way from zero to the ends`, () => {
			for (const [theme, way] of [
				["light", -1],
				["dark", 1],
			] as const) {
				const palette = paletteFor(scheme, theme);
				for (const sign of [-1, 1]) {
					const steps = Array.from({ length: 33 }, (_, i) => light(colourOf(palette, (sign * i) / 32, 1)));
					for (let i = 1; i < steps.length; i++)
						assert.ok(way * ((steps[i] ?? 0) - (steps[i - 1] ?? 0)) >= -8, `${theme} ${sign} ${i}: ${steps}`);
					assert.ok(way * ((steps[32] ?? 0) - (steps[0] ?? 0)) > 200);
				}
			}
		});
	}

	test("negative is red and positive is blue in RdBu", () => {
		for (const theme of ["light", "dark"] as const) {
			const [red, , blue] = rgb(colourOf(paletteFor("RdBu", theme), -0.6, 1));
			assert.ok(red > blue);
			const [red2, , blue2] = rgb(colourOf(paletteFor("RdBu", theme), 0.6, 1));
			assert.ok(blue2 > red2);
		}
	});

	test("kernels wear the other pair", () => {
		assert.equal(kernelScheme("RdBu"), "PuOr");
		assert.equal(kernelScheme("PuOr"), "RdBu");
	});

	test("beyond the range stands the end's colour; a range of 0 is zero everywhere", () => {
		const palette = paletteFor("RdBu", "light");
		assert.equal(colourOf(palette, 7, 2), colourOf(palette, 2, 2));
		assert.equal(colourOf(palette, -7, 2), colourOf(palette, -2, 2));
		assert.equal(colourOf(palette, 7, 0), colourOf(palette, 0, 1));
	});

	test("every code gets the colour of the number it stands for", () => {
		const palette = paletteFor("RdBu", "dark");
		const colours = tileColours(palette, -0.5, 2, 3);
		for (const code of [1, 2, 100, 254, 255]) assert.equal(colours[code], colourOf(palette, decode(code, -0.5, 2), 3));
		assert.equal(colours[0], 0);
	});

	test("inputs within 0…1 are greys as they are; others are stretched", () => {
		assert.deepEqual(pictureRange(0.25, 0.75), [0, 1]);
		assert.deepEqual(pictureRange(-1, 3), [-1, 3]);
		assert.deepEqual(pictureRange(5, 5), [4, 5]);
		assert.equal(greys(0, 1, 0, 1)[255], 255);
		assert.equal(greys(0, 0.5, 0, 0.5)[255], 128);
		assert.equal(greys(-1, 3, -1, 3)[1], 0);
	});
});

suite("webview: painting", () => {
	const surface = (width: number, height: number) => ({ pixels: new Uint32Array(width * height), width, height });

	test("a number becomes a square of scale × scale pixels", () => {
		const target = surface(6, 4);
		const colours = new Uint32Array(256);
		colours[10] = 0xff000001;
		colours[20] = 0xff000002;
		paintCodes(target, 1, 0, Uint8Array.of(10, 20, 20, 10), 2, 2, 2, colours);
		const row = (y: number) => [...target.pixels.subarray(y * 6, y * 6 + 6)].map((pixel) => pixel & 255);
		assert.deepEqual(
			[row(0), row(1), row(2), row(3)],
			[
				[0, 1, 1, 2, 2, 0],
				[0, 1, 1, 2, 2, 0],
				[0, 2, 2, 1, 1, 0],
				[0, 2, 2, 1, 1, 0],
			],
		);
	});

	test("what is not finite is striped, whatever the colours", () => {
		const target = surface(4, 4);
		paintCodes(target, 0, 0, Uint8Array.of(0), 1, 1, 4, new Uint32Array(256).fill(0xff123456));
		for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) assert.equal(target.pixels[y * 4 + x], badPixel(x, y));
		assert.equal(new Set(target.pixels).size, 2);
	});

	test("three maps make one colour picture", () => {
		const target = surface(2, 1);
		const levels = Uint8ClampedArray.from({ length: 256 }, (_, i) => i);
		paintRgb(target, 0, 0, [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5, 6)], [levels, levels, levels], 2, 1, 1);
		assert.deepEqual([...target.pixels].map(rgb), [
			[1, 3, 5],
			[2, 4, 6],
		]);
	});

	test("an outline touches the border alone", () => {
		const target = surface(4, 3);
		outline(target, 0, 0, 4, 3, 9);
		assert.deepEqual([...target.pixels], [9, 9, 9, 9, 9, 0, 0, 9, 9, 9, 9, 9]);
	});
});
