import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { applyEdits } from "../../../src/language/edit";
import { fitClasses } from "../../../src/language/fitClasses";
import { english } from "../../../src/network/text";
import { analyze } from "../../../src/source/analyze";

const model = (layers: string, more = "") => `{ "input": [3, 16, 16], ${more}"layers": [${layers}] }`;
const HEAD = '{ "type": "Flatten" }, { "type": "Linear", "out_features": 10 }';

/** The titles of the fixes, and the text after the first. */
function fixed(text: string, classes: readonly string[]) {
	const fixes = fitClasses(analyze(text), classes);
	return { titles: fixes.map(({ title }) => english(title)), text: applyEdits(text, fixes[0]?.edits ?? []) };
}

suite("language: a network that fits the classes of data", () => {
	test("the last Linear gives as many scores, also past what passes them on", () => {
		for (const tail of ["", ', { "type": "ReLU" }', ', { "type": "Dropout" }, { "type": "LogSoftmax" }']) {
			const { titles, text } = fixed(model(HEAD + tail), ["cat", "dog", "hen"]);
			assert.deepEqual(titles, ["Set out_features of 1 Linear to 3"], tail);
			assert.deepEqual(analyze(text).graph?.nodes.at(-1)?.shape, [3]);
		}
	});

	test("a convolution that is the head, before global pooling", () => {
		const head =
			'{ "type": "Conv2d", "out_channels": 10, "kernel_size": 1 }, { "type": "AdaptiveAvgPool2d", "output_size": 1 }, { "type": "Flatten" }';
		const { titles, text } = fixed(model(head), ["cat", "dog"]);
		assert.deepEqual(titles, ["Set out_channels of 0 Conv2d to 2"]);
		assert.deepEqual(analyze(text).graph?.nodes.at(-1)?.shape, [2]);
	});

	test("labels that the text has become the names of the classes in the same step", () => {
		const { titles, text } = fixed(model(HEAD, '"labels": ["a", "b"], '), ["cat", "dog", "hen"]);
		assert.deepEqual(titles, ["Set out_features of 1 Linear to 3, and the labels to the classes"]);
		assert.ok(text.includes('"labels": ["cat", "dog", "hen"]'));
		assert.deepEqual(analyze(text).issues, []);
		const order = fixed(model(HEAD.replace("10", "2"), '"labels": ["dog", "cat"], '), ["cat", "dog"]);
		assert.deepEqual(order.titles, ["Set the labels to the classes of the data"]);
		assert.deepEqual(fixed(order.text, ["cat", "dog"]).titles, [], "nothing is left to do");
	});

	test("nothing is offered that would not help: no single number decides, or the network is at fault elsewhere", () => {
		assert.deepEqual(
			fixed(model('{ "type": "Conv2d", "out_channels": 6, "kernel_size": 16, "groups": 3 }, { "type": "Flatten" }'), ["a", "b"]).titles,
			[],
		);
		assert.deepEqual(fixed(model(`{ "type": "MaxPool2d", "kernel_size": 99 }, ${HEAD}`), ["a", "b"]).titles, []);
		assert.deepEqual(fixed(model('{ "type": "Flatten" }'), ["a", "b"]).titles, [], "768 numbers of the input itself");
		assert.deepEqual(fixed("{", ["a", "b"]).titles, []);
	});
});
