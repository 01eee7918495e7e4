import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { buffersOfMessage, exactBuffers } from "../../../src/protocol/exact";

suite("protocol: only whole buffers are posted", () => {
	const large = new ArrayBuffer(1024);

	test("buffers of arguments and answers are found, each once", () => {
		const other = new ArrayBuffer(8);
		assert.deepEqual(buffersOfMessage({ t: "q", m: "setImage", a: [{ width: 1, rgba: large }, other, other] }), [large, other]);
		assert.deepEqual(buffersOfMessage({ t: "s", i: "1", r: { ok: true, frame: { sets: [], buffer: large } } }), [large]);
		assert.deepEqual(buffersOfMessage({ t: "s", i: "1" }), []);
		assert.deepEqual(buffersOfMessage(undefined), []);
	});

	test("shared memory cannot be handed over, and is not", () => {
		const shared = new SharedArrayBuffer(8);
		const weights = {
			seed: 1,
			layers: [
				{
					key: "0",
					tensors: [
						{ name: "weight", buffer: shared },
						{ name: "bias", buffer: large },
					],
				},
			],
		};
		assert.deepEqual(buffersOfMessage({ t: "s", r: { ok: true, weights } }), []);
		assert.deepEqual(exactBuffers([{ shared }]), []);
	});

	for (const [what, view] of [
		["a few numbers of much", new Float32Array(large, 8, 3)],
		["even all of it", new Uint8Array(large)],
		["a Node buffer", Buffer.from("abc")],
		["a DataView", new DataView(large, 0, 4)],
	] as const) {
		test(`a view is refused: ${what}`, () => {
			for (const message of [
				{ t: "q", m: "frame", a: [{ revision: 1, sets: [], buffer: view }] },
				{ t: "q", m: "setImage", a: [view] },
				{ t: "s", i: "1", r: { ok: true, frame: { sets: [], buffer: view } } },
				{ t: "s", i: "1", r: view },
			])
				assert.throws(() => buffersOfMessage(message), /is a view of \d+ bytes; only whole buffers are posted/);
		});
	}
});
