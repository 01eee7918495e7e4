import assert from "node:assert/strict";
import { reference } from "../../../src/engine";
import { makePlan } from "../../../src/engine/plan";
import { convGeometry } from "../../../src/engine/simd/geometry";
import { gains } from "../../../src/engine/simd/spaceToDepth";
import type { Graph } from "../../../src/network/graph";
import { graphOf } from "./networks";

/** Whether the only layer, a Conv2d of 64 outputs, is done by space to depth. */
function chosen(input: readonly number[], attributes: Readonly<Record<string, unknown>>, winograd = true): boolean {
	const graph: Graph = graphOf([...input], [{ type: "Conv2d", attributes: { out_channels: 64, ...attributes } }]);
	const [step] = makePlan(graph, { backend: reference, batch: 1, gradients: false, memoryLimit: 2 ** 30 }).steps;
	assert.ok(step);
	return gains({ winograd }, convGeometry(step, input));
}

suite("engine: space to depth", () => {
	test("known networks' first layers: ResNet, AlexNet, a strided 5 × 5 and 4 × 4", () => {
		assert.ok(chosen([3, 224, 224], { kernel_size: 7, stride: 2, padding: 3 }));
		assert.ok(chosen([3, 224, 224], { kernel_size: 11, stride: 4, padding: 2 }));
		assert.ok(chosen([3, 64, 64], { kernel_size: 5, stride: 2, padding: 2 }));
		assert.ok(chosen([3, 64, 64], { kernel_size: 4, stride: 2, padding: 1 }));
	});

	test("not where it would gain little, or must give the direct sums' bits", () => {
		for (const [input, attributes] of [
			[[64, 56, 56], { kernel_size: 3, stride: 2, padding: 1 }],
			[[3, 224, 224], { kernel_size: 16, stride: 16 }],
			[[3, 64, 64], { kernel_size: 7, stride: [2, 1] }],
			[[3, 64, 64], { kernel_size: [7, 5], stride: 2 }],
			[[3, 64, 64], { kernel_size: 7, stride: 2, dilation: 2 }],
			[[4, 64, 64], { kernel_size: 7, stride: 2, groups: 2 }],
			[[3, 16, 16], { kernel_size: 7, stride: 2 }],
			[[1, 64, 64], { kernel_size: 7, stride: 2 }],
			[[128, 64, 64], { kernel_size: 4, stride: 2, padding: 1 }],
		] as const)
			assert.ok(!chosen(input, attributes), JSON.stringify([input, attributes]));
		assert.ok(!chosen([3, 224, 224], { kernel_size: 7, stride: 2, padding: 3 }, false));
	});
});
