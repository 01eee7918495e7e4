import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Trainable, tensor } from "../../../../src/engine";
import { clipNorm, clipValue, gradientNorm, Optimiser, optimisers, type Rule } from "../../../../src/engine/train";

const trainable = (values: readonly number[], gradients: readonly number[], layout = ""): Trainable => {
	const value = Float32Array.from(values);
	return { layer: 0, name: "weight", master: tensor([value.length], value), value, gradient: Float32Array.from(gradients), layout };
};

/** Values after some steps with the same gradient. */
function after(steps: number, optimiser: Optimiser, start: readonly number[], gradients: readonly number[]): number[] {
	const one = trainable(start, gradients);
	for (let i = 0; i < steps; i++) optimiser.step([one]);
	return [...one.value];
}

const every: readonly (readonly [name: string, rule: Rule])[] = Object.entries(optimisers);

const near = (actual: readonly number[], expected: readonly number[], tolerance = 1e-6) => {
	assert.equal(actual.length, expected.length);
	for (const [i, x] of expected.entries()) assert.ok(Math.abs((actual[i] ?? Number.NaN) - x) <= tolerance, `${actual}, not ${expected}`);
};

suite("engine: optimisers", () => {
	test("every rule goes by PyTorch's name, and goes downhill with PyTorch's defaults", () => {
		for (const [name, rule] of every) {
			assert.equal(rule.type, name);
			// Half of x² from 3 on: the gradient is x itself.
			const one = trainable([3, -3], [3, -3]);
			const optimiser = new Optimiser(rule, {});
			for (let i = 0; i < 50; i++) {
				one.gradient.set(one.value);
				optimiser.step([one]);
			}
			const [a = Number.NaN, b = Number.NaN] = one.value;
			assert.ok(a < 3 && a > -1, `${name}: ${a}`);
			assert.equal(a, -b, name);
		}
	});

	test("a rate of 0 moves nothing, and yet what is remembered follows the gradients", () => {
		for (const [name, rule] of every) {
			const optimiser = new Optimiser(rule, { lr: 0 });
			const one = trainable([1, -0.3], [0.5, 2]);
			optimiser.step([one]);
			assert.deepEqual([...one.value], [1, Math.fround(-0.3)], name);
			assert.equal(optimiser.stateOf(one).step, 1);
		}
		const optimiser = new Optimiser(optimisers.SGD, { lr: 0, momentum: 0.5 });
		const one = trainable([1], [2]);
		optimiser.step([one]);
		optimiser.step([one]);
		assert.deepEqual([...optimiser.stateOf(one).buffer("momentum_buffer")], [3]);
	});

	test("SGD without momentum remembers nothing; momentum can be switched on later, and starts with the gradient itself", () => {
		const optimiser = new Optimiser(optimisers.SGD, { lr: 1, dampening: 0.5 });
		const one = trainable([10], [1]);
		optimiser.step([one]);
		assert.equal(optimiser.stateOf(one).buffers.size, 0);
		assert.deepEqual([...one.value], [9]);
		optimiser.settings = { ...optimiser.settings, momentum: 0.5 };
		optimiser.step([one]); // b = 1, without dampening at first
		assert.deepEqual([...one.value], [8]);
		optimiser.step([one]); // b = 0.5·1 + 0.5·1
		assert.deepEqual([...one.value], [7]);
	});

	test("a setting that is not a number is refused by its name, before anything changes", () => {
		for (const [name, rule] of every) {
			const one = trainable([1, 2], [3, 4]);
			assert.throws(() => new Optimiser(rule, { lr: Number.NaN }).step([one]), new RegExp(`${name}: lr is not a number`));
			assert.throws(() => new Optimiser(rule, {}).step([one], Number.NaN), RangeError);
			assert.deepEqual([...one.value], [1, 2]);
		}
		const betas = { betas: [0.9, Number.NaN] as const };
		assert.throws(() => new Optimiser(optimisers.Adam, betas).step([trainable([1], [2])]), /Adam: betas/);
	});

	test("Nesterov looks ahead; maximize climbs", () => {
		assert.deepEqual(after(1, new Optimiser(optimisers.SGD, { lr: 1, momentum: 0.5, nesterov: true }), [0], [1]), [-1.5]);
		assert.deepEqual(after(2, new Optimiser(optimisers.SGD, { lr: 1, maximize: true }), [0], [1]), [2]);
	});

	test("weight decay shrinks where no gradient pulls; in AdamW by lr·λ, in Adam as a gradient of its own", () => {
		near(after(1, new Optimiser(optimisers.SGD, { lr: 0.1, weightDecay: 0.5 }), [2], [0]), [1.9]);
		near(after(1, new Optimiser(optimisers.AdamW, { lr: 0.1, weightDecay: 0.5 }), [2], [0]), [1.9]);
		near(after(1, new Optimiser(optimisers.Adam, { lr: 0.1, weightDecay: 0.5 }), [2], [0]), [1.9]); // its first step is lr long, whatever the pull
		near(after(1, new Optimiser(optimisers.Adam, { lr: 0.1 }), [2], [0]), [2]);
		near(after(1, new Optimiser(optimisers.AdamW, {}), [1], [0]), [1 - 1e-5], 1e-7);
	});

	test("Adam's first step is lr long for any size of gradient", () => {
		near(after(1, new Optimiser(optimisers.Adam, { lr: 0.01 }), [0, 0], [1e-3, 1e6]), [-0.01, -0.01], 1e-7);
	});

	test("padding stays zero under every rule", () => {
		for (const [name, rule] of every) assert.deepEqual(after(20, new Optimiser(rule, {}), [0], [0]), [0], name);
	});

	test("a steady gradient breaks no centered RMSprop", () => {
		const [value = Number.NaN] = after(3000, new Optimiser(optimisers.RMSprop, { centered: true, alpha: 0.9, eps: 1 }), [0], [0.1]);
		assert.ok(Number.isFinite(value) && value < 0);
	});

	test("memory belongs to the master tensor: it outlives the trainable, but not another layout or size", () => {
		const optimiser = new Optimiser(optimisers.Adam);
		const one = trainable([1, 2], [1, 1], "a");
		optimiser.step([one]);
		assert.equal(optimiser.stateOf({ ...one, layer: 3 }).step, 1);
		assert.equal(optimiser.stateOf(trainable([1, 2], [1, 1], "a")).step, 0);
		assert.equal(optimiser.stateOf({ ...one, layout: "b" }).step, 0);
		optimiser.step([one]);
		optimiser.reset();
		assert.equal(optimiser.stateOf(one).step, 0);
	});
});

