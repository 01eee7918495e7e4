import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { readRecipe } from "../../../src/network/trainKeys";
import { modelCard, readCard } from "../../../src/weights/card";

const recipe = readRecipe({ data: "mnist", optimizer: "Adam", lr: 0.002, seed: 7 });

suite("model card", () => {
	test("what is written is read again", () => {
		const saved = "2026-03-04T05:06:07.000Z";
		const card = readCard(modelCard("LeNet-5", saved, { recipe, epochs: 2, steps: 250, accuracies: [0.9, 0.97, 0.96], seconds: 12.34 }));
		assert.deepEqual(card, {
			name: "LeNet-5",
			data: "mnist",
			loss: "CrossEntropyLoss",
			optimizer: "Adam",
			lr: 0.002,
			batchSize: 32,
			seed: 7,
			epochs: 2,
			steps: 250,
			bestAccuracy: 0.97,
			lastAccuracy: 0.96,
			seconds: 12.3,
			when: saved,
		});
		const untrained = readCard(modelCard("A", undefined, undefined));
		assert.deepEqual(
			Object.entries(untrained ?? {}).filter(([, value]) => value !== undefined),
			[["name", "A"]],
		);
	});

	test("of a file of somebody else's, only what is what it should be; of PyTorch's own, nothing", () => {
		assert.equal(readCard({ format: "pt" }), undefined);
		const odd = readCard({
			name: "x".repeat(1000),
			train: '{"data":5,"optimizer":{"a":1},"lr":"high","batch_size":-3}',
			epochs: "many",
			steps: "-1",
			best_test_accuracy: "1.5",
			seconds: "Infinity",
			saved: "yesterday",
		});
		const kept = Object.entries(odd ?? {}).filter(([, value]) => value !== undefined);
		assert.deepEqual(kept, [["name", "x".repeat(120)]]);
		for (const train of ["{", "[]", "null", "7", `"${"x".repeat(70_000)}"`]) assert.equal(readCard({ train }), undefined);
	});
});
