import assert from "node:assert/strict";
import { suite, test } from "mocha";
import { type Opened, OpenModels } from "../../../src/extension/openModels";
import type { Session } from "../../../src/extension/session";

/** Stands for what is loaded: it counts what becomes of it. */
class Loaded {
	starts = 0;
	readonly disposed: string[] = [];
	train: (session: Session) => void = () => undefined;

	readonly opened = {
		sessions: {
			onTraining: (listener: (session: Session) => void) => {
				this.train = listener;
				return { dispose: () => void this.disposed.push("listener") };
			},
			dispose: () => void this.disposed.push("sessions"),
		},
		editors: { dispose: () => void this.disposed.push("editors") },
	} as unknown as Opened;

	start = (): Promise<Opened> => {
		this.starts++;
		return Promise.resolve(this.opened);
	};
}

suite("extension: what open models need is loaded when it is first asked for", () => {
	test("once, whoever asks and however often", async () => {
		const loaded = new Loaded();
		const models = new OpenModels(loaded.start);
		assert.equal(loaded.starts, 0);
		const [first, second] = await Promise.all([models.opened(), models.opened()]);
		assert.equal(first, loaded.opened);
		assert.equal(second, loaded.opened);
		assert.equal(await models.opened(), loaded.opened);
		assert.equal(loaded.starts, 1);
	});

	test("whoever asks hears why it cannot be loaded; who asks next tries again", async () => {
		const loaded = new Loaded();
		let broken = true;
		const models = new OpenModels(() => (broken ? Promise.reject(new Error("no such file")) : loaded.start()));
		await assert.rejects(models.opened(), /no such file/);
		broken = false;
		assert.equal(await models.opened(), loaded.opened);
	});

	test("training is heard of by those who asked before anything was loaded, until they leave", async () => {
		const loaded = new Loaded();
		const models = new OpenModels(loaded.start);
		const heard: Session[] = [];
		const listening = models.onTraining((session) => heard.push(session));
		await models.opened();
		const session = {} as Session;
		loaded.train(session);
		assert.deepEqual(heard, [session]);
		listening.dispose();
		loaded.train(session);
		assert.equal(heard.length, 1);
	});

	test("what is loaded ends with it, also where it ends while that is being loaded", async () => {
		const all = ["listener", "sessions", "editors"];
		const loaded = new Loaded();
		const models = new OpenModels(loaded.start);
		await models.opened();
		models.dispose();
		assert.deepEqual(loaded.disposed, all);

		const late = new Loaded();
		const ending = new OpenModels(late.start);
		const opened = ending.opened();
		ending.dispose();
		assert.deepEqual(late.disposed, []);
		await opened;
		assert.deepEqual(late.disposed, all);
	});
});
