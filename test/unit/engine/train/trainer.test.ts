import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Model } from "../../../../src/engine";
import {
	epochOrder,
	inBatches,
	losses,
	Optimiser,
	optimisers,
	schedules,
	Trainer,
	type TrainerSettings,
} from "../../../../src/engine/train";
import { backends } from "../backends";
import { conv, dense, flatten, graphOf, relu, type TestLayer } from "../networks";

const layers: readonly TestLayer[] = [
	conv(4, 3, 1),
	{ type: "BatchNorm2d" },
	relu,
	{ type: "MaxPool2d", attributes: { kernel_size: 2 } },
	flatten,
	{ type: "Dropout", attributes: { p: 0.25 } },
	dense(3),
];
const graph = graphOf([1, 6, 6], layers);

/** Pictures of three classes: a bright row, a bright column, noise. */
const pictures = Array.from({ length: 22 }, (_, n) => ({
	pixels: Float32Array.from({ length: 36 }, (_, i) =>
		n % 3 === 0 && i < 6 ? 1 : n % 3 === 1 && i % 6 === 2 ? 1 : Math.abs(Math.sin(97 * i + n)) / 2,
	),
	label: n % 3,
}));

const batchOf = (indices: Iterable<number>) => {
	const picked = [...indices].map((index) => pictures[index] ?? { pixels: new Float32Array(36), label: 0 });
	return {
		inputs: Float32Array.from(picked.flatMap(({ pixels }) => [...pixels])),
		targets: Int32Array.from(picked, ({ label }) => label),
	};
};

/** Trains whole epochs; the last batch of each holds what is left (6 of 22). */
function run(trainer: Trainer, epochs: number, seed = 5): number[] {
	const found: number[] = [];
	for (let epoch = 0; epoch < epochs; epoch++) {
		for (const indices of inBatches(epochOrder(pictures.length, seed, epoch), 8)) {
			const { inputs, targets } = batchOf(indices);
			found.push(trainer.step(inputs, targets).loss);
		}
	}
	return found;
}

const weightsOf = ({ model }: Trainer): Record<string, number[]> =>
	Object.fromEntries(
		model.layers.flatMap(({ key, parameters }) =>
			Object.entries({ ...parameters }).map(([name, tensor]) => [`${key}.${name}`, [...(tensor?.data ?? [])]]),
		),
	);

