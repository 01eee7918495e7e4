import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { english } from "../../../src/network/text";
import { weightsWords } from "../../../webview/weights";

const said = (...args: Parameters<typeof weightsWords>) => english(weightsWords(...args).words);
const weights = (initialised: number, given: number, trained: number) => ({ initialised, given, trained, file: "lenet.safetensors" });

suite("webview: where weights come from", () => {
	test("nothing known, or all initialised: untrained", () => {
		assert.equal(said(undefined, undefined), "untrained");
		assert.equal(said(weights(5, 0, 0), undefined), "untrained");
		assert.equal(said(weights(5, 0, 0), { step: 0, shown: undefined }), "untrained");
	});

	test("of a file", () => {
		assert.equal(said(weights(0, 5, 0), { step: 0, shown: undefined }), "weights of lenet.safetensors");
	});

	test("trained: how far, or that they were", () => {
		assert.equal(said(weights(0, 0, 5), { step: 1250, shown: undefined }), "after 1,250 steps");
		assert.equal(said(weights(0, 0, 5), { step: 1250, shown: 400 }), "after 400 steps");
		assert.equal(said(weights(0, 0, 5), { step: 1250, shown: 0 }), "before the first step");
		assert.equal(said(weights(0, 0, 5), { step: 0, shown: undefined }), "trained");
	});

	test("of a file that was loaded after a training, until it is trained on; where origins are not known, steps tell", () => {
		assert.equal(said(weights(0, 5, 0), { step: 500, shown: undefined }), "weights of lenet.safetensors");
		assert.equal(said(weights(5, 0, 0), { step: 500, shown: undefined }), "untrained");
		assert.equal(said(undefined, { step: 500, shown: undefined }), "after 500 steps");
	});

	test("in part", () => {
		assert.equal(said(weights(1, 4, 0), undefined), "1 of 5 layers untrained");
		assert.equal(said(weights(2, 0, 3), { step: 9, shown: undefined }), "2 of 5 layers untrained");
	});
});
