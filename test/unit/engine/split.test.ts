import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Dataset, fitBytes, fitPicture, readDataset, splitDataset } from "../../../src/engine";

/** Pictures of one pixel whose level is their own number; so many of each class. */
function numbered(...counts: readonly number[]): Dataset {
	const labels = Uint8Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
	const pixels = labels.map((_, i) => i);
	return { count: labels.length, width: 1, height: 1, channels: 1, pixels, labels, classes: counts.map((_, i) => `class ${i}`) };
}

suite("engine: pictures of one's own", () => {
	test("each class gives its share to the test, at least one and never all; nothing is lost, and order stays", () => {
		const { train, test: kept } = splitDataset(numbered(10, 2, 1, 25), 0.2, 0);
		const count = ({ labels }: Dataset) => [0, 1, 2, 3].map((label) => labels.filter((each) => each === label).length);
		assert.deepEqual(
			[count(train), count(kept)],
			[
				[8, 1, 1, 20],
				[2, 1, 0, 5],
			],
		);
		assert.deepEqual([train.count, kept.count, kept.classes], [30, 8, ["class 0", "class 1", "class 2", "class 3"]]);
		const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);
		assert.deepEqual(sorted([...train.pixels, ...kept.pixels]), [...Array(38).keys()]);
		for (const part of [train, kept]) assert.deepEqual([...part.pixels], sorted(part.pixels));
	});

	test("the seed decides, and nothing else: another class with more pictures changes nothing of the others", () => {
		const tested = (seed: number, ...counts: readonly number[]) => [...splitDataset(numbered(...counts), 0.3, seed).test.pixels];
		assert.deepEqual(tested(0, 40, 10), tested(0, 40, 10));
		assert.notDeepEqual(tested(0, 40, 10), tested(1, 40, 10));
		const first = (pixels: readonly number[]) => pixels.filter((each) => each < 40);
		assert.deepEqual(first(tested(0, 40, 10)), first(tested(0, 40, 99)));
		assert.deepEqual(tested(7, 20).length, 6);
	});

	test("with a share of 0, all pictures are trained with", () => {
		const { train, test: kept } = splitDataset(numbered(3, 4), 0, 0);
		assert.deepEqual([train.count, kept.count], [7, 0]);
	});

	test("what is kept of a picture is what goes through the network, to half a level", () => {
		const pixels = Uint8Array.from({ length: 9 * 6 * 4 }, (_, i) => (i % 4 === 3 ? 255 - (i % 7) : (i * 37) % 256));
		const picture = { width: 9, height: 6, channels: 4, pixels } as const;
		for (const shape of [[3, 4, 4], [1, 5, 3], [4, 3, 3], [12]]) {
			const bytes = fitBytes(picture, shape);
			const [channels, height, width] = shape.length === 3 ? shape : [1, 3, 4];
			const stored = channels === 1 ? 1 : 3;
			assert.equal(bytes.length, stored * (height ?? 0) * (width ?? 0));
			const again = fitPicture({ width: width ?? 0, height: height ?? 0, channels: stored, pixels: bytes }, shape);
			const whole = fitPicture(picture, shape);
			for (const [i, level] of whole.entries()) assert.ok(Math.abs(255 * level - 255 * (again[i] ?? -1)) < 0.5001, `${shape} ${i}`);
		}
	});

	test("classes without names are called by their numbers", () => {
		const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9]);
		const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 3, 0]);
		assert.deepEqual(readDataset(images, labels).classes, ["0", "1", "2", "3"]);
	});
});
