import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { Latest } from "../../../webview/pixel/latest";

/** A questioner whose answers come when the test gives them. */
function held() {
	const pending = new Map<number, () => void>();
	const asked: number[] = [];
	const shown: (number | undefined)[] = [];
	const latest = new Latest<number, number>(
		(question) => {
			asked.push(question);
			return new Promise((resolve) => pending.set(question, () => resolve(question)));
		},
		() => shown.push(latest.answer),
	);
	const answer = async (question: number): Promise<void> => {
		pending.get(question)?.();
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { latest, asked, shown, answer };
}

suite("the latest question wins", () => {
	test("one at a time: what was put meanwhile is left out, but for the last", async () => {
		const { latest, asked, shown, answer } = held();
		for (const question of [1, 2, 3, 3]) latest.ask(question);
		assert.deepEqual(asked, [1]);
		await answer(1);
		assert.deepEqual(asked, [1, 3]);
		await answer(3);
		assert.deepEqual(shown, [1, 3]);
		latest.ask(3);
		assert.deepEqual(asked, [1, 3], "it is known already");
	});

	test("what is forgotten is not answered", async () => {
		const { latest, asked, shown, answer } = held();
		latest.ask(1);
		latest.ask(2);
		latest.forget();
		await answer(1);
		assert.deepEqual([asked, shown], [[1], []]);
		latest.ask(2);
		await answer(2);
		assert.deepEqual(shown, [2]);
	});
});
