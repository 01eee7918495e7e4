import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { suite, test } from "mocha";
import { gunzip } from "../../../src/worker/gunzip";

const packed = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(gzipSync(bytes)).buffer;

const cutOff = { name: "TypeError", message: "its gzip data are damaged or cut off" };

suite("worker: gzip", () => {
	const text = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251);

	test("what was packed comes out, up to the bound", async () => {
		assert.deepEqual(await gunzip(packed(text), 5000), text);
		assert.equal((await gunzip(packed(new Uint8Array(0)), 0)).length, 0);
	});

	test("a small file that unpacks to a large one is left off at the bound", async () => {
		const bomb = packed(new Uint8Array(64 * 1024 * 1024));
		assert.ok(bomb.byteLength < 100_000);
		await assert.rejects(gunzip(bomb, 1024 * 1024), RangeError);
		await assert.rejects(gunzip(packed(text), 4999), RangeError);
	});

	test("cut off anywhere it is refused", async () => {
		const whole = packed(text);
		for (let end = 0; end < whole.byteLength; end += 1 + Math.floor(whole.byteLength / 40)) {
			await assert.rejects(gunzip(whole.slice(0, end), 5000), cutOff, `at ${end}`);
		}
	});

	test("damaged it is refused: the sum at its end tells", async () => {
		const bytes = new Uint8Array(packed(text));
		const at = bytes.length - 6;
		bytes[at] = (bytes[at] ?? 0) ^ 1;
		await assert.rejects(gunzip(bytes.buffer, 5000), cutOff);
	});
});
