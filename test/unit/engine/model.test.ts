import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { EngineError, Model, ops, reference } from "../../../src/engine";
import { kinds } from "../../../src/network/registry";
import { backends } from "./backends";
import { conv, dense, flatten, graphOf, lenet, pool, relu, type TestLayer } from "./networks";

const ramp = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i));

/** All weights of a model, by layer type and ordinal among those of the type. */
function weightsOf(model: Model): Map<string, readonly number[]> {
	const counts = new Map<string, number>();
	const found = new Map<string, readonly number[]>();
	for (const layer of model.layers) {
		const ordinal = counts.get(layer.plan.node.type) ?? 0;
		counts.set(layer.plan.node.type, ordinal + 1);
		for (const [name, tensor] of Object.entries({ ...layer.parameters })) {
			if (tensor) found.set(`${layer.plan.node.type}${ordinal}.${name}`, [...tensor.data]);
		}
	}
	return found;
}

suite("engine: registry", () => {
	test("every layer kind has an op of its name, and every op a kind", () => {
		assert.deepEqual(
			ops.map((op) => op.type),
			kinds.map((kind) => kind.type),
		);
		for (const kind of kinds) assert.equal(reference.opOf(kind.type)?.type, kind.type);
	});
});

suite("engine: forward", () => {
	test("a convolution by hand: window ⊙ kernel + bias", () => {
		const model = new Model();
		model.compile(graphOf([1, 3, 3], [conv(1, 2)]), { seed: 1 });
		const { weight, bias } = model.layer("0")?.parameters ?? {};
		weight?.data.set([1, 2, 3, 4]);
		bias?.data.set([10]);
		model.weightsChanged();
		model.forward(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
		assert.deepEqual([...(model.layer("0")?.output.data ?? [])], [47, 57, 77, 87]);
	});

	test("a residual block adds its shortcut", () => {
		const model = new Model();
		const shortcut: TestLayer = { type: "Add", inputs: [1, -1] };
		model.compile(graphOf([2, 4, 4], [{ type: "Identity" }, relu, shortcut]), { seed: 1 });
		model.forward(ramp(32));
		const expected = ramp(32).map((x) => Math.fround(x + Math.max(x, 0)));
		assert.deepEqual(model.layer("2")?.output.data, expected);
	});

	test("a batch gives each picture what it gets alone", () => {
		const graph = graphOf([1, 28, 28], lenet);
		const [alone, together] = [new Model(), new Model()];
		alone.compile(graph, { seed: 3 });
		together.compile(graph, { seed: 3, batch: 2 });
		const pictures = ramp(2 * 784);
		together.forward(pictures);
		for (const n of [0, 1]) {
			alone.forward(pictures.slice(n * 784, (n + 1) * 784));
			assert.deepEqual(together.layer("11")?.output.data.slice(n * 10, (n + 1) * 10), alone.layer("11")?.output.data);
		}
	});

	test("only what follows a change is computed, with the same result as from scratch", () => {
		const model = new Model();
		model.compile(graphOf([1, 28, 28], lenet), { seed: 3 });
		assert.equal(model.forward(ramp(784)), 12);
		assert.equal(model.forward(ramp(784)), 0);
		const changed = [...lenet.slice(0, 5), { type: "AvgPool2d", attributes: { kernel_size: 2 } }, ...lenet.slice(6)];
		const graph = graphOf([1, 28, 28], changed);
		model.compile(graph, { seed: 3 });
		assert.equal(model.forward(ramp(784)), 7);
		const scratch = new Model();
		scratch.compile(graph, { seed: 3 });
		scratch.forward(ramp(784));
		for (const layer of scratch.layers) assert.deepEqual(model.layer(layer.key)?.output.data, layer.output.data, layer.key);
		assert.equal(model.forward(ramp(784).fill(0.5)), 12);
	});

	test("compiling twice before computing does not revive stale numbers", () => {
		const model = new Model();
		const first = graphOf([1, 6, 6], [relu, { type: "Sigmoid" }]);
		model.compile(first, { seed: 1 });
		model.forward(ramp(36));
		model.compile(graphOf([1, 6, 6], [{ type: "Tanh" }, { type: "Sigmoid" }]), { seed: 1 });
		model.compile(first, { seed: 1 });
		model.forward(ramp(36));
		assert.deepEqual(
			model.layer("0")?.output.data,
			ramp(36).map((x) => Math.max(x, 0)),
		);
	});

	test("the wrong number of input values is refused", () => {
		const model = new Model();
		assert.throws(() => model.forward(ramp(3)), /no network was compiled yet/);
		model.compile(graphOf([1, 2, 2], [relu]), { seed: 1 });
		assert.throws(() => model.forward(ramp(3)), /takes 4 numbers, not 3/);
	});

	test("train mode: batch statistics and running ones, dropout by seed", () => {
		const model = new Model();
		model.compile(graphOf([1, 8, 8], [{ type: "BatchNorm2d" }, { type: "Dropout", attributes: { p: 0.25 } }]), { seed: 1 });
		const input = ramp(64).map((x) => x + 3);
		model.forward(input, { training: true, seed: 5 });
		const mean = input.reduce((sum, x) => sum + x, 0) / 64;
		assert.ok(Math.abs((model.layer("0")?.parameters.running_mean?.data[0] ?? 0) - 0.1 * mean) < 1e-6);
		const dropped = [...(model.layer("1")?.output.data ?? [])];
		const zeros = dropped.filter((x) => x === 0).length;
		assert.ok(zeros > 4 && zeros < 32, `${zeros} dropped`);
		const normal = model.layer("0")?.output.data ?? [];
		for (const [i, x] of dropped.entries()) if (x !== 0) assert.ok(Math.abs(x - (normal[i] ?? 0) / 0.75) < 1e-5);
		model.forward(input);
		assert.deepEqual(model.layer("1")?.output.data, model.layer("0")?.output.data);
	});
});

suite("engine: limits", () => {
	test("too much memory: a typed error with the bytes, nothing allocated, the model as it was", () => {
		const model = new Model();
		model.compile(graphOf([1, 28, 28], lenet), { seed: 1 });
		model.forward(ramp(784));
		const before = [...(model.layer("11")?.output.data ?? [])];
		assert.throws(
			() => model.compile(graphOf([1, 28, 28], [conv(1_000_000_000, 3, 1)]), { seed: 1 }),
			(error: unknown) => {
				assert.ok(error instanceof EngineError);
				assert.equal(error.code, "out-of-memory");
				assert.equal(error.layer, "0");
				assert.deepEqual(error.text.args, { wanted: "2.9 TiB", limit: "2 GiB" });
				assert.deepEqual(error.memory?.limit, 2 * 1024 ** 3);
				assert.ok(error.memory.wanted > 4 * (784 + 10) * 1e9);
				return true;
			},
		);
		assert.deepEqual([...(model.layer("11")?.output.data ?? [])], before);
		assert.equal(model.forward(ramp(784)), 0);
	});

	test("padding is memory too", () => {
		const wide = { type: "Conv2d", attributes: { out_channels: 1, kernel_size: 1, padding: 100_000, stride: 100_000 } };
		assert.throws(() => new Model().compile(graphOf([1, 4, 4], [wide]), { seed: 1 }), { code: "out-of-memory" });
	});

	test("a graph whose shapes are not what its layers give is refused", () => {
		const graph = graphOf([1, 8, 8], [conv(4, 3)]);
		const wrong = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, shape: [4, 8, 8] })) };
		assert.throws(() => new Model().compile(wrong, { seed: 1 }), { code: "invalid-request", layer: "0" });
		const later = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, inputs: [0] })) };
		assert.throws(() => new Model().compile(later, { seed: 1 }), { code: "invalid-request" });
		const unknown = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, type: "constructor" })) };
		assert.throws(() => new Model().compile(unknown, { seed: 1 }), { code: "unknown-layer" });
	});

	test("a layer with more inputs than it takes, or none, is refused", () => {
		for (const [type, inputs] of [
			["ReLU", [-1, -1]],
			["ReLU", []],
			["Concat", []],
		] as const) {
			const graph = { input: [1, 2, 2], nodes: [{ key: "0", type, inputs, attributes: {}, shape: [1, 2, 2] }] };
			const message = `0 ${type} cannot take ${inputs.length} inputs.`;
			assert.throws(() => new Model().compile(graph, { seed: 1 }), { code: "invalid-request", layer: "0", message });
		}
	});

	for (const backend of backends) {
		test(`${backend.name}: a batch or an input of no size is refused, and the model stays what it was`, () => {
			const model = new Model(backend);
			const graph = graphOf([1, 28, 28], lenet);
			model.compile(graph, { seed: 1 });
			model.forward(ramp(784));
			const before = model.output.data.slice();
			for (const batch of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
				const refusal = { code: "invalid-request", message: `A batch of ${batch} pictures cannot be computed.` };
				assert.throws(() => model.compile(graph, { seed: 1, batch }), refusal);
				assert.throws(() => model.resize(batch), refusal);
				const input = [1, batch, 3];
				const nodes = [{ key: "0", type: "ReLU", inputs: [-1], attributes: {}, shape: input }];
				const message = `The network's input cannot be ${input.join("×")}.`;
				assert.throws(() => model.compile({ input, nodes }, { seed: 1 }), { code: "invalid-request", message });
			}
			assert.equal(model.forward(ramp(784)), 0);
			assert.deepEqual(model.output.data, before);
		});

		test(`${backend.name}: memory that the machine refuses is said as such, and the model goes on with a smaller network`, () => {
			const model = new Model(backend);
			const graph = graphOf([1, 28, 28], lenet);
			model.compile(graph, { seed: 1 });
			model.forward(ramp(784));
			const before = model.output.data.slice();
			const huge = graphOf([1, 2 ** 16, 2 ** 16], [conv(64, 1)]);
			assert.throws(
				() => model.compile(huge, { seed: 1, memoryLimit: Number.POSITIVE_INFINITY }),
				(error: unknown) => {
					assert.ok(error instanceof EngineError);
					assert.equal(error.code, "out-of-memory");
					assert.match(error.message, /^This network needs 1 TiB .* the machine does not give that much\.$/);
					assert.ok(error.memory && error.memory.wanted > 4 * 65 * 2 ** 32 && error.memory.limit === Number.POSITIVE_INFINITY);
					return true;
				},
			);
			assert.throws(() => model.forward(ramp(784)), /no network was compiled yet/);
			model.compile(graph, { seed: 1 });
			model.forward(ramp(784));
			assert.deepEqual(model.output.data, before);
		});
	}
});

