import assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { api, closeEverything, openNewModel, until } from "./support";

const MODEL = `{
	"input": [1, 28, 28],
	"layers": [
		{ "type": "Conv2d", "out_channels": 20, "kernel_size": 3, "padding": 1 },
		{ "type": "ReLU" },
		{ "type": "Conv2d", "out_channels": 28, "kernel_size": 3, "padding": 1 }
	]
}
`;

suite("wide kernels", () => {
	const settings = () => vscode.workspace.getConfiguration("convscope");

	suiteTeardown(async () => {
		await settings().update("wideKernels", undefined, vscode.ConfigurationTarget.Global);
		await closeEverything();
	});

	/** Every number of the last layer's maps, and what computed them. */
	async function computed(session: Session) {
		const wants = [{ layer: "2", what: "maps", from: 0, count: 1, maxSide: 1 }] as const;
		await until("the text is computed", () => session.pictures(wants));
		const numbers: number[] = [];
		for (let tile = 0; tile < 28; tile++) {
			const query = { revision: session.revision, layer: "2", what: "maps", tile, y: 0, x: 0, height: 28, width: 28 } as const;
			const reply = await session.engine.call("patch", [query]);
			assert.ok(reply.ok, JSON.stringify(reply));
			numbers.push(...new Float32Array(reply.values));
		}
		const about = await session.engine.call("about", []);
		assert.ok(about.ok);
		return { words: new Int32Array(Float32Array.from(numbers).buffer), about };
	}

	test("off by default; switched on, the next engine computes with them, to the same bits", async () => {
		assert.equal(settings().get("wideKernels"), false);
		const { document } = await openNewModel("wide.cnn.json", MODEL);
		await vscode.commands.executeCommand("convscope.openPanel");
		const session = await until("there is a session", async () => (await api()).sessions.find(document.uri));
		const before = await computed(session);
		assert.deepEqual([before.about.backend, before.about.wide, before.about.whyNotWide], ["simd", false, undefined]);
		assert.ok(new Set(before.words).size > 1000);

		await settings().update("wideKernels", true, vscode.ConfigurationTarget.Global);
		session.engine.crash("a test ended it");
		const after = await computed(session);
		// A machine whose processor has no operations of 256 bits, or that V8 does not join them for, says so and computes as before.
		const { wide, whyNotWide } = after.about;
		const joins = process.arch === "x64" && /^(13\.([6-9]|\d\d)|14)\./.test(process.versions.v8);
		const reason = joins ? /^they gain too little/ : /^V8 /; // gaining too little is for the processor to say, the rest is not
		assert.ok(wide || reason.test(whyNotWide ?? ""), `neither wide nor a reason that holds here: ${whyNotWide}`);
		assert.deepEqual(after.words, before.words);
	});
});
