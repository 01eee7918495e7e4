import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { derive, deriveGradient, deriveWeight, Model } from "../../../src/engine";
import { senderOf } from "../../../src/engine/derive/backward/registry";
import { deriverOf } from "../../../src/engine/derive/registry";
import type { DerivationQuery } from "../../../src/network/derivation";
import { typeNames } from "../../../src/network/registry";
import { elements, type Shape } from "../../../src/network/shape";
import { backends } from "./backends";
import { conv, dense, flatten, graphOf, pool, relu, type TestLayer } from "./networks";

const query: DerivationQuery = { layer: "0", tile: 0, y: 0, x: 0, from: 0, count: 8, order: "channel", gradient: false };

suite("derivations", () => {
	test("every layer kind has one", () => {
		assert.deepEqual(
			typeNames.filter((type) => !deriverOf(type)),
			[],
		);
	});

	test("every layer kind says what it sends back", () => {
		assert.deepEqual(
			typeNames.filter((type) => !senderOf(type)),
			[],
		);
	});

	for (const backend of backends) {
		suite(backend.name, () => {
			/** A network over an input of 1, 2, 3 …, whose weights are what `weights` makes of their index. */
			const modelOf = (input: Shape, layers: readonly TestLayer[], weights = (i: number) => i + 1): Model => {
				const model = new Model(backend);
				model.compile(graphOf(input, layers), { seed: 1, gradients: true });
				for (const { parameters } of model.layers) {
					parameters.weight?.data.forEach((_, i, all) => {
						all[i] = weights(i);
					});
					parameters.bias?.data.fill(0.5);
				}
				model.weightsChanged();
				model.forward(Float32Array.from({ length: elements(input) }, (_, i) => i + 1));
				return model;
			};

			test("a convolution's window with its border, per channel, and the bias", () => {
				const model = modelOf([2, 2, 3], [conv(1, 3, 1), relu]);
				assert.deepEqual(derive(model, query), {
					form: "windows",
					total: 2,
					rest: 0,
					bias: 0.5,
					value: 94 + 586 + 0.5,
					windows: [
						{
							input: 0,
							tile: 0,
							rows: [-1, 0, 1],
							columns: [-1, 0, 1],
							values: [0, 0, 0, 0, 1, 2, 0, 4, 5],
							kernel: { rows: [0, 1, 2], columns: [0, 1, 2], values: [1, 2, 3, 4, 5, 6, 7, 8, 9], index: [0, 0], tile: 0 },
							sum: 5 + 12 + 32 + 45,
						},
						{
							input: 0,
							tile: 1,
							rows: [-1, 0, 1],
							columns: [-1, 0, 1],
							values: [0, 0, 0, 0, 7, 8, 0, 10, 11],
							kernel: { rows: [0, 1, 2], columns: [0, 1, 2], values: [10, 11, 12, 13, 14, 15, 16, 17, 18], index: [0, 1], tile: 1 },
							sum: 98 + 120 + 170 + 198,
						},
					],
				});
			});

			test("what scatters onto a number of a transposed convolution, in the input's order", () => {
				const transposed = { type: "ConvTranspose2d", attributes: { out_channels: 1, kernel_size: 3, stride: 2 } };
				const derivation = derive(modelOf([1, 2, 2], [transposed]), { ...query, y: 2, x: 1 });
				assert.ok(derivation?.form === "windows");
				const [window] = derivation.windows;
				assert.deepEqual([window?.rows, window?.columns, window?.values], [[0, 1], [0], [1, 3]]);
				assert.deepEqual([window?.kernel?.rows, window?.kernel?.columns, window?.kernel?.values], [[2, 0], [1], [8, 2]]);
				assert.equal(derivation.value, 8 + 6 + 0.5);
			});

			test("a Linear's features say where they stood before they were flattened", () => {
				const layers = [conv(2, 1), pool, flatten, relu, { type: "Dropout" }, dense(3), dense(2)];
				const model = modelOf([1, 4, 6], layers);
				const first = derive(model, { ...query, layer: "5", x: 1, from: 7, count: 2 });
				assert.ok(first?.form === "terms");
				assert.deepEqual(
					first.terms.map(({ tile, y, x, origin }) => [tile, y, x, origin]),
					[
						[0, 0, 7, { layer: "1", tile: 1, y: 0, x: 1 }],
						[0, 0, 8, { layer: "1", tile: 1, y: 0, x: 2 }],
					],
				);
				const second = derive(model, { ...query, layer: "6" });
				assert.ok(second?.form === "terms" && second.terms.every(({ origin }) => origin === undefined), "mixed features have none");
				const own = derive(modelOf([1, 1, 3], [flatten, dense(2)]), { ...query, layer: "1" });
				assert.ok(own?.form === "terms");
				assert.deepEqual(own.terms[2]?.origin, { layer: "input", tile: 0, y: 0, x: 2 });
			});

			test("the largest of many parts, and the rest", () => {
				const model = modelOf([4, 1, 1], [conv(1, 1)], (i) => [1, -5, 3, 0.5][i] ?? 0);
				const largest = derive(model, { ...query, order: "contribution", count: 2 });
				assert.ok(largest?.form === "windows");
				assert.deepEqual(
					largest.windows.map(({ tile, sum }) => [tile, sum]),
					[
						[1, -10],
						[2, 9],
					],
				);
				assert.deepEqual([largest.total, largest.rest, largest.value], [4, 3, 2.5]);
			});

			test("a pool's border never wins; a window without any number has no winner", () => {
				const padded = { type: "MaxPool2d", attributes: { kernel_size: 2, padding: 1 } };
				const derivation = derive(modelOf([1, 2, 2], [padded]), query);
				assert.ok(derivation?.form === "max");
				assert.deepEqual(derivation.window.values, [-Infinity, -Infinity, -Infinity, 1]);
				assert.equal(derivation.winner, 3);
				const over = { type: "MaxPool2d", attributes: { kernel_size: 2, padding: 1, dilation: 2 } };
				const none = derive(modelOf([1, 1, 1], [over]), query);
				assert.ok(none?.form === "max");
				assert.deepEqual([none.winner, none.value], [-1, -Infinity]);
			});

			test("a number that several layers read gets what all of them send back", () => {
				const layers: TestLayer[] = [
					conv(1, 1),
					{ type: "ReLU", inputs: [0] },
					{ type: "Sigmoid", inputs: [0] },
					{ type: "Add", inputs: [1, 2] },
					{ type: "Multiply", inputs: [0, 0] },
					{ type: "Add", inputs: [3, 4] },
				];
				const model = modelOf([1, 1, 2], layers, () => 0.5);
				model.backward(Float32Array.of(2, 3));
				const own = deriveGradient(model, { layer: "0", tile: 0, y: 0, x: 1, count: 8 });
				assert.deepEqual(
					own?.parts.map(({ layer, input, form }) => [layer, input, form]),
					[
						["1", 0, "slope"],
						["2", 0, "slope"],
						["4", 0, "sum"],
						["4", 1, "sum"],
					],
				);
				const all = own?.parts.reduce((sum, part) => sum + part.sum, 0) ?? Number.NaN;
				const x = 0.5 * 2 + 0.5;
				const sigmoid = 1 / (1 + Math.exp(-x));
				assert.ok(Math.abs(all - 3 * (1 + sigmoid * (1 - sigmoid) + 2 * x)) < 1e-5, `${all}`);
				assert.ok(Math.abs(all - (own?.gradient ?? Number.NaN)) < 1e-5);
				assert.equal(own?.value, x);
			});

			test("the input's gradient; what nothing reads has none; no gradients, no such number", () => {
				const model = modelOf([1, 2, 2], [conv(1, 2)]);
				const query = { layer: "input", tile: 0, y: 1, x: 0, count: 8 };
				assert.throws(() => deriveGradient(model, query), /no gradients/);
				model.backward(Float32Array.of(2));
				const { value, gradient, parts } = deriveGradient(model, query) ?? assert.fail();
				assert.deepEqual([value, gradient], [3, 6]);
				assert.deepEqual(parts, [
					{
						form: "sum",
						terms: [{ output: { tile: 0, y: 0, x: 0 }, gradient: 2, factor: 3, product: 6, weight: { tile: 0, y: 1, x: 0 } }],
						total: 1,
						rest: 0,
						sum: 6,
						layer: "0",
						input: 0,
					},
				]);
				assert.deepEqual(deriveGradient(model, { ...query, layer: "0", y: 0 })?.parts, []);
				for (const wrong of [{ layer: "7" }, { tile: 1 }, { y: 2 }, { x: -1 }])
					assert.equal(deriveGradient(model, { ...query, ...wrong }), undefined);
			});

			test("no such layer, number or weight; no gradients", () => {
				const model = modelOf([1, 3, 3], [conv(2, 2), relu]);
				for (const wrong of [{ layer: "7" }, { layer: "input" }, { tile: 2 }, { y: 2 }, { x: 2 }, { x: -1 }]) {
					assert.equal(derive(model, { ...query, ...wrong }), undefined);
				}
				assert.equal(derive(model, { ...query, gradient: true })?.gradient, undefined);
				const weight = { layer: "0", tile: 0, y: 0, x: 0, count: 4 };
				assert.throws(() => deriveWeight(model, weight), /no gradients/);
				model.backward(new Float32Array(8).fill(1));
				assert.equal(derive(model, { ...query, gradient: true })?.gradient, 1);
				assert.equal(deriveWeight(model, weight)?.gradient, 1 + 2 + 4 + 5);
				for (const wrong of [{ layer: "7" }, { layer: "1" }, { tile: 2 }, { y: 2 }, { x: 2 }]) {
					assert.equal(deriveWeight(model, { ...weight, ...wrong }), undefined);
				}
			});
		});
	}
});
