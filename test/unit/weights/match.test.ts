import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { matchWeights, type WeightedLayer } from "../../../src/weights/match";
import type { TensorEntry } from "../../../src/weights/read";

const layers: readonly WeightedLayer[] = [
	{
		key: "stem",
		tensors: [
			{ name: "weight", shape: [6, 1, 5, 5] },
			{ name: "bias", shape: [6] },
		],
	},
	{
		key: "block.0.bn",
		tensors: [
			{ name: "running_mean", shape: [6] },
			{ name: "num_batches_tracked", shape: [] },
		],
	},
];

const fileWith = (...entries: readonly (readonly [name: string, shape: readonly number[], dtype?: "F16" | "F8_E4M3" | "I64"])[]) =>
	new Map<string, TensorEntry>(
		entries.map(([name, shape, dtype = "F32"]) => [name, { name, shape, dtype, begin: 0, end: 0 } as TensorEntry]),
	);

suite("weights: match", () => {
	test("all there", () => {
		const file = fileWith(
			["stem.weight", [6, 1, 5, 5], "F16"],
			["stem.bias", [6]],
			["block.0.bn.running_mean", [6]],
			["block.0.bn.num_batches_tracked", [], "I64"],
		);
		const { fitting, ...rest } = matchWeights(layers, file);
		assert.deepEqual(
			fitting.map(({ layer, tensor, entry }) => [layer, tensor, entry.name]),
			[
				["stem", "weight", "stem.weight"],
				["stem", "bias", "stem.bias"],
				["block.0.bn", "running_mean", "block.0.bn.running_mean"],
				["block.0.bn", "num_batches_tracked", "block.0.bn.num_batches_tracked"],
			],
		);
		assert.deepEqual(rest, { missing: [], misfits: [], unexpected: [] });
	});

	test("missing, unexpected, of the wrong shape, and of a type that holds no weights", () => {
		const file = fileWith(
			["stem.weight", [8, 1, 5, 5]],
			["stem.bias", [6]],
			["head.weight", [10]],
			["block.0.bn.num_batches_tracked", [1]],
		);
		const { fitting, missing, misfits, unexpected } = matchWeights(layers, file);
		assert.deepEqual(fitting, [], "a layer whose kernels do not fit keeps its own bias, too");
		assert.deepEqual(missing, [{ layer: "block.0.bn", name: "block.0.bn.running_mean", shape: [6] }]);
		assert.deepEqual(
			misfits.map(({ layer, entry, shape }) => [layer, entry.name, entry.shape, shape]),
			[
				["stem", "stem.weight", [8, 1, 5, 5], [6, 1, 5, 5]],
				["block.0.bn", "block.0.bn.num_batches_tracked", [1], []],
			],
		);
		assert.deepEqual(
			unexpected.map(({ name }) => name),
			["head.weight"],
		);
		assert.equal(matchWeights(layers.slice(0, 1), fileWith(["stem.weight", [6, 1, 5, 5], "F8_E4M3"])).misfits.length, 1);
	});

	test("a file without counters of batches lacks nothing, as for PyTorch", () => {
		const { missing, fitting } = matchWeights(layers.slice(1), fileWith(["block.0.bn.running_mean", [6]]));
		assert.deepEqual(missing, []);
		assert.equal(fitting.length, 1);
	});
});
