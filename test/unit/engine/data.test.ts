import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { suite, test } from "mocha";
import { fitPicture, type Picture, pictureOf, readDataset, readIdx } from "../../../src/engine";

const datasets = path.resolve(__dirname, "../../../../media/datasets");
const unpack = (file: string) => new Uint8Array(gunzipSync(readFileSync(path.join(datasets, file))));
const digits = [..."0123456789"];

const picture = (width: number, height: number, channels: 1 | 3 | 4, pixels: readonly number[]): Picture => ({
	width,
	height,
	channels,
	pixels: Uint8Array.from(pixels),
});

suite("engine: data", () => {
	test("the digits that ship: 4,000 and 1,000, the classes taking turns", () => {
		for (const [part, count] of [
			["train", 4000],
			["t10k", 1000],
		] as const) {
			const data = readDataset(unpack(`mnist/${part}-images-idx3-ubyte.gz`), unpack(`mnist/${part}-labels-idx1-ubyte.gz`), digits);
			assert.deepEqual([data.count, data.width, data.height, data.channels], [count, 28, 28, 1]);
			assert.deepEqual([...data.labels.subarray(0, 10)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		}
	});

	test("the emoji that ship have 8 classes and 3 channels", () => {
		const { classes } = JSON.parse(readFileSync(path.join(datasets, "emoji8/classes.json"), "utf8"));
		const data = readDataset(unpack("emoji8/t10k-images-idx4-ubyte.gz"), unpack("emoji8/t10k-labels-idx1-ubyte.gz"), classes);
		assert.deepEqual([data.width, data.height, data.channels, data.classes.length], [32, 32, 3, 8]);
		const numbers = fitPicture(pictureOf(data, 5), [3, 32, 32]);
		const { pixels } = pictureOf(data, 5);
		for (let i = 0; i < 1024; i++) {
			for (let c = 0; c < 3; c++) assert.equal(numbers[c * 1024 + i], Math.fround((pixels[i * 3 + c] ?? 0) / 255));
		}
	});

	test("a digit on 1×28×28 is exactly pixel/255", () => {
		const data = readDataset(unpack("mnist/t10k-images-idx3-ubyte.gz"), unpack("mnist/t10k-labels-idx1-ubyte.gz"), digits);
		const { pixels } = pictureOf(data, 17);
		assert.deepEqual(
			fitPicture(pictureOf(data, 17), [1, 28, 28]),
			Float32Array.from(pixels, (pixel) => pixel / 255),
		);
		assert.deepEqual(fitPicture(pictureOf(data, 17), [784]), fitPicture(pictureOf(data, 17), [1, 28, 28]));
		const three = fitPicture(pictureOf(data, 17), [3, 28, 28]);
		assert.deepEqual(three.slice(784, 1568), three.slice(0, 784));
	});

	test("damaged IDX files are told apart, and nothing is allocated from what they claim", () => {
		const idx = (...bytes: number[]) => Uint8Array.from(bytes);
		assert.deepEqual(readIdx(idx(0, 0, 8, 1, 0, 0, 0, 2, 7, 9)).shape, [2]);
		assert.deepEqual([...readIdx(idx(0, 0, 8, 1, 0, 0, 0, 2, 7, 9)).bytes], [7, 9]);
		for (const [file, message] of [
			[idx(), /header/],
			[idx(1, 0, 8, 1), /two zero bytes/],
			[idx(0, 0, 13, 1, 0, 0, 0, 0), /0xd/],
			[idx(0, 0, 8, 9), /9 axes/],
			[idx(0, 0, 8, 3, 0, 0), /within its header/],
			[idx(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), /holds 1$/],
			[idx(0, 0, 8, 1, 0, 0, 0, 1, 7, 9), /1 = 1 bytes, but holds 2/],
		] as const) {
			assert.throws(
				() => readIdx(file),
				(error: unknown) => error instanceof SyntaxError && message.test(error.message),
			);
		}
		const pictures = idx(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5);
		assert.throws(() => readDataset(pictures, idx(0, 0, 8, 1, 0, 0, 0, 2, 0, 0), ["a"]), /1 pictures, but labels of 2/);
		assert.throws(() => readDataset(pictures, idx(0, 0, 8, 1, 0, 0, 0, 1, 4), ["a"]), /label 4/);
		assert.throws(() => readDataset(idx(0, 0, 8, 1, 0, 0, 0, 1, 4), pictures, ["a"]), /3 or 4 axes/);
	});

	test("shrinking averages areas, growing interpolates, the middle is cut out", () => {
		assert.deepEqual([...fitPicture(picture(4, 2, 1, [0, 255, 0, 0, 255, 255, 0, 255]), [1, 1, 2])], [0.75, 0.25]);
		// 2×1 out of 3×1: the middle 2 pixels at first, since the aspect ratio is kept.
		assert.deepEqual([...fitPicture(picture(3, 1, 1, [51, 102, 255]), [1, 1, 2])], [Math.fround(0.2), Math.fround(0.4)]);
		// Pixel centres at 1/4, 3/4, 5/4, 7/4 of the two old ones.
		assert.deepEqual([...fitPicture(picture(2, 2, 1, [0, 204, 0, 204]), [1, 4, 4]).slice(0, 4)], [0, 0.2, 0.6, 0.8].map(Math.fround));
		assert.deepEqual([...fitPicture(picture(1, 1, 1, [255]), [1, 2, 2])], [1, 1, 1, 1]);
		// 3 → 2: each output covers one and a half pixels.
		const three = picture(3, 3, 1, [30, 60, 90, 30, 60, 90, 30, 60, 90]);
		assert.deepEqual([...fitPicture(three, [1, 2, 2]).slice(0, 2)], [40 / 255, 80 / 255].map(Math.fround));
	});

	test("colours: luma, white behind alpha, and as many channels as are wanted", () => {
		const red = picture(1, 1, 4, [255, 0, 0, 255]);
		assert.ok(Math.abs((fitPicture(red, [1, 1, 1])[0] ?? 0) - 0.299) < 1e-7);
		assert.deepEqual([...fitPicture(red, [3, 1, 1])], [1, 0, 0]);
		assert.deepEqual([...fitPicture(red, [5, 1, 1])], [1, 0, 0, 1, 0]);
		assert.deepEqual([...fitPicture(red, [2, 1, 1])], [1, 0]);
		assert.deepEqual([...fitPicture(picture(1, 1, 4, [0, 0, 0, 0]), [3, 1, 1])], [1, 1, 1]);
		assert.deepEqual([...fitPicture(picture(1, 1, 3, [90, 90, 90]), [1, 1, 1])], [Math.fround(90 / 255)]);
	});

	test("a vector takes the picture as nearly square as it can", () => {
		const grey = picture(2, 2, 1, [0, 255, 255, 0]);
		assert.equal(fitPicture(grey, [6]).length, 6);
		assert.equal(fitPicture(grey, [7]).length, 7);
		assert.deepEqual([...fitPicture(grey, [4])], [0, 1, 1, 0]);
	});
});
