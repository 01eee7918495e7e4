import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Adam, AdamW } from "../../../src/engine/train/optimisers/Adam";
import { State } from "../../../src/engine/train/optimisers/optimiser";
import { SGD } from "../../../src/engine/train/optimisers/SGD";
import { assertClose, assertSame, CANARY, call, floats, forget, put, uniform } from "./support";

const COUNT = 84;
const STEPS = 4;

/** What one optimiser step needs beside value and gradient: run in the kernel for parts 1, 2 and 3, which must agree. */
function compare(label: string, expected: Float32Array, run: (value: number, gradients: readonly number[], parts: number) => void): void {
	const results = [1, 2, 3].map((parts) => {
		forget();
		const value = put([...uniform(COUNT, 1), CANARY, CANARY, CANARY, CANARY]);
		const gradients = Array.from({ length: STEPS }, (_, i) => put(uniform(COUNT, 10 + i)));
		run(value, gradients, parts);
		assert.ok(floats(value + 4 * COUNT, 4).every((number) => number === CANARY));
		return floats(value, COUNT).slice();
	});
	const [first = new Float32Array()] = results;
	assertClose(first, expected, 1e-6, label);
	for (const other of results) assertSame(other, first, label);
}

suite("kernels: optimisers", () => {
	for (const { momentum, dampening, weightDecay, nesterov } of [
		{ momentum: 0, dampening: 0, weightDecay: 0, nesterov: false },
		{ momentum: 0, dampening: 0, weightDecay: 0.1, nesterov: false },
		{ momentum: 0.9, dampening: 0, weightDecay: 0, nesterov: false },
		{ momentum: 0.9, dampening: 0.25, weightDecay: 0.01, nesterov: false },
		{ momentum: 0.5, dampening: 0, weightDecay: 0.01, nesterov: true },
	])
		test(`sgd, momentum ${momentum}, dampening ${dampening}, decay ${weightDecay}${nesterov ? ", Nesterov" : ""}`, () => {
			const expected = uniform(COUNT, 1);
			const state = new State(COUNT);
			for (let i = 0; i < STEPS; i++)
				SGD.update(expected, uniform(COUNT, 10 + i), state, { lr: 0.1, momentum, dampening, weightDecay, nesterov, maximize: false });
			compare("sgd", expected, (value, gradients, parts) => {
				const velocity = momentum ? put(new Float32Array(COUNT).fill(Number.NaN)) : 0;
				for (const [i, gradient] of gradients.entries()) {
					const settings = { rate: 0.1, momentum, dampening, decay: weightDecay, nesterov: Number(nesterov), first: Number(i === 0) };
					call("sgd", { value, gradient, velocity, count: COUNT, ...settings }, parts);
				}
			});
		});

	for (const decoupled of [false, true])
		for (const weightDecay of [0, 0.1])
			test(`adam${decoupled ? "w" : ""}, decay ${weightDecay}`, () => {
				const expected = uniform(COUNT, 1);
				const state = new State(COUNT);
				const settings = { lr: 0.01, betas: [0.9, 0.999] as const, eps: 1e-8, weightDecay, amsgrad: false, maximize: false };
				for (let i = 0; i < STEPS; i++) {
					state.step++;
					(decoupled ? AdamW : Adam).update(expected, uniform(COUNT, 10 + i), state, settings);
				}
				compare("adam", expected, (value, gradients, parts) => {
					const [first, second] = [put(new Float32Array(COUNT)), put(new Float32Array(COUNT))];
					for (const [i, gradient] of gradients.entries()) {
						const corrections = { correction1: 1 - 0.9 ** (i + 1), correction2: Math.sqrt(1 - 0.999 ** (i + 1)) };
						const rates = { rate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, decay: weightDecay, decoupled: Number(decoupled) };
						call("adam", { value, gradient, first, second, count: COUNT, ...rates, ...corrections }, parts);
					}
				});
			});
});
