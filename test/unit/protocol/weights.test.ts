import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { type KeptLayer, readKeep } from "../../../src/protocol/weights";

const layer = (key: string): KeptLayer => ({
	key,
	type: "Conv2d",
	identity: `:Conv2d#${key}`,
	tensors: [
		{ name: "weight", shape: [2, 1, 3, 3], buffer: new SharedArrayBuffer(2 * 9 * 4) },
		{ name: "bias", shape: [2], buffer: new ArrayBuffer(64) },
	],
});

suite("protocol: weights to go on from", () => {
	test("whole ones pass as they are, with the very same memory", () => {
		const keep = { seed: 3, layers: [layer("0"), layer("1")] };
		const read = readKeep(keep);
		assert.deepEqual([read.keep, read.refused], [keep, []]);
		assert.equal(read.keep?.layers[0]?.tensors[0]?.buffer, keep.layers[0]?.tensors[0]?.buffer);
	});

	const [weight, bias] = layer("0").tensors;
	for (const [what, damaged, says] of [
		["too few bytes", { ...layer("7"), tensors: [{ ...weight, buffer: new SharedArrayBuffer(71) }] }, /layer 7: fewer bytes/],
		["another shape", { ...layer("7"), tensors: [{ ...weight, shape: [2, 1, 5, 5] }] }, /layer 7: fewer bytes/],
		["a negative size", { ...layer("7"), tensors: [{ ...weight, shape: [-2, 1] }] }, /layer 7: .*tensors\.0\.shape\.0/],
		["no tensors", { ...layer("7"), tensors: [] }, /layer 7: /],
		["no buffer", { ...layer("7"), tensors: [{ ...weight, buffer: undefined }] }, /layer 7: neither an ArrayBuffer/],
		["a view", { ...layer("7"), tensors: [{ ...weight, buffer: new Float32Array(18) }] }, /layer 7: neither an ArrayBuffer/],
		["a tensor twice", { ...layer("7"), tensors: [weight, bias, weight] }, /layer 7: the same tensor twice/],
		["a name that is none", { ...layer("7"), tensors: [{ ...weight, name: "__proto__ " }] }, /layer 7: .*name/],
		["no identity", { key: "7", type: "Conv2d", tensors: [weight] }, /layer 7: .*identity/],
		["nothing at all", null, /layer at 1: /],
	] as const) {
		test(`a layer with ${what} is left out and named; the others go on`, () => {
			const { keep, refused } = readKeep({ seed: 3, layers: [layer("0"), damaged, layer("2")] });
			assert.deepEqual(
				keep?.layers.map(({ key }) => key),
				["0", "2"],
			);
			assert.equal(refused.length, 1);
			assert.match(refused[0] ?? "", says);
		});
	}

	test("what is no keep at all is refused whole, and nothing ever throws", () => {
		for (const value of [null, 7, "weights", {}, { seed: 0.5, layers: [] }, { seed: 1, layers: {} }]) {
			const { keep, refused } = readKeep(value);
			assert.deepEqual([keep, refused.length], [undefined, 1]);
		}
		fc.assert(fc.property(fc.anything(), (value) => Array.isArray(readKeep({ seed: 1, layers: [value] }).refused)));
	});
});
