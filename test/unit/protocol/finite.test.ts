import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { bridged, unbridged } from "../../../src/protocol/finite";

suite("protocol: numbers over VS Code's bridge", () => {
	test("NaN and ±Infinity come out as they went in, through JSON", () => {
		const answer = { ok: true, values: [1, Number.NaN, -Infinity], inner: { sum: Infinity, missing: null, text: "NaN" }, all: [[0, -0.5]] };
		assert.deepEqual(unbridged(JSON.parse(JSON.stringify(bridged(answer)))), answer);
		assert.ok(Number.isNaN(unbridged(JSON.parse(JSON.stringify(bridged(Number.NaN))))));
	});

	test("buffers and what is finite are handed on as they are", () => {
		const answer = { values: new ArrayBuffer(8), list: [1, { x: undefined }], label: undefined };
		assert.equal(bridged(answer), answer);
		assert.equal(unbridged(answer), answer);
		const mixed = { values: answer.values, loss: Number.NaN };
		assert.equal((bridged(mixed) as typeof mixed).values, answer.values);
	});
});
