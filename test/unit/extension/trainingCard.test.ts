import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { accuraciesOf } from "../../../src/extension/weights/trainingCard";

suite("extension: what a model card says of a run", () => {
	const point = (step: number, accuracy: number | undefined, data?: string) => ({ step, epoch: step / 10, loss: 1, accuracy, data });

	test("accuracies of trained weights, on the data that the run has now", () => {
		assert.deepEqual(accuraciesOf([]), []);
		assert.deepEqual(accuraciesOf([point(0, 0.1, "mnist"), point(10, 0.9, "mnist"), point(20, 0.8, "mnist")]), [0.9, 0.8]);
		assert.deepEqual(accuraciesOf([point(10, 0.9, "mnist"), point(20, 0.4, "./pets"), point(30, 0.5, "./pets")]), [0.4, 0.5]);
		assert.deepEqual(accuraciesOf([point(10, undefined, "mnist"), point(20, undefined, "mnist")]), [], "targets that are values");
		assert.deepEqual(accuraciesOf([point(10, 0.7), point(20, 0.6)]), [0.7, 0.6], "a run that was kept before data were noted");
	});
});
