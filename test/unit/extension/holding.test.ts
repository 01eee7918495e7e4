import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Holding } from "../../../src/extension/holding";

suite("extension: messages that are held for a moment", () => {
	const elapsed = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

	test("they come in their order, with those that come meanwhile, and then nothing is held", async () => {
		const holding = new Holding();
		const sent: number[] = [];
		const send = (n: number) => holding.send(() => void sent.push(n));
		send(1);
		assert.deepEqual(sent, [1]);
		holding.hold(5);
		send(2);
		send(3);
		assert.deepEqual(sent, [1]);
		while (sent.length < 3) await elapsed(1);
		send(4);
		assert.deepEqual(sent, [1, 2, 3, 4]);
	});

	test("one that is sent while held ones go out comes after them", async () => {
		const holding = new Holding();
		const sent: string[] = [];
		holding.hold(1);
		await new Promise<void>((resolve) => {
			holding.send(() => {
				sent.push("first");
				holding.send(() => {
					sent.push("answer");
					resolve();
				});
			});
			holding.send(() => void sent.push("second"));
		});
		assert.deepEqual(sent, ["first", "second", "answer"]);
	});

	test("who types on does not hold them for longer", async () => {
		const holding = new Holding();
		let sent = false;
		holding.hold(20);
		holding.send(() => {
			sent = true;
		});
		for (let key = 0; !sent; key++) {
			assert.ok(key < 1000);
			holding.hold(20);
			await elapsed(1);
		}
	});
});