suite("engine: weights", () => {
	const compile = (model: Model, layers: readonly TestLayer[], seed = 7) => model.compile(graphOf([1, 28, 28], layers), { seed });

	test("are PyTorch's: U(−1/√fan_in, 1/√fan_in), another seed gives others", () => {
		const [a, b] = [new Model(), new Model()];
		compile(a, lenet);
		compile(b, lenet, 8);
		const weight = a.layer("3")?.parameters.weight?.data ?? new Float32Array();
		const bound = 1 / Math.sqrt(6 * 25);
		assert.ok(weight.every((w) => Math.abs(w) <= bound));
		assert.ok(Math.max(...weight) > 0.98 * bound && Math.min(...weight) < -0.98 * bound);
		assert.ok(Math.abs(weight.reduce((sum, w) => sum + w, 0) / weight.length) < 0.05 * bound);
		assert.notDeepEqual(weight, b.layer("3")?.parameters.weight?.data);
	});

	test("the same layer starts the same whatever stands around it; more channels keep the first", () => {
		const [a, b] = [new Model(), new Model()];
		compile(a, lenet);
		compile(b, [relu, conv(8, 5, 2), { type: "Sigmoid" }, flatten]);
		const six = a.layer("0")?.parameters.weight?.data;
		assert.deepEqual(b.layer("1")?.parameters.weight?.data.slice(0, 150), six);
	});

	const edits: readonly [string, readonly TestLayer[], kept: readonly string[], initialised: readonly string[]][] = [
		["nothing", lenet, ["0", "3", "7", "9", "11"], []],
		["a ReLU in front", [relu, ...lenet], ["1", "4", "8", "10", "12"], []],
		["no ReLUs", lenet.filter((layer) => layer !== relu), ["0", "2", "5", "6", "7"], []],
		["another convolution between", [...lenet.slice(0, 3), conv(6, 3, 1), ...lenet.slice(3)], ["0", "4", "8", "10", "12"], ["3"]],
		["more kernels", [conv(8, 5, 2), ...lenet.slice(1)], ["0", "3", "7", "9", "11"], []],
		["another kernel size", [conv(6, 3, 1), ...lenet.slice(1)], ["3", "7", "9", "11"], ["0"]],
		["the head cut off", lenet.slice(0, 6), ["0", "3"], []],
		["another head", [...lenet.slice(0, 7), dense(50), dense(10)], ["0", "3", "7", "8"], []],
	];
	for (const [what, layers, kept, initialised] of edits) {
		test(`after an edit: ${what}`, () => {
			const model = new Model();
			compile(model, lenet);
			const result = compile(model, layers);
			assert.deepEqual([result.kept, result.initialised], [kept, initialised]);
		});
	}

	test("trained kernels survive more channels, and fewer, and a ReLU", () => {
		const model = new Model();
		compile(model, lenet);
		const weight = model.layer("0")?.parameters.weight?.data;
		weight?.fill(0.5);
		model.layer("3")?.parameters.weight?.data.fill(0.25);
		compile(model, [conv(8, 5, 2), relu, ...lenet.slice(1)]);
		const grown = model.layer("0")?.parameters.weight?.data;
		assert.ok(grown?.slice(0, 150).every((w) => w === 0.5) && grown.slice(150).every((w) => Math.abs(w) <= 0.2 && w !== 0.5));
		// 16 kernels of 8 channels now: the first 6 channels of each are the old ones.
		const second = model.layer("4")?.parameters.weight?.data;
		assert.ok(second);
		assert.ok(second.slice(0, 150).every((w) => w === 0.25) && second.slice(150, 200).every((w) => w !== 0.25));
		assert.ok(second.slice(200, 350).every((w) => w === 0.25));
	});

	test("16 → 1 → 16 channels, and layers that vanish behind a fault, end where they began", () => {
		const model = new Model();
		compile(model, lenet);
		for (const layer of model.layers) layer.parameters.weight?.data.fill(Number(layer.key) + 1);
		const before = weightsOf(model);
		compile(model, [...lenet.slice(0, 3), conv(1, 5), ...lenet.slice(4)]);
		compile(model, lenet.slice(0, 3));
		const result = compile(model, lenet);
		assert.deepEqual(result.initialised, []);
		assert.deepEqual(weightsOf(model), before);
	});

	test("named layers keep their weights wherever they go; another seed starts all over", () => {
		const named = (key: string): TestLayer => ({ ...conv(4, 3, 1), key });
		const model = new Model();
		const at = (layers: readonly TestLayer[], seed = 1) => model.compile(graphOf([4, 8, 8], layers), { seed });
		at([named("stem.a"), named("stem.b"), pool]);
		model.layer("stem.a")?.parameters.weight?.data.fill(1);
		const fresh = [...(model.layer("stem.b")?.parameters.weight?.data ?? [])];
		at([named("stem.b"), named("stem.a"), pool]);
		assert.ok(model.layer("stem.a")?.parameters.weight?.data.every((w) => w === 1));
		assert.deepEqual([...(model.layer("stem.b")?.parameters.weight?.data ?? [])], fresh);
		assert.deepEqual(at([named("stem.a"), named("stem.b"), pool], 2).kept, []);
		assert.ok(model.layer("stem.a")?.parameters.weight?.data.every((w) => w !== 1));
	});
});
