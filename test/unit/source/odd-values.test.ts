import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { analyze } from "../../../src/source/analyze";

suite("values that have no number in them", () => {
	// `{"toString": 0}` and the like cannot be turned into a number or a word at all.
	for (const value of ['[{"toString": 0}]', '{"valueOf": 1, "toString": 1}', '[[{"toString": null}]]', '{"__proto__": 3}']) {
		test(`input ${value} is an issue, not an exception`, () => {
			const { issues, input } = analyze(`{ "input": ${value}, "layers": [{ "type": "ReLU" }] }`);
			assert.equal(input, undefined);
			assert.ok(issues.some(({ code }) => code === "invalid-input"));
		});
	}
});
