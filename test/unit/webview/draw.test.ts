import assert from "node:assert/strict";
import { suite, test } from "mocha";
import * as v from "valibot";
import { drawingSchema, MOST_NUMBERS, MOST_STROKES, type Stroke } from "../../../src/protocol/drawing";
import { Latest } from "../../../webview/draw/latest";
import { begun, drawnTo, padSize } from "../../../webview/draw/strokes";

suite("drawing pad", () => {
	test("has the size of the input; of a vector, as the engine lays it out", () => {
		assert.deepEqual(padSize([1, 28, 28]), [28, 28]);
		assert.deepEqual(padSize([3, 20, 64]), [64, 20]);
		assert.deepEqual(padSize([784]), [28, 28]);
		assert.deepEqual(padSize([13]), [13, 1]);
		assert.deepEqual(padSize([1, 4096, 2048]), [512, 1024]);
	});

	test("strokes stay on the pad, points that are as good as the last are none, and what is kept passes its own schema", () => {
		let strokes: readonly Stroke[] = begun([], [-20, 1200.4], 90);
		strokes = drawnTo(strokes, [1, 1001]);
		assert.deepEqual(strokes, [{ thickness: 90, points: [0, 1000] }]);
		strokes = drawnTo(strokes, [500.4, 499.6]);
		assert.deepEqual(strokes[0]?.points, [0, 1000, 500, 500]);
		for (let i = 0; i < MOST_NUMBERS; i++) strokes = drawnTo(strokes, [i % 2 ? 0 : 900, i % 1000]);
		assert.equal(strokes[0]?.points.length, MOST_NUMBERS);
		for (let i = 0; i < MOST_STROKES + 5; i++) strokes = begun(strokes, [i, i], 90);
		assert.equal(strokes.length, MOST_STROKES);
		assert.ok(v.is(drawingSchema, strokes));
		assert.ok(!v.is(drawingSchema, [{ thickness: 90, points: [1] }]) && !v.is(drawingSchema, [{ thickness: 0, points: [1, 2] }]));
		assert.deepEqual(drawnTo([], [1, 1]), [], "nothing was begun");
	});

	test("one drawing is under way; the newest of those that come meanwhile is sent next", async () => {
		const sent: number[] = [];
		let done: () => void = () => undefined;
		const latest = new Latest<number>((value) => {
			sent.push(value);
			return new Promise((resolve) => {
				done = resolve;
			});
		});
		const turn = async (): Promise<void> => {
			done();
			for (let i = 0; i < 5; i++) await Promise.resolve();
		};
		for (const value of [1, 2, 3]) latest.push(value);
		assert.deepEqual(sent, [1]);
		await turn();
		assert.deepEqual(sent, [1, 3]);
		await turn();
		latest.push(4);
		assert.deepEqual(sent, [1, 3, 4]);
	});
});
