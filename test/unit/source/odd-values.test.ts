import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { english } from "../../../src/network/text";
import { analyze } from "../../../src/source/analyze";

suite("words that every JavaScript object knows", () => {
	for (const word of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
		test(`${word} is just a word that is not JSON`, () => {
			const [issue] = analyze(word).issues;
			assert.equal(issue?.code, "syntax");
			assert.equal(english(issue.text), `${word} is not JSON; words stand in double quotes.`);
		});
		test(`${word} is just a type and a key that no layer has`, () => {
			const { issues } = analyze(
				`{ "input": [1, 4, 4], "${word}": 1, "layers": [{ "type": "${word}", "${word}": 2 }, { "type": "ReLU", "${word}": 1, "from": "${word}" }] }`,
			);
			for (const code of ["unknown-layer", "unknown-attribute", "unknown-id", "unknown-key"] as const) {
				const found = issues.find((issue) => issue.code === code);
				assert.ok(found, code);
				assert.ok(english(found.text).includes(word), english(found.text));
			}
		});
	}
});

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
