import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "mocha";
import { readGolden } from "../../src/cli/golden/read";
import { report, runCase } from "../../src/cli/golden/run";
import { compileKernels, simd } from "../../src/engine";

/** Tests are bundled to out/test/golden; the data stays with the sources. */
const folder = path.resolve(__dirname, "../../../test/golden/data");
const cases = readGolden(folder);

suite("golden: kernels against PyTorch", () => {
	const outcomes = cases.map((golden) => runCase(golden));
	for (const outcome of outcomes) {
		if (outcome.kind === "skipped") continue;
		test(`${outcome.suite} ${outcome.name}`, () => {
			if (outcome.kind === "failed") assert.fail(outcome.problem);
			// Schedules and one training run keep what they are held to among their attributes.
			if (!["lr_schedule", "train_readable"].includes(outcome.op)) assert.notEqual(outcome.checked.length, 0);
		});
	}

	test("every case that a layer, loss, optimiser or schedule can use is claimed", () => {
		const claimed = outcomes.filter((outcome) => outcome.kind !== "skipped");
		assert.equal(claimed.length, 410);
		assert.match(report(outcomes).at(-1) ?? "", /^410 passed, 0 failed, 36 skipped$/);
	});

	test("the SIMD kernels pass whatever a network of one layer can be asked, and every training run", () => {
		const module = compileKernels(readFileSync(path.resolve(__dirname, "../../../dist/kernels.wasm")));
		assert.ok(module);
		const [fastest, exact] = [simd({ module }), simd({ module, winograd: false })];
		const fast = cases.map((golden) => runCase(golden, fastest, exact));
		assert.deepEqual(
			fast.filter(({ kind }) => kind === "failed"),
			[],
		);
		assert.match(report(fast).at(-1) ?? "", /^391 passed, 0 failed, 55 skipped$/);
	});

	test("training runs come out by Winograd's algorithm, too", () => {
		const module = compileKernels(readFileSync(path.resolve(__dirname, "../../../dist/kernels.wasm")));
		assert.ok(module);
		const runs = cases.filter((golden) => "op" in golden && golden.op.startsWith("train"));
		assert.ok(runs.length > 0);
		for (const golden of runs) assert.notEqual(runCase(golden, simd({ module })).kind, "failed", golden.name);
	});

	test("a wrong number is a failure, and so is a missing field", () => {
		const relu = cases.find((golden) => "op" in golden && golden.op === "relu");
		assert.ok(relu && "op" in relu);
		const y = relu.results.y;
		assert.ok(y);
		const wrong = { ...relu, results: { ...relu.results, y: { ...y, data: y.data.map((value, i) => (i === 5 ? value + 0.5 : value)) } } };
		const outcome = runCase(wrong);
		assert.ok(outcome.kind === "failed" && outcome.problem.startsWith("out.y at 5"));
		const without = runCase({ ...relu, inputs: {} });
		assert.ok(without.kind === "failed" && without.problem === "in.x is missing");
		assert.ok(relu.results.gx);
		const uncomputed = runCase({ ...relu, results: { ...relu.results, gz: relu.results.gx } });
		assert.ok(uncomputed.kind === "failed" && uncomputed.problem === "out.gz is not computed");
		const unknown = runCase({ ...relu, op: "constructor" });
		assert.equal(unknown.kind, "skipped");
	});

	test("numbers that stand among the attributes are held to as well", () => {
		for (const [op, name, at] of [
			["lr_schedule", "lr_used_at_step", 7],
			["train", "losses", 19],
			["train_readable", "losses", 4],
			["clip_grad_norm", "total_norm", undefined],
		] as const) {
			const golden = cases.find((candidate) => "op" in candidate && candidate.op === op);
			assert.ok(golden && "op" in golden);
			const right = golden.attributes[name];
			const wrong = Array.isArray(right) ? right.map((value: number, i) => (i === at ? value * 1.001 : value)) : Number(right) * 1.001;
			const outcome = runCase({ ...golden, attributes: { ...golden.attributes, [name]: wrong } });
			assert.ok(outcome.kind === "failed" && outcome.problem.startsWith(`attrs.${name} at ${at ?? 0}`), op);
		}
	});
});
