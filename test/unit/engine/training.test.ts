import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { EngineError, Model, reference, tensor } from "../../../src/engine";
import { readAttributes } from "../../../src/network/attribute";
import { kindOf } from "../../../src/network/registry";
import { graphOf } from "./networks";

/** One layer over a batch of pictures, in train mode unless said otherwise. */
function trained(type: string, written: Readonly<Record<string, unknown>>, shape: readonly number[], batch: number) {
	const model = new Model();
	model.compile(graphOf(shape, [{ type, attributes: written }]), { seed: 1, batch });
	return {
		forward: (numbers: readonly number[], training = true) => model.forward(Float32Array.from(numbers), { training }),
		numbers: (name: "running_mean" | "running_var" | "num_batches_tracked") => [...(model.layer("0")?.parameters[name]?.data ?? [])],
		output: () => [...(model.layer("0")?.output.data ?? [])],
	};
}

suite("engine: running statistics", () => {
	test("BatchNorm2d: momentum null is the plain average of all batches, and counts them", () => {
		const layer = trained("BatchNorm2d", { momentum: null, eps: 0 }, [1, 1, 2], 1);
		// Means 2 and 6, unbiased variances 2 and 8.
		layer.forward([1, 3]);
		assert.deepEqual([layer.numbers("running_mean"), layer.numbers("running_var"), layer.numbers("num_batches_tracked")], [[2], [2], [1]]);
		layer.forward([4, 8]);
		assert.deepEqual([layer.numbers("running_mean"), layer.numbers("running_var"), layer.numbers("num_batches_tracked")], [[4], [5], [2]]);
		layer.forward([4, 4 + Math.fround(Math.sqrt(5))], false);
		assert.deepEqual(layer.numbers("num_batches_tracked"), [2]);
		assert.deepEqual(
			layer.output().map((y) => Math.round(y * 1e6) / 1e6),
			[0, 1],
		);
	});

	test("BatchNorm2d: a written momentum counts nothing", () => {
		const layer = trained("BatchNorm2d", { momentum: 0.5 }, [1, 1, 2], 1);
		layer.forward([1, 3]);
		assert.deepEqual([layer.numbers("running_mean"), layer.numbers("running_var"), layer.numbers("num_batches_tracked")], [[1], [1.5], []]);
	});

	test("InstanceNorm2d: averages over the pictures; momentum null keeps what was there, as in PyTorch", () => {
		const pictures = [1, 3, 4, 8];
		const layer = trained("InstanceNorm2d", { momentum: 0.5, track_running_stats: true }, [1, 1, 2], 2);
		layer.forward(pictures);
		assert.deepEqual([layer.numbers("running_mean"), layer.numbers("running_var")], [[2], [3]]);
		const still = trained("InstanceNorm2d", { momentum: null, track_running_stats: true }, [1, 1, 2], 2);
		still.forward(pictures);
		assert.deepEqual([still.numbers("running_mean"), still.numbers("running_var")], [[0], [1]]);
	});

	test("one number a channel cannot be trained on, and says so; in eval mode it can be looked at", () => {
		for (const type of ["BatchNorm2d", "InstanceNorm2d"]) {
			const layer = trained(type, {}, [2, 1, 1], 1);
			const refused = (error: unknown) => error instanceof EngineError && error.code === "invalid-request" && error.message.includes(type);
			assert.throws(() => layer.forward([1, 2]), refused);
			layer.forward([1, 2], false);
			assert.ok(layer.output().every(Number.isFinite));
		}
		trained("BatchNorm2d", {}, [1, 1, 1], 2).forward([1, 2]);
	});
});

