import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { accepts, readAttributes } from "../../../src/network/attribute";
import { kindOf, kinds } from "../../../src/network/registry";
import type { Shape } from "../../../src/network/shape";

type Case = [type: string, written: Record<string, unknown>, inputs: Shape[], output: Shape | null, tensors: Record<string, Shape>];

// The file's form is its writer's: pytorch_shapes.py beside it.
const cases: Case[] = JSON.parse(readFileSync(path.resolve("test/unit/network/pytorch-shapes.json"), "utf8"));

/** Places where this format is meant to differ from PyTorch, each with its reason. */
function differsOnPurpose([type, written, inputs]: Case): string | undefined {
	const ranks = new Set(inputs.map((shape) => shape.length));
	if ((type === "Add" || type === "Multiply") && ranks.size > 1) return "the batch of one input would lie along the height of another";
	if (type === "InstanceNorm2d" && inputs[0]?.length === 2) return "reads channels × height × width without a batch";
	if (type === "BatchNorm2d" && inputs[0]?.length === 2) return "reads channels × height × width without a batch";
	if (type === "Flatten" && Number(written.start_dim ?? 1) + (inputs[0]?.length ?? 0) + 1 === 0) return "the batch would be joined";
	if (type.endsWith("Norm2d") && "num_features" in written && !written.affine && !written.track_running_stats) {
		return "PyTorch does not compare num_features with the input where nothing is learned";
	}
	if (type === "InstanceNorm2d" && !written.track_running_stats && inputs[0]?.slice(1).every((size) => size === 1)) {
		return "PyTorch refuses to take the variance of one pixel; a network for one picture may still stand there";
	}
	return undefined;
}

const describe = ([type, written, inputs]: Case): string => `${type} ${JSON.stringify(written)} of ${JSON.stringify(inputs)}`;

suite("network: every kind against PyTorch", () => {
	for (const kind of kinds) {
		test(kind.type, () => {
			const own = cases.filter(([type]) => type === kind.type);
			assert.ok(own.length > 0, "no case");
			let compared = 0;
			for (const one of own) {
				const [type, written, inputs, output, tensors] = one;
				if (differsOnPurpose(one)) continue;
				compared++;
				for (const [name, value] of Object.entries(written)) {
					const attribute = kindOf(type)?.attributes[name];
					assert.ok(attribute && accepts(attribute, value), `${describe(one)}: ${name} is not accepted`);
				}
				const values = readAttributes(kind.attributes, written);
				const inference = kind.infer(inputs, values);
				assert.deepEqual(inference.ok ? inference.shape : null, output, describe(one));
				if (!inference.ok) continue;
				const all = (kind.parameters?.(inputs, values) ?? []).map(({ name, shape }) => [name, [...shape]] as const);
				// PyTorch's writer left the count of batches out; here it is kept where it is read.
				const found = all.filter(([name]) => name !== "num_batches_tracked");
				const averages = type === "BatchNorm2d" && "running_mean" in tensors && values.momentum === null;
				assert.equal(found.length < all.length, averages, describe(one));
				assert.deepEqual(found, Object.entries(tensors), describe(one));
			}
			assert.ok(compared > 0, "all cases are meant to differ");
		});
	}
});
