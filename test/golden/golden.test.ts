import assert from "node:assert/strict";
import path from "node:path";
import { suite, test } from "mocha";
import { readGolden } from "../../src/cli/golden/read";
import { report, runCase } from "../../src/cli/golden/run";

/** Tests are bundled to out/test/golden; the data stays with the sources. */
const folder = path.resolve(__dirname, "../../../test/golden/data");
const cases = readGolden(folder);

suite("golden: kernels against PyTorch", () => {
	const outcomes = cases.map((golden) => runCase(golden));
	for (const outcome of outcomes) {
		if (outcome.kind === "skipped") continue;
		test(`${outcome.suite} ${outcome.name}`, () => {
			if (outcome.kind === "failed") assert.fail(outcome.problem);
			assert.ok(outcome.checked.includes("y"));
		});
	}

	test("every case that a layer can use is claimed", () => {
		const claimed = outcomes.filter((outcome) => outcome.kind !== "skipped");
		assert.equal(claimed.length, 337);
		assert.match(report(outcomes).at(-1) ?? "", /^337 passed, 0 failed, 109 skipped$/);
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
});
