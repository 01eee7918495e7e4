import assert from "node:assert/strict";
import * as fc from "fast-check";
import { suite, test } from "mocha";
import { experiment, Model, Scratch } from "../../src/engine";
import { MAX_OUTPUT } from "../../src/engine/experiments/outcome";
import { inverted, turned } from "../../src/engine/experiments/rotation";
import { elements, type Shape } from "../../src/network/shape";
import { backends } from "../unit/engine/backends";
import { network } from "./networks";

const picture = (shape: Shape, seed: number) =>
	Float32Array.from({ length: elements(shape) }, (_, i) => 0.5 + 0.5 * Math.sin(i * 12.9898 + seed));
const shape: fc.Arbitrary<Shape> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));

suite("experiments: a picture turned", () => {
	test("counter-clockwise: what was on the right is on top", () => {
		const right = Float32Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0);
		assert.deepEqual([...turned([1, 3, 3], right, 90)], [0, 1, 0, 0, 0, 0, 0, 0, 0]);
		assert.deepEqual([...turned([1, 3, 3], right, -90)], [0, 0, 0, 0, 0, 0, 0, 1, 0]);
		assert.deepEqual([...turned([1, 3, 3], right, 180)], [0, 0, 0, 1, 0, 0, 0, 0, 0]);
		const [, , , , middle, beside] = turned([1, 3, 3], right, 45);
		assert.ok(beside !== undefined && beside > 0 && beside < 1 && middle === 0, "between two places, a mix");
	});

	test("quarter turns of a square move whole pixels; four of them, or none, change nothing", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }), fc.nat(100), (side, channels, seed) => {
				const square = [channels, side, side];
				const before = picture(square, seed);
				const turn = (numbers: Float32Array) => turned(square, numbers, 90);
				const once = turn(before);
				for (let c = 0; c < channels; c++)
					for (let y = 0; y < side; y++)
						for (let x = 0; x < side; x++) assert.equal(once[(c * side + side - 1 - x) * side + y], before[(c * side + y) * side + x]);
				assert.deepEqual(turn(turn(turn(once))), before);
				assert.deepEqual(turned(square, before, -270), once);
				assert.deepEqual(turned(square, before, 0), before);
			}),
		);
	});

	test("whatever the angle, nothing is brighter or darker than the picture and the black around it", () => {
		fc.assert(
			fc.property(shape, fc.integer({ min: -180, max: 180 }), fc.nat(100), (size, degrees, seed) => {
				const before = picture(size, seed);
				const most = Math.max(...before);
				for (const value of turned(size, before, degrees)) assert.ok(value >= 0 && value <= most + 1e-6);
				assert.deepEqual(turned(size, before, 180), turned(size, turned(size, before, 90 * 4), 180));
			}),
		);
	});

	for (const backend of backends)
		test(`on the ${backend.name} backend the network gives what it gives for that picture, and stays what it is`, () => {
			const [model, other, scratch] = [new Model(backend), new Model(backend), new Scratch(backend)];
			fc.assert(
				fc.property(network, fc.integer({ min: -180, max: 180 }), fc.boolean(), ({ input, layers, graph }, degrees, invert) => {
					if (layers.length === 0) return;
					for (const each of [model, other]) each.compile(graph, { seed: 1 });
					const before = picture(input, degrees);
					model.forward(before);
					const plain = model.output.data.slice();
					const layer = graph.nodes[0]?.key ?? "";
					const result = experiment(model, scratch, before, { kind: "rotation", layer, tile: 0, degrees, invert });
					assert.ok(result?.kind === "rotation");
					const changed = invert ? inverted(turned(input, before, degrees)) : turned(input, before, degrees);
					assert.deepEqual(new Float32Array(result.after.input.values), changed);
					other.forward(changed);
					const given = [result.before, result.after].map(({ output }) => output && new Float32Array(output));
					const expected = [plain, other.output.data.slice()];
					assert.deepEqual(given, plain.length <= MAX_OUTPUT ? expected : [undefined, undefined]);
					assert.deepEqual(model.output.data.slice(), plain);
				}),
				{ numRuns: 40 },
			);
			for (const each of [model, other, scratch]) each.dispose();
		});
});
