import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Backend, losses, Model, Optimiser, optimisers, reference, Trainer } from "../../../../src/engine";
import { backends } from "../backends";
import { conv, dense, flatten, graphOf, pool, relu } from "../networks";

const graph = graphOf([1, 8, 8], [conv(4, 3, 1), relu, conv(6, 3, 1), relu, pool, flatten, dense(12), relu, dense(4)]);

/** Losses of steps on batches of these sizes; of a test pass where the size is negative. */
function lossesOf(backend: Backend, sizes: readonly number[]): number[] {
	const model = new Model(backend);
	model.compile(graph, { seed: 7, batch: 8, gradients: true });
	const optimiser = new Optimiser(optimisers.SGD, { lr: 0.2, momentum: 0.9 });
	const trainer = new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser }, 5);
	return sizes.map((size, i) => {
		const pictures = Math.abs(size);
		const inputs = Float32Array.from({ length: 64 * pictures }, (_, k) => Math.sin(k * 3 + i));
		const targets = Int32Array.from({ length: pictures }, (_, k) => (k + i) % 4);
		return (size < 0 ? trainer.evaluate(inputs, targets) : trainer.step(inputs, targets)).loss;
	});
}

suite("training: batches of changing size", () => {
	for (const backend of backends) {
		test(`${backend.name}: the step after a change is made with the newest weights`, () => {
			const sizes = [8, 8, 3, 8, -5, 8, 8, 2, 8];
			const [actual, expected] = [lossesOf(backend, sizes), lossesOf(reference, sizes)];
			for (const [i, loss] of expected.entries()) {
				assert.ok(Math.abs((actual[i] ?? 0) - loss) < 1e-5 * loss, `step ${i}: ${actual[i]}, not ${loss}`);
			}
		});
	}
});
