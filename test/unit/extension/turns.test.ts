import assert from "node:assert/strict";
import fc from "fast-check";
import { suite, test } from "mocha";
import { Turns } from "../../../src/extension/turns";

/** Turns whose work ends when the test says so. */
function slow() {
	const log: string[] = [];
	let end: () => void = () => assert.fail("nothing is under way");
	const work = (name: string) => () => {
		log.push(name);
		return new Promise<void>((resolve) => {
			end = resolve;
		});
	};
	const turns = new Turns(work("run"), work("look"));
	return { log, turns, end: () => end() };
}

/** Lets everything happen that waits for nothing but its turn. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

suite("a session's turns", () => {
	test("a look waits for the run before it, its frame included", async () => {
		const { log, turns, end } = slow();
		turns.askRun();
		turns.askLook();
		await settle();
		assert.deepEqual(log, ["run"]);
		end();
		await settle();
		assert.deepEqual(log, ["run", "look"]);
		end();
		await turns.idle;
		assert.deepEqual(log, ["run", "look"]);
	});

	test("many questions meanwhile are one; a run answers a look", async () => {
		const { log, turns, end } = slow();
		turns.askLook();
		for (let i = 0; i < 5; i++) turns.askLook();
		turns.askRun();
		turns.askRun();
		await settle();
		end();
		await settle();
		assert.deepEqual(log, ["look", "run"]);
		end();
		await turns.idle;
		assert.deepEqual(log, ["look", "run"]);
	});

	test("what does not start waits for what does", async () => {
		const { log, turns, end } = slow();
		turns.askRun(false);
		await settle();
		assert.deepEqual([log, turns.behind], [[], true]);
		turns.askRun();
		await settle();
		end();
		await turns.idle;
		assert.deepEqual([log, turns.behind], [["run"], false]);
	});

	test("work that fails does not stop what is asked next", async () => {
		let fails = true;
		let runs = 0;
		const turns = new Turns(
			async () => {
				runs++;
				if (fails) throw new Error("no");
			},
			async () => undefined,
		);
		turns.askRun();
		await assert.rejects(turns.idle, /no/);
		fails = false;
		turns.askRun();
		await turns.idle;
		assert.equal(runs, 2);
	});

	test("whatever is asked whenever: never two at once, and nothing asked is left undone", async () => {
		const action = fc.constantFrom("run", "look", "breathe");
		await fc.assert(
			fc.asyncProperty(
				fc.array(action, { maxLength: 30 }),
				fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 }),
				async (actions, breaths) => {
					let under = 0;
					let most = 0;
					let asked = 0;
					let seen = 0;
					const work = async () => {
						seen = asked;
						most = Math.max(most, ++under);
						for (let i = breaths.shift() ?? 1; i > 0; i--) await Promise.resolve();
						under--;
					};
					const turns = new Turns(work, work);
					for (const each of actions) {
						if (each === "breathe") await Promise.resolve();
						else {
							asked++;
							if (each === "run") turns.askRun();
							else turns.askLook();
						}
					}
					await turns.idle;
					assert.equal(seen, asked, "the last work began after the last question");
					assert.ok(most <= 1);
				},
			),
		);
	});
});
