import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { plainColour } from "../../../webview/export/plain";

suite("webview: colours of an exported picture", () => {
	test("what only browsers know becomes rgb and an opacity", () => {
		assert.deepEqual(plainColour("color(srgb 0.121569 0.5 1 / 0.3)"), { rgb: "rgb(31, 128, 255)", alpha: 0.3 });
		assert.deepEqual(plainColour("color(srgb 0.91 1e-7 0)"), { rgb: "rgb(232, 0, 0)", alpha: 1 });
		assert.deepEqual(plainColour("rgba(1, 2, 3, 0.5)"), { rgb: "rgb(1, 2, 3)", alpha: 0.5 });
	});

	test("what is plain stays", () => {
		for (const colour of ["rgb(1, 2, 3)", "none", "#fff", ""]) assert.equal(plainColour(colour), undefined);
	});
});
