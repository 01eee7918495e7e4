import assert from "node:assert/strict";
import { suite, test } from "mocha";
import {
	assertClose,
	assertSame,
	assertUntouched,
	at,
	CANARY,
	call,
	floats,
	forget,
	place,
	put,
	putMaps,
	read,
	type Size,
	uniform,
} from "./support";

const EPS = 1e-5;
const MOMENTUM = 0.1;

const sizes: readonly Size[] = [
	[2, 1, 1, 1],
	[1, 3, 7, 7],
	[3, 6, 5, 4],
	[2, 17, 7, 19],
	[4, 84, 1, 1],
	[1, 20, 5, 35],
];

/** Numbers around a mean of their own for each channel. */
function around([images, channels, rows, columns]: Size): Float32Array {
	const area = rows * columns;
	return uniform(images * channels * area, 1).map((number, i) => number + ((Math.floor(i / area) % channels) % 5) - 2);
}

/** The places of a channel's numbers in N×C×H×W. */
function* placesOf([images, channels, rows, columns]: Size, channel: number): Generator<number> {
	for (let n = 0; n < images; n++) for (let k = 0; k < rows * columns; k++) yield (n * channels + channel) * rows * columns + k;
}

/** Numbers of a channel each, zeros up to whole vectors. */
const lanes = (numbers: Float32Array): Float32Array => {
	const padded = new Float32Array(Math.ceil(numbers.length / 4) * 4);
	padded.set(numbers);
	return padded;
};

/** In float64: mean, biased variance, and with gradients Σ g and Σ g·x̂. */
function statistics(size: Size, x: Float32Array, channel: number, g?: Float32Array) {
	const count = size[0] * size[2] * size[3];
	let [sum, squares, gradient, product] = [0, 0, 0, 0];
	for (const i of placesOf(size, channel)) sum += x[i] ?? 0;
	const mean = sum / count;
	for (const i of placesOf(size, channel)) squares += ((x[i] ?? 0) - mean) ** 2;
	const variance = squares / count;
	for (const i of placesOf(size, channel)) {
		gradient += g?.[i] ?? 0;
		product += ((g?.[i] ?? 0) * ((x[i] ?? 0) - mean)) / Math.sqrt(variance + EPS);
	}
	return { count, mean, variance, gradient, product };
}

