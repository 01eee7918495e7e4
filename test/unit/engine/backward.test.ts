import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Model } from "../../../src/engine";
import { backends } from "./backends";
import { conv, dense, flatten, graphOf, lenet, relu, type TestLayer } from "./networks";

const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1));
const identity: TestLayer = { type: "Identity" };
const add = (...inputs: readonly number[]): TestLayer => ({ type: "Add", inputs });

for (const backend of backends) {
	suite(`engine: backward on ${backend.name}`, () => {
		const compiled = (input: readonly number[], layers: readonly TestLayer[], batch = 1): Model => {
			const model = new Model(backend);
			model.compile(graphOf(input, layers), { seed: 1, batch, gradients: true });
			return model;
		};

		test("an output that several layers read gets the sum of what they hand back", () => {
			// x → 0; 1 = relu(0); 2 = 0 + 1; 3 = 2 + 2 + 1: ∂/∂0 = 2 + 3·[0 > 0].
			const model = compiled([1, 2, 2], [identity, relu, add(0, 1), add(2, 2, 1)]);
			model.forward(Float32Array.of(1, -1, 2, -2));
			model.backward(Float32Array.of(1, 1, 10, 10));
			assert.deepEqual([...(model.layer("2")?.gradient.data ?? [])], [2, 2, 20, 20]);
			assert.deepEqual([...(model.layer("1")?.gradient.data ?? [])], [3, 3, 30, 30]);
			assert.deepEqual([...(model.layer("0")?.gradient.data ?? [])], [5, 2, 50, 20]);
			assert.deepEqual([...model.inputGradient.data], [5, 2, 50, 20]);
		});

		test("a linear layer by hand: ∂w = Σ g·x, ∂b = Σ g, ∂x = wᵀg", () => {
			const model = compiled([2], [dense(2)], 2);
			model.layer("0")?.parameters.weight?.data.set([1, 2, 3, 4]);
			model.weightsChanged();
			model.forward(Float32Array.of(1, 2, 3, 4));
			model.backward(Float32Array.of(1, 0, 0.5, 2));
			const { weight, bias } = model.layer("0")?.parameterGradients ?? {};
			assert.deepEqual([...(weight?.data ?? [])], [1 + 1.5, 2 + 2, 6, 8]);
			assert.deepEqual([...(bias?.data ?? [])], [1.5, 2]);
			assert.deepEqual([...model.inputGradient.data], [1, 2, 6.5, 9]);
		});

		test("calls do not add up, whatever the mode and what was computed before", () => {
			const model = compiled([1, 28, 28], lenet, 2);
			const [input, upstream] = [ramp(2 * 784), ramp(20)];
			const gradients = () => model.layers.map(({ parameterGradients }) => [...(parameterGradients.weight?.data ?? [])]);
			model.forward(input);
			model.backward(upstream);
			const first = gradients();
			assert.ok(first.flat().some((g) => g !== 0));
			model.backward(ramp(20).map((x) => 7 * x));
			model.forward(ramp(2 * 784).fill(0.25), { training: true });
			model.backward(upstream);
			model.forward(input, { training: true });
			model.backward(upstream);
			assert.deepEqual(gradients(), first);
		});

		test("layers on no path to the last one get 0; ∂loss/∂x can be left out", () => {
			const model = compiled([1, 4, 4], [conv(2, 3, 1), { ...conv(2, 1), inputs: [-1] }, relu]);
			model.forward(ramp(16));
			model.backward(ramp(32));
			assert.ok(model.inputGradient.data.some((g) => g !== 0));
			assert.ok(model.layer("1")?.parameterGradients.weight?.data.some((g) => g !== 0));
			for (const tensor of [model.layer("0")?.gradient, model.layer("0")?.parameterGradients.weight])
				assert.ok(tensor?.data.every((g) => g === 0));
			const before = [...(model.layer("1")?.parameterGradients.weight?.data ?? [])];
			model.backward(ramp(32), { input: false });
			assert.deepEqual([...(model.layer("1")?.parameterGradients.weight?.data ?? [])], before);
		});

		test("in eval mode BatchNorm2d is a line by its running statistics", () => {
			const model = compiled([1, 1, 2], [{ type: "BatchNorm2d", attributes: { eps: 0 } }]);
			const { running_var, weight } = model.layer("0")?.parameters ?? {};
			running_var?.data.set([4]);
			weight?.data.set([3]);
			model.weightsChanged();
			model.forward(Float32Array.of(1, 5));
			model.backward(Float32Array.of(1, 2));
			assert.deepEqual([...model.inputGradient.data], [1.5, 3]);
		});

		test("trainables: values that are written count, once the model knows", () => {
			const model = compiled([3], [dense(2), relu, dense(1)]);
			const wanted = [
				[0, "weight"],
				[0, "bias"],
				[2, "weight"],
				[2, "bias"],
			];
			assert.deepEqual(
				model.trainables().map(({ layer, name }) => [layer, name]),
				wanted,
			);
			model.forward(ramp(3));
			for (const { value } of model.trainables()) value.fill(0);
			model.updated();
			assert.equal(model.forward(ramp(3)), 3);
			assert.deepEqual([...model.output.data], [0]);
			assert.ok(model.layer("0")?.parameters.weight?.data.every((w) => w === 0));
		});

		test("backward must follow a forward with the weights of now, and have as many numbers as the output", () => {
			const model = new Model(backend);
			assert.throws(() => model.backward(ramp(1)), /no network was compiled/);
			const graph = graphOf([2], [dense(3)]);
			model.compile(graph, { seed: 1, gradients: true });
			assert.throws(() => model.backward(ramp(3)), /needs a forward/);
			model.forward(ramp(2));
			assert.throws(() => model.backward(ramp(2)), { name: "RangeError", message: "the network's output has 3 numbers, not 2" });
			model.updated();
			assert.throws(() => model.backward(ramp(3)), /needs a forward/);
			model.compile(graph, { seed: 1 });
			model.forward(ramp(2));
			assert.throws(() => model.backward(ramp(3)), /without gradients/);
			assert.throws(() => model.layer("0")?.gradient, /without gradients/);
			assert.deepEqual(model.trainables(), []);
		});

		test("gradients come and go by compile; what was computed stays valid, and weights stay what they were", () => {
			const graph = graphOf([1, 28, 28], lenet);
			const model = new Model(backend);
			model.compile(graph, { seed: 1 });
			model.forward(ramp(784));
			const before = [...(model.layer("3")?.parameters.weight?.data ?? [])];
			for (const gradients of [true, false, true]) {
				model.compile(graph, { seed: 1, gradients });
				assert.equal(model.forward(ramp(784)), 0);
			}
			model.resize(3);
			assert.equal(model.forward(ramp(3 * 784)), 12);
			model.backward(ramp(30));
			assert.deepEqual([...(model.layer("3")?.parameters.weight?.data ?? [])], before);
			model.dispose();
			assert.equal(model.plan, undefined);
			assert.throws(() => model.forward(ramp(784)), /no network was compiled yet/);
			model.compile(graph, { seed: 1 });
			assert.deepEqual([...(model.layer("3")?.parameters.weight?.data ?? [])], before);
		});
	});
}

suite("engine: memory of gradients", () => {
	test("is counted in the plan, and refused before anything is allocated", () => {
		const graph = graphOf([1, 8, 8], [conv(4, 3, 1), { type: "BatchNorm2d" }, relu, flatten, dense(10)]);
		const model = new Model();
		const bytes = (gradients: boolean) => {
			model.compile(graph, { seed: 1, gradients });
			return model.plan?.bytes ?? 0;
		};
		// Input and outputs; weights and biases, each from a multiple of 64 bytes on; no running statistics.
		const activations = 64 + 3 * 256 + 256 + 16;
		const parameters = 48 + 16 + 16 + 16 + 2560 + 16;
		assert.equal(bytes(true) - bytes(false), 4 * (activations + parameters));
		const memoryLimit = bytes(false);
		assert.throws(() => model.compile(graph, { seed: 1, gradients: true, memoryLimit }), { code: "out-of-memory" });
		assert.equal(model.plan?.gradients, false);
	});
});
