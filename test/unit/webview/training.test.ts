import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { curvesOf, decades, marksOf, smoothed, valueAt } from "../../../webview/train/series";
import { nextValue, readSetting } from "../../../webview/train/settings";

suite("webview: curves of training", () => {
	test("smoothing is a running mean without a pull towards zero", () => {
		assert.deepEqual(smoothed([4, null, 4, 4], 0.9)[0], 4);
		assert.deepEqual(smoothed([1, 3], 0), [1, 3]);
		const [, , third] = smoothed([1, null, 3], 0.5);
		assert.ok(Math.abs((third ?? 0) - (0.5 * 0.5 * 1 + 0.5 * 3) / 0.75) < 1e-12);
	});

	test("train and test share their steps; what is not finite, or not above 0 on a logarithmic scale, is left out", () => {
		const run = {
			train: [
				{ step: 1, loss: 2, accuracy: 0.5, lr: 1 },
				{ step: 3, loss: 0, accuracy: undefined, lr: 1 },
			],
			test: [{ step: 2, epoch: 1, loss: Number.NaN, accuracy: 0.25 }],
		};
		const loss = curvesOf(run, "loss", { smoothing: 0, log: true });
		assert.deepEqual(
			[loss.steps, loss.raw, loss.test],
			[
				[1, 2, 3],
				[2, null, null],
				[null, null, null],
			],
		);
		const accuracy = curvesOf(run, "accuracy", { smoothing: 0, log: false });
		assert.deepEqual(
			[accuracy.raw, accuracy.test],
			[
				[50, null, null],
				[null, 25, null],
			],
		);
		assert.equal(valueAt(accuracy.test, 2), 25);
		assert.equal(valueAt(accuracy.test, 0), undefined);
	});

	test("numbers at an axis are told apart, however near they are", () => {
		assert.deepEqual(marksOf([0, 0.5, 1], 0.5), ["0", "0.5", "1"]);
		assert.deepEqual(marksOf([2.4025, 2.403, 2.4035, 2.404], 0.0005), ["2.4025", "2.4030", "2.4035", "2.4040"]);
		assert.deepEqual(marksOf([0.001, null, null, 0.01], 0.001), ["0.001", "", "", "0.01"]);
		assert.deepEqual(marksOf([0, 1e31, 1.5e31, 2e31], 5e30), ["0", "1e31", "1.5e31", "2e31"]);
		assert.deepEqual(marksOf([1.0000001, 1.0000002], 1e-7), ["1.0000001", "1.0000002"]);
	});

	test("lengths of gradients stand on six decades", () => {
		const { top, share } = decades([0.5, 1e-4, 0]);
		assert.equal(top, 0);
		assert.deepEqual([share(1), share(1e-3), share(1e-6), share(0)], [1, 0.5, 0, 0]);
	});
});

suite("webview: settings of training", () => {
	test("what is typed is a value or none", () => {
		assert.deepEqual(
			(["1e-3", "0", "-1", "", "x", "Infinity"] as const).map((typed) => readSetting("lr", typed)),
			[0.001, 0, undefined, undefined, undefined, undefined],
		);
		assert.deepEqual(
			(["16", "0", "2.5"] as const).map((typed) => readSetting("batch_size", typed)),
			[16, undefined, undefined],
		);
	});

	test("arrow keys go in sensible steps", () => {
		const up = [0.001, 0.002, 0.005, 0.01, 0.003].map((value) => nextValue("lr", value, true));
		assert.deepEqual(up, [0.002, 0.005, 0.01, 0.02, 0.005]);
		assert.deepEqual(
			[0.001, 0.003, 1].map((value) => nextValue("lr", value, false)),
			[0.0005, 0.002, 0.5],
		);
		assert.deepEqual([nextValue("batch_size", 32, true), nextValue("batch_size", 1, false)], [64, 1]);
		assert.deepEqual(
			[nextValue("epochs", 1, false), nextValue("momentum", 0.9, true), nextValue("weight_decay", 0, true)],
			[1, 0.95, 1e-4],
		);
	});
});