suite("kernels: batch normalisation", () => {
	for (const size of sizes) {
		const [images, channels, rows, columns] = size;
		const numbers = around(size);
		const gradients = uniform(numbers.length, 2);
		const [weight, bias] = [uniform(channels, 3), uniform(channels, 4)];
		const [runningMean, runningVariance] = [uniform(channels, 5), uniform(channels, 6).map(Math.abs)];

		test(`statistics of ${size}, and what follows them`, () => {
			const results = [1, 2, 3].map((parts) => {
				forget();
				const x = putMaps(size, numbers, 1);
				const empty = () => put(new Float32Array(x.lanes).fill(CANARY));
				const kept = { runningMean: put(lanes(runningMean)), runningVariance: put(lanes(runningVariance)) };
				const found = { mean: empty(), variance: empty(), scale: empty(), shift: empty() };
				const given = { weight: put(lanes(weight)), bias: put(lanes(bias)) };
				const extent = { images, rows, columns, outputs: x.lanes, eps: EPS, momentum: MOMENTUM };
				call("batchStatistics", { ...at("x", x), ...extent, ...found, ...given, ...kept }, parts);
				const all = { ...found, ...kept };
				return Object.fromEntries(Object.entries(all).map(([name, pointer]) => [name, floats(pointer, channels).slice()]));
			});
			const [first = {}] = results;
			for (const other of results) assert.deepEqual(other, first);
			for (let channel = 0; channel < channels; channel++) {
				const { mean, variance, count } = statistics(size, numbers, channel);
				const scale = (weight[channel] ?? 0) / Math.sqrt(variance + EPS);
				const expected = {
					mean,
					variance,
					scale,
					shift: (bias[channel] ?? 0) - mean * scale,
					runningMean: (1 - MOMENTUM) * (runningMean[channel] ?? 0) + MOMENTUM * mean,
					runningVariance: (1 - MOMENTUM) * (runningVariance[channel] ?? 0) + (MOMENTUM * variance * count) / (count - 1),
				};
				for (const [name, value] of Object.entries(expected)) assertClose([first[name]?.[channel] ?? Number.NaN], [value], 1e-6, name);
			}
		});

		test(`${size} backwards, in train and eval mode`, () => {
			const each = Array.from({ length: channels }, (_, channel) => statistics(size, numbers, channel, gradients));
			for (const training of [true, false])
				for (const add of [0, 1]) {
					const results = [1, 2, 3].map((parts) => {
						forget();
						const [x, g, gx] = [putMaps(size, numbers, 1), putMaps(size, gradients), putMaps(size, numbers, 2)];
						const mean = put(lanes(training ? Float32Array.from(each, (one) => one.mean) : runningMean));
						const variance = put(lanes(training ? Float32Array.from(each, (one) => one.variance) : runningVariance));
						const [gWeight, gBias] = [put(new Float32Array(x.lanes).fill(CANARY)), put(new Float32Array(x.lanes).fill(CANARY))];
						const maps = { ...at("x", x), ...at("g", g), ...at("gx", gx), images, rows, columns, outputs: x.lanes, channels };
						const given = { mean, variance, weight: put(lanes(weight)), gWeight, gBias, eps: EPS, training: Number(training), add };
						call("batchBackward", { ...maps, ...given }, parts);
						assertUntouched(gx);
						const zeros = new Float32Array(x.lanes - channels);
						assertSame(floats(gWeight + 4 * channels, x.lanes - channels), zeros);
						assertSame(floats(gBias + 4 * channels, x.lanes - channels), zeros);
						return { gx: read(gx), gWeight: floats(gWeight, channels).slice(), gBias: floats(gBias, channels).slice() };
					});
					const [first] = results;
					assert.ok(first);
					for (const other of results) assert.deepEqual(other, first);
					for (let channel = 0; channel < channels; channel++) {
						const ofBatch = each[channel];
						assert.ok(ofBatch);
						const [middle, variance] = training
							? [ofBatch.mean, ofBatch.variance]
							: [runningMean[channel] ?? 0, runningVariance[channel] ?? 0];
						const spread = Math.sqrt(variance + EPS);
						const normal = (i: number) => ((numbers[i] ?? 0) - middle) / spread;
						let [sum, product, sumOfSizes, productOfSizes] = [0, 0, 0, 0];
						for (const i of placesOf(size, channel)) {
							sum += gradients[i] ?? 0;
							product += (gradients[i] ?? 0) * normal(i);
							sumOfSizes += Math.abs(gradients[i] ?? 0);
							productOfSizes += Math.abs((gradients[i] ?? 0) * normal(i));
						}
						// Relative to what was summed: gradients cancel.
						const [gBias, gWeight] = [first.gBias[channel] ?? Number.NaN, first.gWeight[channel] ?? Number.NaN];
						assert.ok(Math.abs(gBias - sum) <= 2e-7 * Math.max(1, sumOfSizes), `gBias ${gBias}, not ${sum}`);
						assert.ok(Math.abs(gWeight - product) <= 1e-6 * Math.max(1, productOfSizes), `gWeight ${gWeight}, not ${product}`);
						const { count } = ofBatch;
						const factor = (weight[channel] ?? 0) / spread;
						for (const i of placesOf(size, channel)) {
							const through = (gradients[i] ?? 0) - (training ? (sum + normal(i) * product) / count : 0);
							const expected = factor * through + (add ? (numbers[i] ?? 0) : 0);
							const scale = Math.max(1, Math.abs(factor) * 2);
							assert.ok(Math.abs((first.gx[i] ?? Number.NaN) - expected) <= 1e-6 * scale, `gx[${i}]: ${first.gx[i]}, not ${expected}`);
						}
					}
				}
		});
	}

	test("scaleShift scales each channel, and clamps", () => {
		for (const size of sizes)
			for (const clamp of [0, 1])
				for (const parts of [1, 2, 3]) {
					forget();
					const [images, channels, rows, columns] = size;
					const numbers = around(size);
					const [scale, shift] = [uniform(channels, 3), uniform(channels, 4)];
					const x = putMaps(size, numbers, 1);
					const y = place(size, 2);
					const given = { scale: put(lanes(scale)), shift: put(lanes(shift)), clamp, low: 0, high: 6 };
					call("scaleShift", { ...at("x", x), ...at("y", y), images, rows, columns, outputs: x.lanes, ...given }, parts);
					const expected = numbers.map((number, i) => {
						const channel = Math.floor(i / (rows * columns)) % channels;
						const value = number * (scale[channel] ?? 0) + (shift[channel] ?? 0);
						return clamp ? Math.min(Math.max(value, 0), 6) : value;
					});
					assertClose(read(y), expected);
					assertUntouched(y);
				}
	});

	test("without a weight it is 1, without a bias 0, without running statistics none are written", () => {
		forget();
		const x = putMaps([2, 3, 2, 2], around([2, 3, 2, 2]));
		const [mean, variance, scale, shift] = [4, 4, 4, 4].map((count) => put(new Float32Array(count)));
		const none = { weight: 0, bias: 0, runningMean: 0, runningVariance: 0 };
		const found = { mean: mean ?? 0, variance: variance ?? 0, scale: scale ?? 0, shift: shift ?? 0 };
		call("batchStatistics", { ...at("x", x), images: 2, rows: 2, columns: 2, outputs: 4, ...found, ...none, eps: EPS, momentum: 1 });
		const { mean: middle, variance: spread } = statistics([2, 3, 2, 2], around([2, 3, 2, 2]), 1);
		assertClose([floats(found.scale, 2)[1] ?? 0], [1 / Math.sqrt(spread + EPS)]);
		assertClose([floats(found.shift, 2)[1] ?? 0], [-middle / Math.sqrt(spread + EPS)]);
	});
});
