import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { idle } from "../../../src/extension/training/state";
import type { PanelTraining } from "../../../src/protocol/training";
import { updated, updateOf } from "../../../src/protocol/trainingUpdate";

const point = (step: number) => ({ step, loss: 1 / step, accuracy: 0.5, lr: 0.1 });
const mark = (step: number) => ({ step, bytes: 100 });
const state = (change: Partial<PanelTraining>) => ({ ...idle, recipe: undefined, blocked: undefined, ...change }) as PanelTraining;

suite("what the panel is told of a run", () => {
	test("of lists that grow, only what is new; a list without anything new stays the same object", () => {
		const train = [point(1), point(2)];
		const first = state({ step: 2, train, snapshots: [mark(0)] });
		const second = state({ step: 3, train: [...train, point(3)], snapshots: [mark(0)] });
		const update = updateOf(first, second);
		assert.deepEqual([update.train, update.snapshots, update.known], [[point(3)], [], { train: 2, test: 0, snapshots: 1 }]);
		const known = updated(updated(undefined, updateOf(undefined, first)), update);
		assert.deepEqual(known, second);
		assert.equal(known.snapshots, first.snapshots);
		assert.equal(updateOf(undefined, first), first, "a new page is told everything");
	});

	test("whatever happens to a run, the panel has what the host has", () => {
		const pool = Array.from({ length: 12 }, (_, i) => point(i + 1));
		const lists = fc.subarray(pool);
		const states = fc.record({ train: lists, test: lists, marks: fc.subarray([0, 10, 20, 30]) });
		fc.assert(
			fc.property(fc.array(states, { maxLength: 6 }), (all) => {
				let [sent, known]: (PanelTraining | undefined)[] = [];
				for (const [step, { train, test, marks }] of all.entries()) {
					const now = state({ step, train, test: test.map((each) => ({ ...each, epoch: 1 })), snapshots: marks.map(mark) });
					known = updated(known, JSON.parse(JSON.stringify(updateOf(sent, now))));
					sent = now;
					assert.deepEqual(known, JSON.parse(JSON.stringify(now)));
				}
			}),
		);
	});
});
