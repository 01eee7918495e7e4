import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { tensor } from "../../../../src/engine";
import { type Criterion, losses, reduced, type Target } from "../../../../src/engine/train";

const scores = tensor(
	[3, 4],
	Float32Array.from({ length: 12 }, (_, i) => 2 * Math.sin(5 * i)),
);
const labels = Int32Array.of(2, 0, 3);

/** Slopes of a criterion's mean by central differences. */
function slopes(criterion: Criterion, { shape, data }: typeof scores, target: Target): number[] {
	const at = (i: number, h: number) =>
		reduced(
			criterion,
			tensor(
				shape,
				Float32Array.from(data, (x, k) => (k === i ? x + h : x)),
			),
			target,
		).value;
	// A step that float32 holds exactly beside numbers of this size.
	return Array.from(data, (_, i) => (at(i, 2 ** -10) - at(i, -(2 ** -10))) / 2 ** -9);
}

suite("engine: losses", () => {
	test("every loss goes by PyTorch's name, and its gradient is its slope", () => {
		const values = Float32Array.from(scores.data, (_, i) => Math.abs(Math.sin(i + 1)));
		const probabilities = tensor(
			[3, 4],
			Float32Array.from(scores.data, (x) => 1 / (1 + Math.exp(-x))),
		);
		for (const [name, make] of Object.entries(losses)) {
			const criterion = make();
			assert.equal(criterion.type, name);
			const x = name === "BCELoss" ? probabilities : scores;
			const target = criterion.takes === "values" ? values : labels;
			const { gradient } = reduced(criterion, x, target);
			for (const [i, slope] of slopes(criterion, x, target).entries()) {
				assert.ok(Math.abs((gradient[i] ?? Number.NaN) - slope) < 5e-4, `${name} at ${i}: ${gradient[i]}, not ${slope}`);
			}
		}
	});

	test("CrossEntropyLoss is NLLLoss of log-softmax; its gradient adds up to 0 for each item", () => {
		const logarithms = scores.data.map((x, i) => {
			const row = scores.data.subarray(i - (i % 4), i - (i % 4) + 4);
			return x - Math.log(row.reduce((sum, other) => sum + Math.exp(other), 0));
		});
		const weight = Float32Array.of(1, 2, 0.5, 3);
		const cross = reduced(losses.CrossEntropyLoss({ weight }), scores, labels);
		const nll = reduced(losses.NLLLoss({ weight }), tensor([3, 4], logarithms), labels);
		assert.ok(Math.abs(cross.value - nll.value) < 1e-6);
		for (const item of [0, 4, 8]) assert.ok(Math.abs(cross.gradient.subarray(item, item + 4).reduce((sum, g) => sum + g, 0)) < 1e-7);
	});

	test("a class index and its one-hot probabilities cost the same, smoothed or not", () => {
		const hot = Float32Array.from({ length: 12 }, (_, i) => (labels[Math.floor(i / 4)] === i % 4 ? 1 : 0));
		for (const labelSmoothing of [0, 0.1, 1]) {
			const loss = losses.CrossEntropyLoss({ labelSmoothing });
			assert.deepEqual(reduced(loss, scores, labels), reduced(loss, scores, hot));
		}
	});

	test("ignored items count for nothing; with nothing left the mean is 0/0", () => {
		const some = reduced(losses.CrossEntropyLoss(), scores, Int32Array.of(2, -100, 3));
		const alone = reduced(
			losses.CrossEntropyLoss(),
			tensor([2, 4], Float32Array.of(...scores.data.slice(0, 4), ...scores.data.slice(8))),
			Int32Array.of(2, 3),
		);
		assert.equal(some.value, alone.value);
		assert.deepEqual([...some.gradient.slice(4, 8)], [0, 0, 0, 0]);
		for (const loss of [losses.CrossEntropyLoss({ ignoreIndex: 1 }), losses.NLLLoss({ ignoreIndex: 1 })]) {
			assert.ok(Number.isNaN(reduced(loss, scores, Int32Array.of(1, 1, 1)).value));
			assert.equal(reduced(loss, scores, Int32Array.of(1, 1, 1), "sum").value, 0);
		}
	});

	test("extremes: huge scores, a score of −∞ that is not wanted, probabilities of 0 and 1", () => {
		const huge = reduced(losses.CrossEntropyLoss(), tensor([1, 2], Float32Array.of(3e38, 0)), Int32Array.of(0));
		assert.deepEqual([huge.value, ...huge.gradient], [0, 0, 0]);
		const cut = reduced(losses.CrossEntropyLoss(), tensor([1, 2], Float32Array.of(1, Number.NEGATIVE_INFINITY)), Int32Array.of(0));
		assert.deepEqual([cut.value, ...cut.gradient], [0, 0, 0]);
		const sure = tensor([2], Float32Array.of(0, 1));
		assert.equal(reduced(losses.BCELoss(), sure, Float32Array.of(1, 0)).value, 100);
		assert.equal(reduced(losses.BCELoss(), sure, Float32Array.of(0, 1)).value, 0);
		const logits = reduced(losses.BCEWithLogitsLoss(), tensor([2], Float32Array.of(1000, -1000)), Float32Array.of(0, 1));
		assert.deepEqual([logits.value, ...logits.gradient], [1000, 0.5, -0.5]);
	});

	test("targets that do not fit are refused by name", () => {
		const refuses = (loss: Criterion, target: Target, message: RegExp) => assert.throws(() => reduced(loss, scores, target), message);
		refuses(losses.CrossEntropyLoss(), Int32Array.of(0, 1), /scores of 3 items, but there are 2 labels/);
		refuses(losses.CrossEntropyLoss(), Int32Array.of(0, 1, 4), /label 4 \(item 2\) is none of 4 classes/);
		refuses(losses.NLLLoss(), Int32Array.of(0, -1, 2), /label -1 \(item 1\)/);
		refuses(losses.NLLLoss(), new Float32Array(12), /takes class indices/);
		refuses(losses.MSELoss(), labels, /takes values/);
		refuses(losses.MSELoss(), new Float32Array(3), /gives 12 numbers, but the target has 3/);
		refuses(losses.CrossEntropyLoss({ weight: Float32Array.of(1) }), labels, /1 class weights for 4 classes/);
	});
});
