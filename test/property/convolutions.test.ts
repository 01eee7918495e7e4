import assert from "node:assert/strict";
import fc from "fast-check";
import { Model, type Tensor } from "../../src/engine";
import { Stream } from "../../src/engine/random";
import { elements } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { graphOf, type TestLayer } from "../unit/engine/networks";

/** Of the largest number, or of 1: what is added up are numbers up to 1, which may cancel. */
const ROUNDING = 3e-5;

/** Convolutions of sizes at which the fast backend has several ways: direct, listed, Winograd's of all kernels, by space to depth. */
const trials = fc
	.record({
		type: fc.constantFrom("Conv2d", "Conv2d", "ConvTranspose2d"),
		kernel: fc.integer({ min: 1, max: 8 }),
		stride: fc.integer({ min: 1, max: 4 }),
		padding: fc.integer({ min: 0, max: 3 }),
		/** Of each group. */
		channels: fc.integer({ min: 1, max: 20 }),
		outputs: fc.integer({ min: 1, max: 40 }),
		groups: fc.constantFrom(1, 1, 1, 2, 3),
		height: fc.integer({ min: 8, max: 44 }),
		width: fc.integer({ min: 8, max: 44 }),
		batch: fc.integer({ min: 1, max: 2 }),
		before: fc.boolean(),
		gradients: fc.boolean(),
		seed: fc.integer({ min: 0, max: 1e6 }),
	})
	.filter(({ kernel, padding, height, width }) => kernel <= Math.min(height, width) + 2 * padding && padding < kernel);

/** That all numbers are as near as {@link ROUNDING} says. */
function assertClose(actual: Tensor | undefined, expected: Tensor | undefined, what: string): void {
	assert.ok(actual && expected, what);
	assert.deepEqual(actual.shape, expected.shape);
	const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
	for (const [i, value] of expected.data.entries()) {
		const given = actual.data[i] ?? Number.NaN;
		assert.ok(Math.abs(given - value) <= ROUNDING * largest, `${what}[${i}]: ${given}, not ${value} (largest ${largest})`);
	}
}

const noise = (count: number, seed: number, name: string): Float32Array => {
	const stream = new Stream(seed, name);
	return Float32Array.from({ length: count }, (_, i) => 2 * stream.uniform(i) - 1);
};

suite("property: convolutions of all ways", () => {
	const [plain, ...fast] = backends;
	assert.ok(plain);
	for (const backend of fast) {
		test(`${backend.name}: forward and backward as the reference`, function () {
			this.timeout(120_000);
			fc.assert(
				fc.property(
					trials,
					({ type, kernel, stride, padding, channels, outputs, groups, height, width, batch, before, gradients, seed }) => {
						const layers: TestLayer[] = [
							// In front of it a layer that leaves padding lanes, or the picture itself.
							...(before ? [{ type: "LeakyReLU" }] : []),
							{ type, attributes: { out_channels: groups * outputs, kernel_size: kernel, stride, padding, groups } },
							// Joined with it; where gradients are compared, an output that is 0 but for rounding must not decide over one.
							...(gradients ? [] : [{ type: "ReLU" }]),
						];
						const graph = graphOf([groups * channels, height, width], layers);
						const x = noise(batch * elements(graph.input), seed, "x");
						const [one, other] = [new Model(backend), new Model(plain)];
						for (const model of [one, other]) {
							model.compile(graph, { seed, batch, gradients, inference: !gradients });
							model.forward(x);
						}
						assertClose(one.output, other.output, "output");
						if (!gradients) return;
						const g = noise(other.output.data.length, seed, "g");
						for (const model of [one, other]) model.backward(g);
						const at = before ? 1 : 0;
						assertClose(one.layers[at]?.parameterGradients?.weight, other.layers[at]?.parameterGradients?.weight, "weight's gradient");
						assertClose(one.layers[at]?.parameterGradients?.bias, other.layers[at]?.parameterGradients?.bias, "bias's gradient");
						assertClose(one.inputGradient, other.inputGradient, "input's gradient");
					},
				),
				{ numRuns: 80 },
			);
		});
	}
});
