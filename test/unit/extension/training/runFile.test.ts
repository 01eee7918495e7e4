import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { runCsv, runJson } from "../../../../src/extension/training/runFile";
import { idle, type Run } from "../../../../src/extension/training/state";
import { trainKeys } from "../../../../src/network/trainKeys";

const run: Run = {
	...idle,
	run: 1,
	phase: "paused",
	step: 5,
	steps: 8,
	stepsPerEpoch: 2,
	epoch: 2,
	elapsedMs: 1500,
	train: [
		{ step: 1, loss: 2.25, accuracy: 0.1, lr: 0.01 },
		{ step: 2, loss: 1.5, accuracy: 0.5, lr: 0.01 },
		{ step: 5, loss: Number.NaN, accuracy: undefined, lr: 0.001 },
	],
	test: [
		{ step: 0, epoch: 0, loss: 2.3, accuracy: 0.125 },
		{ step: 2, epoch: 1, loss: 1.75, accuracy: 0.5 },
		{ step: 4, epoch: 2, loss: Number.POSITIVE_INFINITY, accuracy: undefined },
	],
};

suite("export of a run", () => {
	test("CSV: a line a step, every number as it is, empty where nothing was measured", () => {
		assert.deepEqual(runCsv(run).split("\n"), [
			"step,epoch,train_loss,train_accuracy,lr,test_loss,test_accuracy",
			"0,0,,,,2.3,0.125",
			"1,0,2.25,0.1,0.01,,",
			"2,1,1.5,0.5,0.01,1.75,0.5",
			"4,2,,,,inf,",
			"5,2,nan,,0.001,,",
			"",
		]);
		assert.deepEqual(runCsv(idle).split("\n").length, 2, "nothing but the head");
	});

	test("CSV: without tests, epochs are counted by steps", () => {
		const epochs = runCsv({ ...run, test: [] })
			.split("\n")
			.slice(1, -1)
			.map((line) => line.split(",")[1]);
		assert.deepEqual(epochs, ["0", "1", "2"]);
	});

	test("JSON: recipe, seeds, times and all points", () => {
		const recipe = Object.fromEntries(Object.entries(trainKeys).map(([name, { default: value }]) => [name, value])) as never;
		const facts = { name: "A", file: "a.cnn.json", parameters: 7, weightsSeed: 3, began: "2026-01-01T00:00:00.000Z", exported: "later" };
		const whole = JSON.parse(runJson(run, { ...facts, recipe: { ...(recipe as object), seed: 11 } as never }));
		assert.deepEqual([whole.name, whole.seed, whole.weights_seed, whole.training_seconds], ["A", 11, 3, 1.5]);
		assert.deepEqual([whole.began, whole.parameters, whole.recipe.seed, whole.step, whole.phase], [facts.began, 7, 11, 5, "paused"]);
		assert.deepEqual(whole.train[1], { step: 2, loss: 1.5, accuracy: 0.5, lr: 0.01 });
		assert.deepEqual([whole.train[2].loss, whole.test[2].loss, whole.test.length], [null, null, 3]);
	});
});
