import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Model, quantiseTiles, tilePatch } from "../../../src/engine";
import { decode, MAX_FRAME_BYTES, STATS, type Want } from "../../../src/protocol/frame";
import { conv, dense, flatten, graphOf, relu, type TestLayer } from "./networks";

const limits = { maxBytes: MAX_FRAME_BYTES };

function run(input: readonly number[], shape: readonly number[], layers: readonly TestLayer[]): Model {
	const model = new Model();
	model.compile(graphOf(shape, layers), { seed: 1 });
	model.forward(Float32Array.from(input));
	return model;
}

const want = (layer: string, what: Want["what"], rest: Partial<Want> = {}): Want => ({
	layer,
	what,
	from: 0,
	count: 4096,
	maxSide: 4096,
	...rest,
});

/** The first set of a frame, its statistics and its codes. */
function first(model: Model, wanted: Want, maxBytes = MAX_FRAME_BYTES) {
	const { sets, buffer } = quantiseTiles(model, [wanted], { maxBytes });
	const [set] = sets;
	assert.ok(set);
	const stats = [...new Float32Array(buffer, set.stats, set.count * STATS)];
	return { set, stats, codes: [...new Uint8Array(buffer, set.codes, set.count * set.width * set.height)] };
}

suite("engine: tiles", () => {
	test("maps: 1…255 for min…max of each tile, statistics over the tile", () => {
		const model = run([0, 1, 2, 254, -1, 0, 0, 1], [2, 2, 2], [{ type: "Identity" }]);
		const { set, stats, codes } = first(model, want("0", "maps"));
		assert.deepEqual([set.total, set.count, set.width, set.height, set.step], [2, 2, 2, 2, 1]);
		assert.deepEqual(codes, [1, 2, 3, 255, 1, 128, 128, 255]);
		assert.deepEqual(stats, [0, 254, 64.25, 0.25, 0, -1, 1, 0, 0.5, 0]);
		assert.equal(decode(2, 0, 254), 1);
	});

	test("NaN and ±Infinity: code 0, counted, and left out of min, max and mean", () => {
		const model = run([Number.NaN, Number.POSITIVE_INFINITY, 2, 4], [1, 2, 2], [{ type: "Identity" }]);
		const { stats, codes } = first(model, want("0", "maps"));
		assert.deepEqual(codes, [0, 0, 1, 255]);
		assert.deepEqual(stats, [2, 4, 3, 0, 2]);
	});

	test("NaN flows through a network, and only bad numbers come out", () => {
		const model = run(new Array(64).fill(Number.NaN), [1, 8, 8], [conv(2, 3), relu, { type: "MaxPool2d", attributes: { kernel_size: 2 } }]);
		const { stats, codes } = first(model, want("2", "maps"));
		assert.ok(codes.every((code) => code === 0));
		assert.deepEqual(stats, [0, 0, 0, 0, 9, 0, 0, 0, 0, 9]);
	});

	test("a vector is one tile of height 1, a Linear's weight one matrix; the input has its own key", () => {
		const model = run([1, 2, 3, 4], [1, 2, 2], [flatten, dense(3)]);
		assert.deepEqual(first(model, want("input", "maps")).codes, [1, 86, 170, 255]);
		const vector = first(model, want("0", "maps")).set;
		assert.deepEqual([vector.total, vector.width, vector.height], [1, 4, 1]);
		const matrix = first(model, want("1", "kernels")).set;
		assert.deepEqual([matrix.total, matrix.width, matrix.height], [1, 4, 3]);
		assert.equal(first(model, want("0", "kernels")).set.total, 0);
	});

	test("kernels are counted as they lie in memory", () => {
		const model = run(new Array(27).fill(1), [3, 3, 3], [conv(2, 2)]);
		const { set, stats } = first(model, want("0", "kernels", { from: 4, count: 1 }));
		assert.deepEqual([set.total, set.from, set.count, set.width, set.height], [6, 4, 1, 2, 2]);
		const kernel = model.layer("0")?.parameters.weight?.data.slice(16, 20) ?? new Float32Array();
		assert.deepEqual(stats.slice(0, 2), [Math.min(...kernel), Math.max(...kernel)]);
	});

	test("large tiles are thinned out by the smallest whole step; statistics see everything", () => {
		const model = run(
			Array.from({ length: 70 }, (_, i) => i),
			[1, 7, 10],
			[{ type: "Identity" }],
		);
		const { set, stats, codes } = first(model, want("0", "maps", { maxSide: 4 }));
		assert.deepEqual([set.step, set.width, set.height, set.fullWidth, set.fullHeight], [3, 4, 3, 10, 7]);
		assert.deepEqual(stats.slice(0, 2), [0, 69]);
		assert.deepEqual(
			codes,
			[0, 3, 6, 9, 30, 33, 36, 39, 60, 63, 66, 69].map((value) => 1 + Math.round((value / 69) * 254)),
		);
	});

	test("what does not exist is left out, what does not fit is cut, what could never fit is thinned out", () => {
		const model = run(new Array(300).fill(0), [3, 10, 10], [{ type: "Identity" }]);
		assert.deepEqual(quantiseTiles(model, [want("gone", "maps")], limits).sets, []);
		assert.equal(first(model, want("0", "maps", { from: 2, count: 9 })).set.count, 1);
		assert.equal(first(model, want("0", "maps", { from: 7 })).set.count, 0);
		assert.equal(first(model, want("0", "maps"), 250).set.count, 2);
		const thinned = first(model, want("0", "maps"), 60).set;
		assert.deepEqual([thinned.step, thinned.count], [2, 1]);
		const two = quantiseTiles(model, [want("0", "maps"), want("0", "maps")], { maxBytes: 500 });
		assert.deepEqual(
			two.sets.map((set) => set.count),
			[3, 1],
		);
		assert.ok(two.buffer.byteLength <= 500);
	});

	const partialLayers: readonly [string, TestLayer][] = [
		["Conv2d", { type: "Conv2d", attributes: { out_channels: 4, kernel_size: 3, padding: 1, stride: 2 } }],
		["Conv2d in groups", { type: "Conv2d", attributes: { out_channels: 6, kernel_size: [3, 2], groups: 2, dilation: 2, padding: 2 } }],
		["ConvTranspose2d", { type: "ConvTranspose2d", attributes: { out_channels: 6, kernel_size: 3, stride: 2, padding: 1, groups: 2 } }],
	];
	for (const [what, layer] of partialLayers) {
		test(`partials of ${what} and the bias add up to the map`, () => {
			const model = run(
				Array.from({ length: 4 * 49 }, (_, i) => Math.cos(i)),
				[4, 7, 7],
				[layer],
			);
			const made = model.layer("0");
			assert.ok(made);
			const [, , height = 0, width = 0] = made.output.shape;
			for (const output of [0, 3]) {
				const { set } = first(model, want("0", "partials", { output }));
				assert.deepEqual([set.total, set.output, set.width, set.height], [layer.attributes?.groups ? 2 : 4, output, width, height]);
				assert.equal(set.bias, made.parameters.bias?.data[output]);
				const sums = new Float64Array(height * width).fill(set.bias ?? Number.NaN);
				for (let tile = 0; tile < set.total; tile++) {
					const query = { layer: "0", what: "partials", output, tile, y: 0, x: 0, height, width } as const;
					for (const [i, value] of (tilePatch(model, query) ?? []).entries()) sums[i] = (sums[i] ?? 0) + value;
				}
				const map = made.output.data.slice(output * height * width, (output + 1) * height * width);
				for (const [i, value] of map.entries()) assert.ok(Math.abs(value - (sums[i] ?? 0)) < 1e-6, `${value} ${sums[i]}`);
			}
			assert.equal(first(model, want("0", "partials", { output: 6 })).set.total, 0);
		});
	}

	test("without a bias partials alone add up, and nothing else has one", () => {
		const bare: TestLayer = { type: "Conv2d", attributes: { out_channels: 2, kernel_size: 1, bias: false } };
		const model = run([1, 2, 3, 4], [1, 2, 2], [bare, conv(2, 1)]);
		assert.ok(!("bias" in first(model, want("0", "partials", { output: 0 })).set));
		assert.ok("bias" in first(model, want("1", "partials", { output: 1 })).set);
		for (const what of ["maps", "kernels"] as const) assert.ok(!("bias" in first(model, want("1", what)).set));
	});

	test("a Linear has no partials", () => {
		assert.equal(first(run([1, 2], [2], [dense(2)]), want("0", "partials", { output: 0 })).set.total, 0);
	});

	test("a patch is exact, and NaN outside of the data", () => {
		const model = run([1.25, 2, 3, 4], [1, 2, 2], [{ type: "Identity" }]);
		const patch = tilePatch(model, { layer: "0", what: "maps", tile: 0, y: -1, x: 0, height: 2, width: 3 });
		assert.deepEqual([...(patch ?? [])], [Number.NaN, Number.NaN, Number.NaN, 1.25, 2, Number.NaN]);
		assert.equal(tilePatch(model, { layer: "0", what: "maps", tile: 1, y: 0, x: 0, height: 1, width: 1 }), undefined);
	});
});
