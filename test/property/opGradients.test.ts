import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { type Op, ops, reference } from "../../src/engine";
import { pointwise, sigmoid } from "../../src/engine/ops/pointwise";
import { checkGradients, outputShape } from "./gradientCheck";
import { gradientTrials } from "./gradientTrials";

/** Checks an op with random trials; those that its kind refuses are passed over. */
function checkAll(op: Op, numRuns: number, seed?: number): void {
	const trials = gradientTrials[op.type];
	assert.ok(trials, `there are no trials of ${op.type}`);
	fc.assert(
		fc.property(trials, (trial) => {
			fc.pre(outputShape(op.type, trial) !== undefined);
			checkGradients(op, trial);
		}),
		seed === undefined ? { numRuns } : { numRuns, seed },
	);
}

const known = (type: string): Op => {
	const op = reference.opOf(type);
	assert.ok(op);
	return op;
};

suite("engine: gradients of each op against difference quotients, in float64", () => {
	test("every op of the registry has its trials, and no other", () => {
		assert.deepEqual(Object.keys(gradientTrials).sort(), ops.map((op) => op.type).sort());
	});

	for (const op of ops) test(op.type, () => checkAll(op, 60));
});

suite("engine: the gradient check notices nonsense", () => {
	/** An op with another backward. */
	const wrong = (type: string, backward: Op["backward"]): Op => ({ ...known(type), backward });
	const refused = (op: Op) =>
		assert.throws(
			// Always the same trials: nonsense that shows in some of them only must not be a matter of luck.
			() => checkAll(op, 100, 7),
			// fast-check wraps what the property threw.
			({ cause }: Error) => cause instanceof assert.AssertionError && cause.message.includes("the difference quotient"),
		);

	test("a wrong derivative", () => {
		refused(pointwise({ type: "SiLU", y: (x) => x * sigmoid(x), slope: sigmoid }));
		refused(pointwise({ type: "Tanh", y: Math.tanh, slope: (x) => 1 - Math.abs(Math.tanh(x)) }));
	});

	test("another activation's derivative", () => {
		refused(wrong("ReLU", known("ReLU6").backward));
		refused(wrong("GELU", known("SiLU").backward));
	});

	test("a gradient that is off by a thousandth, or by its sign", () => {
		const scaled = (factor: number): Op =>
			wrong("Conv2d", (step, gradients) => {
				const output = { ...gradients.output, data: gradients.output.data.map((value) => value * factor) };
				known("Conv2d").backward(step, { ...gradients, output });
			});
		refused(scaled(1.001));
		refused(scaled(-1));
		checkAll(scaled(1), 30);
	});

	test("a gradient that is left out, replaces what was there, or goes to another input", () => {
		const { backward: linear } = known("Linear");
		refused(
			wrong("Linear", (step, gradients) => {
				const { weight } = gradients.parameters;
				linear(step, { ...gradients, parameters: weight ? { weight } : {} });
			}),
		);
		refused(wrong("Identity", (_, { output, inputs: [gx] }) => gx?.data.set(output.data)));
		const { backward: multiply } = known("Multiply");
		refused(
			wrong("Multiply", (step, gradients) => {
				const swapped = new Set(step.inputs.map(({ shape }) => shape.join())).size === 1;
				multiply(step, swapped ? { ...gradients, inputs: [...gradients.inputs].reverse() } : gradients);
			}),
		);
	});

	test("batch statistics that are taken for constants", () => {
		const { backward } = known("BatchNorm2d");
		refused(wrong("BatchNorm2d", (step, gradients) => backward({ ...step, training: false }, gradients)));
	});
});
