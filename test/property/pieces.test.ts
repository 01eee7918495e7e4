import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { type Backend, EngineError, losses, Model, Optimiser, optimisers, type StepResult, Trainer } from "../../src/engine";
import { elements } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { network } from "./networks";

const SEED = 4;
const noise = (count: number, phase: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + phase));

/** A trainer of a network, whose output is drawn to numbers. */
class Trial {
	readonly model: Model;
	readonly trainer: Trainer;
	readonly #graph: Parameters<Model["compile"]>[0];

	constructor(backend: Backend, graph: Parameters<Model["compile"]>[0]) {
		this.#graph = graph;
		this.model = new Model(backend);
		this.model.compile(graph, { seed: SEED, batch: 3, gradients: true });
		const optimiser = new Optimiser(optimisers.SGD, { lr: 0.01, momentum: 0.9 });
		this.trainer = new Trainer(this.model, { loss: losses.MSELoss(), optimiser, clip: { norm: 5 } }, 2);
	}

	inputs(phase: number): [inputs: Float32Array, targets: Float32Array] {
		const last = this.#graph.nodes.at(-1)?.shape ?? this.#graph.input;
		return [noise(3 * elements(this.#graph.input), phase), noise(3 * elements(last), 5 + phase)];
	}

	/** Every number that a step leaves. */
	numbers({ loss, items, gradientNorm }: StepResult): unknown[] {
		const { model } = this;
		return [
			[loss, gradientNorm, ...items],
			...model.layers.map(({ output, gradient, parameters, parameterGradients }) =>
				[output, gradient, ...Object.values({ ...parameters }), ...Object.values({ ...parameterGradients })].map((one) =>
					one?.data.slice(),
				),
			),
		];
	}

	/** What outlives a step: weights, running statistics, what the optimiser remembers. */
	state(): unknown[] {
		this.model.sync();
		return [
			...this.model.layers.map(({ parameters }) => Object.values({ ...parameters }).map((one) => one?.data.slice())),
			...this.model.trainables().map((one) => {
				const { step, buffers } = this.trainer.settings.optimiser.stateOf(one);
				return [step, ...[...buffers].map(([name, numbers]) => [name, numbers.slice()])];
			}),
		];
	}
}

/** Networks that can be trained on three small pictures. */
const trainable = (backend: Backend, graph: Parameters<Model["compile"]>[0]): boolean => {
	try {
		const trial = new Trial(backend, graph);
		return trial.trainer.step(...trial.inputs(0)).broken === undefined;
	} catch (error) {
		if (error instanceof EngineError && error.text.message.includes("only one number a channel")) return false;
		throw error;
	}
};

/** Milliseconds a piece may take by the engine's estimate: every call in shares, every layer apart, all at once. */
const most = fc.constantFrom(1e-7, 1e-5, 1e-3, 0.1, 1e9);

for (const backend of backends) {
	suite(`a step in pieces, ${backend.name}`, () => {
		test("gives the bits of an undivided one, whatever is read or dropped between its pieces", () => {
			let pieces = 0;
			let networks = 0;
			fc.assert(
				fc.property(network, most, fc.array(fc.nat(9), { maxLength: 30 }), ({ graph }, limit, between) => {
					if (!trainable(backend, graph)) return;
					networks++;
					const [plain, divided] = [new Trial(backend, graph), new Trial(backend, graph)];
					for (let step = 0; step < 3; step++) {
						const [inputs, targets] = plain.inputs(step);
						const expected = plain.trainer.step(inputs, targets);
						const before = divided.state();
						let made = divided.trainer.stepInPieces(inputs, targets, { most: limit });
						let result = made.next();
						for (let n = 0; !result.done; n++, result = made.next()) {
							pieces++;
							const what = between[n];
							if (what === undefined || result.value === "update") continue;
							if (what === 0) assert.deepEqual(divided.state(), before, "half-made, the step has changed nothing");
							if (what === 1) divided.model.layers.map(({ gradient, parameterGradients }) => [gradient, parameterGradients]);
							if (what === 2) {
								made = divided.trainer.stepInPieces(inputs, targets, { most: limit }); // the half-made one is given up
							}
						}
						assert.deepEqual(divided.numbers(result.value), plain.numbers(expected));
						assert.deepEqual(divided.state(), plain.state());
						const evaluation = divided.trainer.evaluateInPieces(inputs, targets, { most: limit });
						let score = evaluation.next();
						for (let n = 0; !score.done; n++, score = evaluation.next()) {
							if (between[n] === 0) assert.deepEqual(divided.state(), plain.state());
						}
						assert.deepEqual(score.value, plain.trainer.evaluate(inputs, targets));
					}
				}),
				{ numRuns: 150 },
			);
			assert.ok(pieces > 1000 && networks > 50, `${pieces} pieces of ${networks} networks`);
		});

		test("two half-made steps do not get in each other's way", () => {
			let both = 0;
			fc.assert(
				fc.property(network, network, most, fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), (one, other, limit, turns) => {
					if (!trainable(backend, one.graph) || !trainable(backend, other.graph)) return;
					both++;
					const trials = [one, other].map(({ graph }) => {
						const [plain, divided] = [new Trial(backend, graph), new Trial(backend, graph)];
						const [inputs, targets] = plain.inputs(1);
						const expected = plain.trainer.step(inputs, targets);
						return { plain, divided, expected, made: divided.trainer.stepInPieces(inputs, targets, { most: limit }) };
					});
					const results = new Map<number, StepResult>();
					for (let n = 0; results.size < trials.length; n++) {
						const turn = n % 2;
						for (let pieces = turns[n % turns.length] ?? 0; pieces >= 0 && !results.has(turn); pieces--) {
							const { done, value } = trials[turn]?.made.next() ?? {};
							if (done) results.set(turn, value as StepResult);
						}
					}
					for (const [i, { plain, divided, expected }] of trials.entries()) {
						const result = results.get(i);
						assert.ok(result);
						assert.deepEqual(divided.numbers(result), plain.numbers(expected));
						assert.deepEqual(divided.state(), plain.state());
					}
				}),
				{ numRuns: 60 },
			);
			assert.ok(both > 10, `${both} pairs`);
		});
	});
}
