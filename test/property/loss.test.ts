import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { deriveLoss, differentiate, losses, Model } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import type { LossDerivation } from "../../src/network/lossDerivation";
import { digitsFor, numbersIn } from "../../webview/pixel/expression";
import { lossExpression, slopeExpression } from "../../webview/pixel/loss";
import { asText } from "../../webview/pixel/writing";
import { backends } from "../unit/engine/backends";
import { graphOf } from "../unit/engine/networks";
import { close } from "./readd";

/** The loss as its parts say it, done again; classes that are not listed are `rest`. */
function readdLoss(loss: LossDerivation): number {
	const { classes, rest } = loss;
	switch (loss.form) {
		case "crossEntropy":
			return classes.reduce((sum, { score, target }) => sum - target * Math.log(Math.exp(score - loss.max) / loss.sum), rest);
		case "logarithm":
			return classes.reduce((sum, { score, target }) => (target === 0 ? sum : sum - target * score), 0);
		case "squares":
			return classes.reduce((sum, { score, target }) => sum + (score - target) ** 2 / loss.total, rest);
	}
}

/** ∂loss/∂score by the same parts. */
function readdSlope(loss: LossDerivation, { score, target }: LossDerivation["classes"][number]): number {
	switch (loss.form) {
		case "crossEntropy":
			return loss.factor * (Math.exp(score - loss.max) / loss.sum) - target;
		case "logarithm":
			return -target;
		case "squares":
			return (2 * (score - target)) / loss.total;
	}
}

const weights = (count: number) => fc.array(fc.constantFrom(0, 0.5, 1, 2.25), { minLength: count, maxLength: count });

const trials = fc.integer({ min: 2, max: 12 }).chain((count) =>
	fc.record({
		count: fc.constant(count),
		label: fc.nat(count - 1),
		asked: fc.nat(count - 1),
		smoothing: fc.constantFrom(0, 0, 0.1, 0.5),
		weight: fc.option(
			weights(count).map((list) => Float32Array.from(list)),
			{ nil: undefined },
		),
		end: fc.constantFrom("Linear", "Softmax", "LogSoftmax", "Conv2d"),
		range: fc.constantFrom(0.2, 2, 10),
		seed: fc.nat(),
	}),
);

const makers = {
	CrossEntropyLoss: losses.CrossEntropyLoss,
	NLLLoss: losses.NLLLoss,
	MSELoss: () => losses.MSELoss(),
} as const;

suite("derivations: the loss", () => {
	for (const backend of backends) {
		for (const [type, make] of Object.entries(makers)) {
			test(`${backend.name}: ${type}'s arithmetic is the engine's loss, and its gradient at every score`, function () {
				this.timeout(60_000);
				const model = new Model(backend);
				fc.assert(
					fc.property(trials, ({ count, label, asked, smoothing, weight, end, range, seed }) => {
						const last = end === "Conv2d" ? { type: end, attributes: { out_channels: count, kernel_size: 1 } } : { type: end };
						const graph = graphOf(
							[end === "Conv2d" ? 3 : count, 1, 1],
							end === "Conv2d"
								? [last]
								: [{ type: "Flatten" }, end === "Linear" ? { type: end, attributes: { out_features: count } } : last],
						);
						model.compile(graph, { seed: seed % 7, gradients: true });
						const stream = new Stream(seed, "scores");
						model.forward(Float32Array.from({ length: end === "Conv2d" ? 3 : count }, (_, i) => range * (2 * stream.uniform(i) - 1)));
						const criterion = make({ labelSmoothing: smoothing, ...(weight ? { weight } : {}) });
						const place = end === "Conv2d" ? { tile: asked, y: 0, x: 0 } : { tile: 0, y: 0, x: asked };
						const loss = deriveLoss(model, criterion, label, { ...place, count: 64 }) ?? assert.fail();
						assert.deepEqual([loss.type, loss.label, loss.total, loss.rest, loss.classes.length], [type, label, count, 0, count]);
						const items = criterion.forward(
							model.output,
							type === "MSELoss" ? Float32Array.from({ length: count }, (_, c) => (c === label ? 1 : 0)) : Int32Array.of(label),
						);
						const divisor = type === "MSELoss" ? count : weight ? (weight[label] ?? 1) : 1;
						const mean = items.reduce((sum, item) => sum + item, 0) / divisor;
						assert.equal(loss.value, divisor === 0 ? 0 : mean, "the engine's own loss; a class of weight 0 does not count");
						close(readdLoss(loss), loss.value, 1 + Math.abs(loss.value), 1e-12, type);
						differentiate(model, criterion, Int32Array.of(label));
						for (const each of loss.classes) {
							assert.equal(each.score, model.output.data[each.index]);
							assert.equal(each.gradient, model.layers.at(-1)?.gradient.data[each.index]);
							close(
								each.gradient,
								readdSlope(loss, each),
								Math.abs(each.target) + Math.abs(each.gradient) + 1,
								1e-7,
								`${type} at ${each.index}`,
							);
							const line = slopeExpression(loss, each);
							assert.ok(digitsFor(line, each.gradient).equal, asText(line, digitsFor(line, each.gradient)));
						}
						const line = lossExpression(loss);
						const digits = digitsFor(line, loss.value);
						assert.ok(digits.equal, `${asText(line, digits)} is not ${loss.value}`);
						assert.ok(divisor === 0 || numbersIn(line).length > 0);
						const few = deriveLoss(model, criterion, label, { ...place, count: 3 }) ?? assert.fail();
						assert.ok(few.classes.length <= Math.max(3, new Set([label, asked]).size));
						assert.ok([label, asked].every((index) => few.classes.some((each) => each.index === index)));
						close(readdLoss(few), few.value, 1 + Math.abs(few.value), 1e-12, "those that are listed, and the rest");
						assert.ok(digitsFor(lossExpression(few), few.value).equal);
					}),
					{ numRuns: 200 },
				);
				model.dispose();
			});
		}
	}
});