suite("engine: where gradients go", () => {
	/** A layer's gradient with respect to its only input. */
	function inputGradient(
		type: string,
		written: Readonly<Record<string, unknown>>,
		shapes: readonly (readonly number[])[],
		x: number[],
		gy: number[],
	) {
		const [op, kind] = [reference.opOf(type), kindOf(type)];
		const [shape = [], out = []] = shapes;
		assert.ok(op && kind);
		const step = {
			attributes: readAttributes(kind.attributes, written),
			inputs: [tensor(shape, Float32Array.from(x))],
			output: tensor(out),
			parameters: {},
			training: false,
			seed: 0,
		};
		const gx = tensor(shape);
		op.backward(step, { output: tensor(out, Float32Array.from(gy)), inputs: [gx], parameters: {} });
		return [...gx.data];
	}

	test("pools: the first maximum among equals, NaN before all; a number may win more than once", () => {
		const row = [1, 1, 1, 5];
		const out = [1, 1, 1, 3];
		assert.deepEqual(
			inputGradient("MaxPool2d", { kernel_size: [1, 2], stride: 1 }, [row, out], [7, 7, 7, 7, 1], [1, 10, 100]),
			[1, 10, 100, 0, 0],
		);
		const windows = { kernel_size: [1, 3], stride: 1 };
		assert.deepEqual(inputGradient("MaxPool2d", windows, [row, out], [1, 2, 9, 2, 9], [1, 10, 100]), [0, 0, 111, 0, 0]);
		assert.deepEqual(inputGradient("MaxPool2d", windows, [row, out], [1, Number.NaN, 9, 2, 3], [1, 10, 100]), [0, 11, 100, 0, 0]);
		const adaptive = { output_size: [1, 2] };
		assert.deepEqual(
			inputGradient(
				"AdaptiveMaxPool2d",
				adaptive,
				[
					[1, 1, 1, 3],
					[1, 1, 1, 2],
				],
				[5, 5, 5],
				[1, 10],
			),
			[1, 10, 0],
		);
		assert.deepEqual(
			inputGradient(
				"AdaptiveMaxPool2d",
				adaptive,
				[
					[1, 1, 1, 3],
					[1, 1, 1, 2],
				],
				[5, Number.NaN, 5],
				[1, 10],
			),
			[0, 11, 0],
		);
	});

	test("MaxPool2d: a window that steps over all of its map sends nothing anywhere", () => {
		const attributes = { kernel_size: [2, 1], padding: [1, 0], dilation: [2, 1] };
		assert.deepEqual(
			inputGradient(
				"MaxPool2d",
				attributes,
				[
					[1, 1, 1, 1],
					[1, 1, 1, 1],
				],
				[3],
				[10],
			),
			[0],
		);
	});

	test("averages: shares of what they were divided by, also beyond the padding", () => {
		const attributes = { kernel_size: [1, 2], stride: [1, 2], ceil_mode: true };
		// The last window of three holds one number, and is divided by 1.
		assert.deepEqual(
			inputGradient(
				"AvgPool2d",
				attributes,
				[
					[1, 1, 1, 3],
					[1, 1, 1, 2],
				],
				[1, 2, 3],
				[1, 10],
			),
			[0.5, 0.5, 10],
		);
		const override = { ...attributes, divisor_override: 4 };
		assert.deepEqual(
			inputGradient(
				"AvgPool2d",
				override,
				[
					[1, 1, 1, 3],
					[1, 1, 1, 2],
				],
				[1, 2, 3],
				[1, 10],
			),
			[0.25, 0.25, 2.5],
		);
	});

	test("at corners PyTorch's slopes: 0 for ReLU, ReLU6 and Hardtanh, the lower one for LeakyReLU and ELU", () => {
		const at = (type: string, written: object, x: number[]) =>
			inputGradient(
				type,
				{ ...written },
				[
					[1, x.length],
					[1, x.length],
				],
				x,
				x.map(() => 1),
			);
		assert.deepEqual(at("ReLU", {}, [0, -0]), [0, 0]);
		assert.deepEqual(at("ReLU6", {}, [0, 6]), [0, 0]);
		assert.deepEqual(at("Hardtanh", {}, [-1, 1]), [0, 0]);
		assert.deepEqual(at("LeakyReLU", { negative_slope: 0.25 }, [0]), [0.25]);
		assert.deepEqual(at("ELU", { alpha: 0.5 }, [0]), [0.5]);
	});
});
