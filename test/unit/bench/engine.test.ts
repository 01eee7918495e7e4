import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import { suite, test } from "mocha";
import { difference } from "../../../bench/engine/compare";
import { multiplyAdds } from "../../../bench/engine/macs";
import { type Measured, type Outcome, told } from "../../../bench/engine/measure";
import { graphOf, type ModelText } from "../../../bench/engine/modelText";
import { channelsFirst, channelsLast } from "../../../bench/engine/peers/channelsLast";
import { decodeLine, decodeNumbers, encodeLine, encodeNumbers } from "../../../bench/engine/protocol";
import { fastest, ratio } from "../../../bench/engine/report";
import { mobileNetV2, resnet18, resnet50 } from "../../../bench/engine/residual";
import { interleave, type Timeable } from "../../../bench/engine/rounds";
import { readKernelTable, verdict } from "../../../bench/engine/targets";

const outcome = (peer: string, side: "ours" | "javascript" | "native", samples: readonly number[], batch = 1): Outcome => ({
	engine: { title: peer, peer, threads: 1, side },
	batch,
	samples,
	difference: undefined,
	facts: {},
	fault: undefined,
});

suite("the bench of engines", () => {
	test("a message survives its line, and what libraries print is none", () => {
		const message = { do: "time", ms: 40 };
		assert.deepEqual(decodeLine(encodeLine(message).trimEnd()), message);
		assert.equal(decodeLine('{"do":"time"}'), undefined);
		assert.throws(() => decodeLine("@bench {"), SyntaxError);
	});

	test("numbers survive their text bit for bit", () => {
		fc.assert(
			fc.property(fc.float32Array(), (numbers) => assert.deepEqual(decodeNumbers(encodeNumbers(numbers)), numbers.slice())),
			{ numRuns: 50 },
		);
	});

	test("a difference is relative to the largest expected number, and infinite where nothing is shown", () => {
		const close = (expected: readonly number[], found: readonly number[]) =>
			difference(Float32Array.from(expected), Float32Array.from(found));
		assert.equal(close([1, -4], [1, -3]), 0.25);
		assert.equal(close([1, 2], [1, 2]), 0);
		for (const [expected, found] of [
			[[1, 2], [1]],
			[
				[1, 2],
				[Number.NaN, 2],
			],
			[
				[Number.NaN, 2],
				[1, 2],
			],
			[
				[0, 0],
				[0, 0],
			],
			[[], []],
		] as const)
			assert.equal(close(expected, found), Number.POSITIVE_INFINITY);
	});

	test("a fault is told in one line, without a path of this machine", () => {
		const file = path.join(process.cwd(), "bench", "engine", "package.json");
		assert.equal(
			told(new Error(`Cannot find ${file}\nRequire stack:\n- ${file}`)),
			`Cannot find ${path.join("bench", "engine", "package.json")}`,
		);
	});

	test("channels last and back is the same", () => {
		const shape = [2, 3, 4, 5];
		const numbers = Float32Array.from({ length: 120 }, (_, i) => i);
		const moved = channelsLast(numbers, shape);
		assert.deepEqual([...moved.subarray(0, 4)], [0, 20, 40, 1]);
		assert.deepEqual(channelsFirst(moved, shape), numbers);
	});

	test("all take turns; one that fails does not stop the others, and slow ones end early", async () => {
		const order: string[] = [];
		const timeable = (name: string, time: () => readonly number[], before: readonly number[] = []): Timeable => ({
			before,
			time: async () => {
				order.push(name);
				return time();
			},
		});
		const broken = () => {
			throw new Error("gone");
		};
		const pace = { chunk: 1, pause: 0, rounds: 3, most: 1000, least: 2 };
		const results = await interleave(
			[timeable("a", () => [1, 2]), timeable("b", broken), timeable("slow", () => [900], [700, 600, 600])],
			pace,
		);
		assert.deepEqual(results[0], [1, 2, 1, 2, 1, 2]);
		assert.ok(results[1] instanceof Error && results[1].message === "gone");
		assert.deepEqual(results[2], [600, 600], "what it took before counts, but for the first");
		assert.deepEqual(order, ["a", "b", "a", "a"]);
	});

	test("speeds are compared a picture, by least times and by medians", () => {
		const ours = outcome("simd", "ours", [2, 4, 8]);
		const whole = outcome("convnetjs", "javascript", [320, 400, 400], 32);
		assert.deepEqual(ratio(ours, whole), { min: 5, median: 3.125 });
		assert.equal(ratio(ours, undefined), undefined);
		assert.equal(ratio(ours, outcome("tfjs", "javascript", [])), undefined);
		const workload = { name: "W", title: "", model: { input: [1], layers: [] }, mode: "forward", batch: 1 } as const;
		const measured: Measured = { workload, macs: 1, outcomes: [ours, outcome("slow", "javascript", [20]), whole] };
		assert.equal(
			fastest(measured, ({ engine }) => engine.side === "javascript"),
			whole,
		);
	});

	test("a target is kept by both times, by one, or not", () => {
		const of = (min: number, median: number, most = false) => verdict({ reach: 2, most, measured: { min, median } });
		assert.deepEqual([of(2, 3), of(2, 1), of(1, 2), of(1, 1)], ["yes", "least only", "median only", "no"]);
		assert.deepEqual([of(1, 2, true), of(1, 3, true), of(3, 3, true)], ["yes", "least only", "no"]);
		assert.equal(verdict({ reach: 2, measured: undefined }), "not measured");
	});

	test("the kernels' table is read", () => {
		const table =
			"| kernel | µs | GFLOP/s | of the peak |\n|---|--:|--:|--:|\n| peak | 1.0 | 51.0 | 100 % |\n| conv W4a 3×3 | 2.0 | 47.4 | 93 % |\n";
		assert.deepEqual(readKernelTable(table), [
			{ name: "peak", share: 1 },
			{ name: "conv W4a 3×3", share: 0.93 },
		]);
	});

	test("the large networks have torchvision's multiply-adds", () => {
		const facts = (model: ModelText) => multiplyAdds(graphOf(model));
		assert.deepEqual([resnet18(), resnet50(), mobileNetV2()].map(facts), [1814073344, 4089184256, 300774272]);
	});
});