suite("engine: clipping", () => {
	test("short gradients are left as they are, bit for bit; NaN is not hidden", () => {
		const gradients = [trainable([0, 0], [0.3, -0.4]), trainable([0], [0.1])];
		const norm = clipNorm(gradients, 10);
		assert.ok(Math.abs(norm - Math.hypot(0.3, 0.4, 0.1)) < 1e-7);
		assert.deepEqual([...(gradients[0]?.gradient ?? [])], [0.3, -0.4].map(Math.fround));
		const broken = [trainable([0, 0], [Number.NaN, 1])];
		assert.ok(Number.isNaN(clipNorm(broken, 1)));
		clipValue(broken, 0.5);
		assert.ok(Number.isNaN(broken[0]?.gradient[0]));
	});

	test("norms of other kinds", () => {
		const gradients = [trainable([0, 0], [3, -4])];
		assert.equal(gradientNorm(gradients, 1), 7);
		assert.equal(gradientNorm(gradients, Number.POSITIVE_INFINITY), 4);
		assert.ok(Math.abs(gradientNorm(gradients, 3) - Math.cbrt(91)) < 1e-12);
		clipNorm(gradients, 2, Number.POSITIVE_INFINITY);
		near([...(gradients[0]?.gradient ?? [])], [1.5, -2], 1e-5);
	});
});
