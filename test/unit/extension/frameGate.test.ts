import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { FrameGate } from "../../../src/extension/frameGate";
import type { Frame } from "../../../src/protocol/frame";

const frame = (revision: number): Frame => ({ revision, sets: [], buffer: new ArrayBuffer(0) });

function gate(drawnMs?: number) {
	const posted: number[] = [];
	const late: number[] = [];
	const landed: number[] = [];
	const frames = new FrameGate({ post: ({ revision }) => posted.push(revision), onLate: (revision) => late.push(revision), drawnMs });
	const send = (revision: number) => frames.send(frame(revision)).then(() => landed.push(revision));
	return { frames, send, posted, late, landed };
}

suite("frames on their way to a panel", () => {
	test("one at a time; of those that wait, the newest goes", async () => {
		const { frames, send, posted, landed } = gate();
		const all = [1, 2, 3].map(send);
		assert.deepEqual(posted, [1]);
		frames.drawn(1);
		await all[0];
		assert.deepEqual(posted, [1, 3]);
		assert.deepEqual(landed.toSorted(), [1, 2], "the second waits for nothing any more");
		frames.drawn(3);
		await Promise.all(all);
	});

	test("only the frame on its way can be drawn", async () => {
		const { frames, send, posted, landed } = gate();
		const first = send(1);
		const second = send(2);
		frames.drawn(2);
		frames.drawn(7);
		await Promise.resolve();
		assert.deepEqual([posted, landed], [[1], []]);
		frames.drawn(1);
		frames.drawn(2);
		await Promise.all([first, second]);
		assert.deepEqual(posted, [1, 2]);
	});

	test("a page that is gone holds nobody up", async () => {
		const { frames, send, posted } = gate();
		const all = [send(1), send(2)];
		frames.clear();
		await Promise.all(all);
		assert.deepEqual(posted, [1], "what waited is not sent to the next page");
		const next = send(3);
		frames.drawn(3);
		await next;
		assert.deepEqual(posted, [1, 3]);
	});

	test("a page that does not answer is not waited for for ever", async () => {
		const { send, posted, late } = gate(1);
		await Promise.all([send(1), send(2)]);
		assert.deepEqual(
			[posted, late],
			[
				[1, 2],
				[1, 2],
			],
		);
	});

	test("whatever is sent and drawn whenever: never two on their way", () => {
		const step = fc.oneof(fc.record({ send: fc.nat(5) }), fc.record({ drawn: fc.nat(5) }), fc.constant({ clear: true }));
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const onTheWay: number[] = [];
				const frames = new FrameGate({
					post: ({ revision }) => {
						onTheWay.push(revision);
						assert.equal(onTheWay.length, 1);
					},
					onLate: () => assert.fail("nothing is late"),
				});
				for (const each of steps) {
					if ("send" in each) void frames.send(frame(each.send));
					else if ("drawn" in each) {
						if (onTheWay[0] === each.drawn) onTheWay.pop();
						frames.drawn(each.drawn);
					} else {
						onTheWay.pop();
						frames.clear();
					}
				}
				onTheWay.pop();
				frames.clear();
			}),
		);
	});
});
