import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { epochOrder, inBatches, type Schedule, schedules } from "../../../../src/engine/train";

const rates = (schedule: Schedule, count: number, base = 1) => Array.from({ length: count }, (_, t) => schedule.rate(base, t));

const near = (actual: readonly number[], expected: readonly number[]) => {
	assert.equal(actual.length, expected.length);
	for (const [i, x] of expected.entries()) assert.ok(Math.abs((actual[i] ?? Number.NaN) - x) < 1e-12, `${actual}, not ${expected}`);
};

// The golden cases try one setting of each schedule; here are the others.
suite("engine: schedules", () => {
	test("ConstantLR, LinearLR downwards, milestones named twice", () => {
		near(rates(schedules.ConstantLR({ factor: 0.5, totalIters: 2 }), 4), [0.5, 0.5, 1, 1]);
		near(rates(schedules.LinearLR({ startFactor: 1, endFactor: 0.5, totalIters: 2 }), 4), [1, 0.75, 0.5, 0.5]);
		near(rates(schedules.MultiStepLR({ milestones: [1, 1, 2], gamma: 0.5 }), 4), [1, 0.25, 0.125, 0.125]);
	});

	test("a warm-up before a cosine", () => {
		const warm = schedules.LinearLR({ startFactor: 0.5, totalIters: 2 });
		near(rates(schedules.SequentialLR([warm, schedules.CosineAnnealingLR({ tMax: 2 })], [2]), 5), [0.5, 0.75, 1, 0.5, 0]);
	});

	test("warm restarts of equal length", () => {
		near(rates(schedules.CosineAnnealingWarmRestarts({ t0: 2, etaMin: 0.5 }), 5), [1, 0.75, 1, 0.75, 1]);
	});

	test("OneCycleLR, linear, in three phases, and behind its end", () => {
		const two = schedules.OneCycleLR({
			maxLr: 1,
			totalSteps: 11,
			pctStart: 0.6,
			annealStrategy: "linear",
			divFactor: 2,
			finalDivFactor: 10,
		});
		// Rises to step 5.6, falls to step 10.
		near([two.rate(9, 0), two.rate(9, 5.6), two.rate(9, 10), two.rate(9, 50)], [0.5, 1, 0.05, 0.05]);
		const three = schedules.OneCycleLR({
			maxLr: 1,
			totalSteps: 10,
			pctStart: 0.3,
			annealStrategy: "linear",
			divFactor: 2,
			finalDivFactor: 10,
			threePhase: true,
		});
		near(rates(three, 10), [0.5, 0.75, 1, 0.75, 0.5, 0.41, 0.32, 0.23, 0.14, 0.05]);
	});

	test("CyclicLR: other ways down, and heights that shrink", () => {
		const slow = schedules.CyclicLR({ baseLr: 0, maxLr: 1, stepSizeUp: 1, stepSizeDown: 2 });
		near(rates(slow, 7), [0, 1, 0.5, 0, 1, 0.5, 0]);
		near(rates(schedules.CyclicLR({ baseLr: 0, maxLr: 1, stepSizeUp: 1, mode: "triangular2" }), 6), [0, 1, 0, 0.5, 0, 0.25]);
		near(rates(schedules.CyclicLR({ baseLr: 0, maxLr: 1, stepSizeUp: 1, mode: "exp_range", gamma: 0.5 }), 4), [0, 0.5, 0, 0.125]);
	});

	test("ReduceLROnPlateau: rising metrics, cooldown, the lowest rate", () => {
		const schedule = schedules.ReduceLROnPlateau({
			mode: "max",
			patience: 0,
			factor: 0.1,
			cooldown: 1,
			minLr: 0.05,
			thresholdMode: "abs",
			threshold: 0.01,
		});
		const found = [0.5, 0.505, 0.5, 0.5, 0.9, 0.5].map((metric) => {
			schedule.observe(metric, 1);
			return schedule.rate(1, 0);
		});
		near(found, [1, 0.1, 0.1, 0.05, 0.05, 0.05]);
	});
});

suite("engine: the order of an epoch", () => {
	test("holds every picture once, the same for the same seed, another for each epoch", () => {
		const order = epochOrder(1000, 3, 0);
		assert.deepEqual(
			[...order].sort((a, b) => a - b),
			Array.from({ length: 1000 }, (_, i) => i),
		);
		assert.deepEqual(epochOrder(1000, 3, 0), order);
		for (const other of [epochOrder(1000, 3, 1), epochOrder(1000, 4, 0)]) {
			const same = other.filter((index, i) => index === order[i]).length;
			assert.ok(same < 10, `${same} stand where they stood`);
		}
		assert.deepEqual([...epochOrder(0, 1, 0), ...epochOrder(1, 1, 0)], [0]);
	});

	test("in batches, the last with what is left", () => {
		const sizes = [...inBatches(epochOrder(10, 1, 0), 4)].map((batch) => batch.length);
		assert.deepEqual(sizes, [4, 4, 2]);
	});

	test("every place is as likely for every picture", () => {
		const counts = new Float64Array(5);
		for (let epoch = 0; epoch < 5000; epoch++) {
			const place = epochOrder(5, 1, epoch).indexOf(0);
			counts[place] = (counts[place] ?? 0) + 1;
		}
		for (const count of counts) assert.ok(Math.abs(count - 1000) < 130, `${counts}`);
	});
});
