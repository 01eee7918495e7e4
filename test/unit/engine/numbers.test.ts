import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { reference, tensor } from "../../../src/engine";
import { erfc } from "../../../src/engine/ops/erfc";
import { Stream } from "../../../src/engine/random";

/** What an activation makes of one number. */
function activate(type: string, x: number, attributes: Readonly<Record<string, unknown>> = {}): number {
	const output = tensor([1, 1]);
	const inputs = [tensor([1, 1], Float32Array.of(x))];
	reference.opOf(type)?.forward({ attributes, inputs, output, parameters: {}, training: false, seed: 0 });
	return output.data[0] ?? Number.NaN;
}

/** erf by its series, all terms of one sign: 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1)/(2n+1)!!. */
function erfSeries(x: number): number {
	let term = x;
	let sum = x;
	for (let n = 1; n < 200; n++) {
		term *= (2 * x * x) / (2 * n + 1);
		sum += term;
	}
	return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

suite("engine: numbers", () => {
	test("erfc agrees with the series of erf, and with known values far out", () => {
		for (let x = -4; x <= 4; x += 0.03125) assert.ok(Math.abs(1 - erfc(x) - erfSeries(x)) < 2e-15, `${x}`);
		// Abramowitz and Stegun, table 7.3 region; values from the continued fraction.
		assert.ok(Math.abs(erfc(5) / 1.5374597944280349e-12 - 1) < 1e-12);
		assert.ok(Math.abs(erfc(10) / 2.088487583762545e-45 - 1) < 1e-12);
		assert.equal(erfc(-10), 2);
		assert.equal(erfc(0), 1);
	});

	test("curves neither overflow nor vanish far from zero", () => {
		const softplus = { beta: 1, threshold: 20 };
		assert.equal(activate("Softplus", 1000, softplus), 1000);
		assert.ok(activate("Softplus", -80, softplus) > 0);
		assert.equal(activate("Softplus", -1000, softplus), 0);
		assert.equal(activate("Mish", 1000), 1000);
		assert.equal(Math.abs(activate("Mish", -1000)), 0);
		assert.equal(Math.abs(activate("SiLU", -1000)), 0);
		assert.equal(activate("Sigmoid", -1000), 0);
		assert.equal(activate("Sigmoid", 1000), 1);
		assert.equal(activate("GELU", 1e30, { approximate: "none" }), Math.fround(1e30));
		assert.equal(activate("GELU", 1000, { approximate: "tanh" }), 1000);
		for (const type of ["ReLU", "ReLU6", "Tanh", "Hardswish", "Hardsigmoid", "SELU"])
			assert.ok(Number.isNaN(activate(type, Number.NaN)), type);
	});

	test("streams are the same for the same key, differ by key, and are even", () => {
		const a = new Stream(7, "stem.conv", "weight", 0);
		const b = new Stream(7, "stem.conv", "weight", 1);
		const numbers = Array.from({ length: 20_000 }, (_, i) => a.uniform(i));
		assert.deepEqual(
			numbers.slice(5, 9),
			[5, 6, 7, 8].map((i) => new Stream(7, "stem.conv", "weight", 0).uniform(i)),
		);
		assert.ok(numbers.every((u) => u >= 0 && u < 1));
		const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
		assert.ok(Math.abs(mean(numbers) - 0.5) < 0.01);
		assert.ok(Math.abs(mean(numbers.map((u) => (u - 0.5) ** 2)) - 1 / 12) < 0.002);
		// Neither neighbours nor neighbouring streams know of each other.
		assert.ok(Math.abs(mean(numbers.map((u, i) => (u - 0.5) * ((numbers[i + 1] ?? 0.5) - 0.5)))) < 0.002);
		assert.ok(Math.abs(mean(numbers.map((u, i) => (u - 0.5) * (b.uniform(i) - 0.5)))) < 0.002);
		const bins = new Array<number>(16).fill(0);
		for (const u of numbers) bins[Math.floor(u * 16)] = (bins[Math.floor(u * 16)] ?? 0) + 1;
		assert.ok(
			bins.every((count) => Math.abs(count - 1250) < 160),
			bins.join(),
		);
	});
});
