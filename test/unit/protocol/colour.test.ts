import assert from "node:assert/strict";
import tables from "colour-tables";
import { suite, test } from "mocha";
import { colourOf, makePalette, placeOf } from "../../../src/protocol/colour";

const rgb = (colour: number): readonly number[] => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];

suite("protocol: colour", () => {
	test("a palette has so many opaque colours on each side of zero", () => {
		for (const steps of [1, 126, 127]) {
			const palette = makePalette("RdBu", false, steps);
			assert.equal(palette.length, 2 * steps + 1);
			assert.ok(palette.every((word) => word >>> 24 === 255));
		}
	});

	test("the middle is zero's colour whatever the steps: white, or near-black on a dark ground", () => {
		for (const steps of [1, 126, 127]) {
			assert.deepEqual(rgb(makePalette("PuOr", false, steps)[steps] ?? 0), [255, 255, 255]);
			assert.deepEqual(rgb(makePalette("PuOr", true, steps)[steps] ?? 0), [13, 13, 15]);
		}
	});

	test("negative is red and positive is blue, as in Brewer's RdBu", () => {
		const palette = makePalette("RdBu", false, 127);
		const [below, above] = [rgb(colourOf(palette, -1, 1)), rgb(colourOf(palette, 1, 1))];
		assert.ok((below[0] ?? 0) > 2 * (below[2] ?? 0) && (above[2] ?? 0) > 2 * (above[0] ?? 0), `${below} and ${above}`);
	});

	test("outside of the white middle, a light ground shows d3's own scale", () => {
		const palette = makePalette("RdBu", false, 100);
		for (const share of [-1, -0.5, 0.25, 1]) {
			const at = Math.round((0.5 + (share * 0.94) / 2) * 255) * 6;
			const hex = rgb(colourOf(palette, share, 1)).map((channel) => channel.toString(16).padStart(2, "0"));
			assert.equal(hex.join(""), tables.RdBu.slice(at, at + 6));
		}
	});

	test("places are symmetric about zero and end at the range's ends", () => {
		const palette = makePalette("RdBu", true, 126);
		assert.deepEqual(
			[-3, -2, 0, 1, 2, 9].map((value) => placeOf(palette, value, 2)),
			[0, 0, 126, 189, 252, 252],
		);
		assert.equal(placeOf(palette, 5, 0), 126, "a range of 0");
	});

	test("two palettes of one scheme give a number nearly one colour", () => {
		const [coarse, fine] = [makePalette("RdBu", true, 126), makePalette("RdBu", true, 127)];
		for (let value = -1; value <= 1; value += 1 / 64) {
			const [a, b] = [rgb(colourOf(coarse, value, 1)), rgb(colourOf(fine, value, 1))];
			assert.ok(
				a.every((channel, i) => Math.abs(channel - (b[i] ?? 0)) <= 6),
				`${value}: ${a} and ${b}`,
			);
		}
	});
});