for (const backend of backends) {
	function trainerOf(changes: Partial<TrainerSettings> = {}, seed = 5): Trainer {
		const model = new Model(backend);
		model.compile(graph, { seed: 1, batch: 8, gradients: true });
		const optimiser = new Optimiser(optimisers.SGD, { lr: 0.1, momentum: 0.9 });
		return new Trainer(model, { loss: losses.CrossEntropyLoss(), optimiser, ...changes }, seed);
	}

	suite(`engine: trainer on ${backend.name}`, () => {
		test("learns, and knows how well", () => {
			const trainer = trainerOf();
			const { inputs, targets } = batchOf(pictures.keys());
			const before = trainer.evaluate(inputs, targets);
			run(trainer, 30);
			const after = trainer.evaluate(inputs, targets);
			assert.ok(after.loss < 0.3 * before.loss, `${before.loss} to ${after.loss}`);
			assert.equal(after.correct, 22);
			assert.equal(trainer.steps, 90);
		});

		test("the same steps from the same start give the same numbers, bit for bit; another seed gives others", () => {
			const [a, b, other] = [trainerOf(), trainerOf(), trainerOf({}, 6)];
			assert.deepEqual(run(a, 3), run(b, 3));
			assert.deepEqual(weightsOf(a), weightsOf(b));
			run(other, 3);
			assert.notDeepEqual(weightsOf(a), weightsOf(other));
		});

		test("looking changes nothing: evaluating between steps leaves the run as it was", () => {
			const [a, b] = [trainerOf(), trainerOf()];
			const { inputs, targets } = batchOf([0, 1, 2]);
			for (let i = 0; i < 3; i++) {
				run(a, 1);
				run(b, 1);
				const before = weightsOf(b);
				b.evaluate(inputs, targets);
				assert.deepEqual(weightsOf(b), before);
			}
			assert.deepEqual(weightsOf(a), weightsOf(b));
		});

		test("a learning rate of 0 leaves every weight as it was, and moves running statistics", () => {
			const trainer = trainerOf({ optimiser: new Optimiser(optimisers.SGD, { lr: 0, momentum: 0.9, weightDecay: 0.1 }) });
			const before = weightsOf(trainer);
			run(trainer, 1);
			const after = weightsOf(trainer);
			for (const name of Object.keys(before)) {
				if (name.includes("running")) assert.notDeepEqual(after[name], before[name], name);
				else assert.deepEqual(after[name], before[name], name);
			}
		});

		test("settings change between steps: rate, loss, clipping", () => {
			const trainer = trainerOf();
			const { inputs, targets } = batchOf([0, 1, 2, 3]);
			assert.equal(trainer.step(inputs, targets).lr, 0.1);
			const { optimiser } = trainer.settings;
			optimiser.settings = { ...optimiser.settings, lr: 0.025 };
			trainer.settings = { ...trainer.settings, clip: { norm: 1e-3 }, loss: losses.MSELoss() };
			const before = weightsOf(trainer);
			const { lr, gradientNorm } = trainer.step(inputs, targets);
			assert.equal(lr, 0.025);
			assert.ok(gradientNorm !== undefined && gradientNorm > 1e-3);
			assert.notDeepEqual(weightsOf(trainer), before);
		});

		test("clipping by norm bounds the step, by value each of its numbers", () => {
			const optimiser = () => new Optimiser(optimisers.SGD, { lr: 1 });
			const { inputs, targets } = batchOf([0, 1, 2, 3]);
			for (const clip of [{ norm: 0.01 }, { value: 0.001 }]) {
				const trainer = trainerOf({ optimiser: optimiser(), clip });
				const before = weightsOf(trainer);
				trainer.step(inputs, targets);
				const moved = Object.entries(weightsOf(trainer)).flatMap(([name, numbers]) =>
					name.includes("running") ? [] : numbers.map((number, i) => number - (before[name]?.[i] ?? 0)),
				);
				const norm = Math.hypot(...moved);
				if (clip.norm) assert.ok(Math.abs(norm - 0.01) < 1e-5, `${norm}`);
				else assert.ok(Math.max(...moved.map(Math.abs)) < 0.001001 && norm > 0.001);
			}
		});

		test("the schedule follows its own clock", () => {
			const trainer = trainerOf({ schedule: schedules.StepLR({ stepSize: 2, gamma: 0.5 }) });
			const rates = Array.from({ length: 5 }, () => {
				const { lr } = trainer;
				trainer.tick();
				return lr;
			});
			assert.deepEqual(rates, [0.1, 0.1, 0.05, 0.05, 0.025]);
			const patient = trainerOf({ schedule: schedules.ReduceLROnPlateau({ patience: 1, factor: 0.5 }) });
			for (const metric of [1, 1, 1]) patient.tick(metric);
			assert.equal(patient.lr, 0.05);
		});

		test("labels are taken as one-hot values by a loss of values", () => {
			const [labels, values] = [trainerOf({ loss: losses.MSELoss() }), trainerOf({ loss: losses.MSELoss() })];
			const { inputs, targets } = batchOf([0, 1, 2, 4]);
			const oneHot = Float32Array.from({ length: 12 }, (_, i) => (targets[Math.floor(i / 3)] === i % 3 ? 1 : 0));
			const [a, b] = [labels.step(inputs, targets), values.step(inputs, oneHot)];
			assert.equal(a.loss, b.loss);
			assert.deepEqual(weightsOf(labels), weightsOf(values));
			assert.notEqual(a.correct, undefined);
			assert.equal(b.correct, undefined);
		});

		test("what does not fit is refused, and changes nothing", () => {
			const trainer = trainerOf();
			const before = weightsOf(trainer);
			const { inputs, targets } = batchOf([0, 1]);
			assert.throws(() => trainer.step(inputs.subarray(1), targets), /71 numbers are no pictures of 36/);
			assert.throws(() => trainer.evaluate(inputs, Int32Array.of(0, 3)), /label 3 \(item 1\) is none of 3 classes/);
			assert.throws(() => trainer.step(inputs, Int32Array.of(0, 3)), RangeError);
			assert.throws(() => trainer.evaluate(inputs, Int32Array.of(0)), RangeError);
			assert.throws(() => trainer.evaluate(inputs, Float32Array.of(0)), RangeError);
			assert.deepEqual(weightsOf(trainer), before);
			const model = new Model(backend);
			model.compile(graph, { seed: 1 });
			assert.throws(() => new Trainer(model, trainer.settings).step(inputs, targets), /compiled with gradients/);
		});
	});

	suite(`engine: a training that breaks, on ${backend.name}`, () => {
		const { inputs, targets } = batchOf([0, 1, 2, 3]);

		test("NaN in a weight, in the input, in the loss: the first place is named, and no weight is changed", () => {
			const trainer = trainerOf();
			const weight = trainer.model.layer("6")?.parameters.weight;
			assert.ok(weight);
			weight.data[4] = Number.NaN;
			trainer.model.weightsChanged();
			const before = weightsOf(trainer);
			const result = trainer.step(inputs, targets);
			assert.deepEqual(result.broken, { layer: "6", what: "parameters" });
			assert.equal(trainer.steps, 0);
			for (const [name, numbers] of Object.entries(weightsOf(trainer)))
				if (!name.includes("running")) assert.deepEqual(numbers, before[name]);

			const spoilt = inputs.slice();
			spoilt[40] = Number.POSITIVE_INFINITY;
			assert.deepEqual(trainerOf().step(spoilt, targets).broken, { layer: "input", what: "output" });
			const ignored = trainerOf({ loss: losses.CrossEntropyLoss({ ignoreIndex: 7 }) });
			assert.deepEqual(ignored.step(inputs, new Int32Array(4).fill(7)).broken, { layer: "6", what: "loss" });
		});

		test("a rate much too large is seen at the step where the loss breaks", () => {
			const trainer = trainerOf({ optimiser: new Optimiser(optimisers.SGD, { lr: 1e30 }) });
			let steps = 0;
			let result = trainer.step(inputs, targets);
			while (!result.broken && ++steps < 20) result = trainer.step(inputs, targets);
			assert.ok(result.broken, "it never broke");
			assert.equal(trainer.steps, steps);
			const named = trainer.model.layer(result.broken.layer);
			assert.ok(named && result.broken.what !== "loss", JSON.stringify(result.broken));
		});
	});

	suite(`engine: an edit while training, on ${backend.name}`, () => {
		test("compiling the same network anew between steps changes nothing", () => {
			const [a, b] = [trainerOf(), trainerOf()];
			const losses: number[] = [];
			for (let epoch = 0; epoch < 3; epoch++) {
				run(a, 1);
				b.model.compile(graph, { seed: 1, batch: 8, gradients: true });
				losses.push(...run(b, 1));
			}
			assert.equal(losses.length, 9);
			assert.deepEqual(weightsOf(a), weightsOf(b));
		});

		test("layers that the edit does not touch keep weights and momentum; one of another size starts afresh; undo brings all back", () => {
			const trainer = trainerOf();
			const { optimiser } = trainer.settings;
			run(trainer, 2);
			const steps = () => new Map(trainer.model.trainables().map((t) => [`${t.layer}.${t.name}`, optimiser.stateOf(t).step]));
			const compile = (next: readonly TestLayer[]) =>
				trainer.model.compile(graphOf([1, 6, 6], next), { seed: 1, batch: 8, gradients: true });
			const trained = weightsOf(trainer);
			assert.deepEqual([...steps().values()], [6, 6, 6, 6, 6, 6]);

			compile([...layers.slice(0, 3), relu, ...layers.slice(3)]);
			assert.deepEqual(steps().get("7.weight"), 6);
			compile([...layers.slice(0, 6), dense(4)]);
			assert.deepEqual([steps().get("0.weight"), steps().get("6.weight")], [6, 0]);
			compile(layers);
			assert.deepEqual(weightsOf(trainer), trained);
			assert.deepEqual([...steps().values()], [6, 6, 6, 6, 6, 6]);
			run(trainer, 1);
			assert.deepEqual([...steps().values()], [9, 9, 9, 9, 9, 9]);
		});
	});
}
