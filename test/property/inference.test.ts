import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { Model } from "../../src/engine";
import { elements, type Shape } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { graphOf, type TestLayer } from "../unit/engine/networks";
import { network } from "./networks";

const pixels = (input: Shape, seed: number) => Float32Array.from({ length: elements(input) }, (_, i) => Math.sin(i * 12.9898 + seed));

/** Close to the reference's, whose sums are of float64. */
function assertClose(actual: Float32Array | undefined, expected: Float32Array, what: string): void {
	const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
	for (const [i, value] of expected.entries()) {
		const apart = Math.abs((actual?.[i] ?? Number.NaN) - value);
		assert.ok(apart <= 2e-5 * size, `${what}: number ${i} is ${actual?.[i]}, not ${value}`);
	}
}

/** Convolutions of one size, with what can be joined to them and skips: much memory that can be shared. */
const chain = fc
	.array(
		fc.tuple(
			fc.constantFrom<TestLayer>(
				{ type: "Conv2d", attributes: { out_channels: 3, kernel_size: 3, padding: 1 } },
				{ type: "BatchNorm2d" },
				{ type: "ReLU" },
				{ type: "Sigmoid" },
				{ type: "Identity" },
				{ type: "Dropout" },
				{ type: "MaxPool2d", attributes: { kernel_size: 3, stride: 1, padding: 1 } },
				{ type: "Add" },
				{ type: "Multiply" },
			),
			fc.nat(),
			fc.nat(),
		),
		{ minLength: 2, maxLength: 14 },
	)
	.map((list) => {
		const layers = list.map(([layer, a, b], i): TestLayer => {
			if (layer.type === "Add" || layer.type === "Multiply") return { ...layer, inputs: [(a % (i + 1)) - 1, (b % (i + 1)) - 1] };
			return { ...layer, inputs: [a % 3 ? i - 1 : (b % (i + 1)) - 1] };
		});
		return { input: [3, 5, 6], graph: graphOf([3, 5, 6], layers) };
	});

suite("engine: for inference", () => {
	const [reference, fast] = backends;

	test("the zeros that ZeroPad2d adds are zeros in every pass", () => {
		const layers: readonly TestLayer[] = [
			{ type: "ZeroPad2d", attributes: { padding: 1 } },
			{ type: "Softplus" },
			{ type: "Sigmoid" },
			{ type: "Softplus" },
			{ type: "AvgPool2d", attributes: { kernel_size: 3 } },
		];
		const graph = graphOf([1, 1, 1], layers);
		const [plain, shared] = [new Model(reference), new Model(fast)];
		for (const model of [plain, shared]) model.compile(graph, { seed: 1, inference: true });
		for (const value of [1, -2, 3]) {
			for (const model of [plain, shared]) model.forward(Float32Array.of(value));
			assertClose(shared.output.data, plain.output.data, `output for ${value}`);
		}
	});

	for (const [what, networks, numRuns] of [
		["any network", network, 150],
		["layers that share memory", chain, 400],
	] as const)
		test(`${what}: every layer's own output is there, in whatever order one looks`, () => {
			fc.assert(
				fc.property(networks, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), ({ input, graph }, looks, again) => {
					const [plain, shared] = [new Model(reference), new Model(fast)];
					for (const model of [plain, shared]) model.compile(graph, { seed: 1, inference: true });
					for (const seed of [1, 2, 3]) {
						for (const model of [plain, shared]) model.forward(pixels(input, seed));
						if (seed !== 2) assertClose(shared.output.data, plain.output.data, "output");
						for (const look of seed === 2 || plain.layers.length === 0 ? [] : looks) {
							const { key, output } = plain.layers[look % plain.layers.length] ?? assert.fail();
							assertClose(shared.layer(key)?.output.data, output.data, `layer ${key}`);
						}
						if (again && seed === 1) shared.compile(graph, { seed: 1, inference: true });
					}
					assertClose(shared.output.data, plain.output.data, "output after looking");
					for (const { key, output } of plain.layers) assertClose(shared.layer(key)?.output.data, output.data, `layer ${key}`);
				}),
				{ numRuns },
			);
		});
});
