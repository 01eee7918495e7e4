import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { suite, test } from "mocha";
import { contactSheet } from "../../../src/extension/providers/contactSheet";
import { colourOf, makePalette } from "../../../src/protocol/colour";
import type { Frame, TileSet } from "../../../src/protocol/frame";

/** Two maps of 2×2 numbers: 0, 1, −1 and NaN; and half of that. */
function twoMaps(): { readonly frame: Frame; readonly set: TileSet } {
	const buffer = new ArrayBuffer(48);
	new Float32Array(buffer).set([-1, 1, 0, 0.25, 1, -0.5, 0.5, 0, 0.25, 0]);
	new Uint8Array(buffer, 40).set([128, 255, 1, 0, 128, 255, 1, 128]);
	const size = { width: 2, height: 2, fullWidth: 2, fullHeight: 2, step: 1 };
	const set: TileSet = { layer: "a", what: "maps", from: 0, count: 2, total: 2, ...size, codes: 40, stats: 0 };
	return { frame: { revision: 1, sets: [set], buffer }, set };
}

/** RGBA words (0xAABBGGRR) of an indexed PNG, line by line. */
function pixelsOf(uri: string): number[][] {
	const bytes = Buffer.from(uri.replace("data:image/png;base64,", ""), "base64");
	const chunks = new Map<string, Buffer>();
	for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
		chunks.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
	}
	const part = (name: string) => chunks.get(name) ?? assert.fail(`no ${name}`);
	const [width, height] = [part("IHDR").readUInt32BE(0), part("IHDR").readUInt32BE(4)];
	const lines = inflateSync(part("IDAT"));
	const colour = (index: number) => (part("PLTE").readUIntLE(index * 3, 3) | ((part("tRNS")[index] ?? 0) << 24)) >>> 0;
	return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => colour(lines[y * (width + 1) + 1 + x] ?? 0)));
}

suite("contact sheet of a hover", () => {
	for (const dark of [false, true]) {
		test(`${dark ? "dark" : "light"}: numbers wear the panel's colours, in one range for all maps`, async () => {
			const { frame, set } = twoMaps();
			const palette = makePalette("RdBu", dark, 126);
			const of = (value: number) => colourOf(palette, value, 1);
			const [bad, clear] = [0xff_ff_00_ff, 0];
			const { uri, width, height } = await contactSheet(frame, set, dark);
			assert.deepEqual(pixelsOf(uri), [
				[of(0), of(1), clear, of(0), of(0.5)],
				[of(-1), bad, clear, of(-0.5), of(0)],
			]);
			assert.deepEqual([width, height], [320, 128], "whole squares of 64 pixels a number");
		});
	}
});
