import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import type { Graph } from "../../src/network/graph";
import { api, closeEverything, openNewModel, panelFrame, replaceText, until } from "./support";

const SECOND = '{ "type": "Conv2d", "out_channels": 5, "kernel_size": 3 }';
const MODEL = `{
	"input": [1, 28, 28],
	"layers": [
		{ "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1 },
		{ "type": "ReLU" },
		${SECOND}
	]
}
`;

/** Sixteen thousand million multiply-adds: a worker is busy for long after the deadline below. */
const endless: Graph = {
	input: [1, 28, 28],
	nodes: Array.from({ length: 100 }, (_, i) => ({
		key: `${i}`,
		type: "Conv2d",
		inputs: [i - 1],
		attributes: { out_channels: 64, kernel_size: 7, padding: 3 },
		shape: [64, 28, 28],
	})),
};

suite("weights survive the engine", () => {
	let session: Session;
	let panel: FrameLocator;

	suiteSetup(async () => {
		await closeEverything();
		const editor = await openNewModel("survival.cnn.json", MODEL);
		await vscode.commands.executeCommand("convscope.openPanel");
		session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		panel = await panelFrame();
		await panel.getByText("forward pass").waitFor();
		const before = await numbers("2", 1, 4);
		// In front of the second convolution: that goes on as the third of its type, which the seed knows other numbers for.
		await replaceText(editor, SECOND, `{ "type": "Conv2d", "out_channels": 4, "kernel_size": 1 }, ${SECOND}`);
		await until("there is one layer more", () => session.model.layers.length === 4);
		assert.deepEqual((await numbers("3", 1, 4))[0], before[0], "the kernels were carried over by position");
	});

	suiteTeardown(async () => {
		await closeEverything();
	});

	/** Exact numbers of the newest revision: of some kernels and some maps of a layer. */
	async function numbers(layer: string, from: number, count: number): Promise<readonly (readonly number[])[]> {
		const wants = [{ layer, what: "maps", from: 0, count: 1, maxSide: 1 }] as const;
		await until("the newest text is computed", () => session.pictures(wants));
		const found: number[][] = [];
		for (const [what, side] of [
			["kernels", 3],
			["maps", 26],
		] as const) {
			const values: number[] = [];
			for (let tile = from; tile < from + count; tile++) {
				const query = { revision: session.revision, layer, what, tile, y: 0, x: 0, height: side, width: side };
				const reply = await session.engine.call("patch", [query]);
				assert.ok(reply.ok, JSON.stringify(reply));
				values.push(...new Float32Array(reply.values));
			}
			assert.ok(values.length === count * side * side && new Set(values).size > 9 && !values.some(Number.isNaN));
			found.push(values);
		}
		return found;
	}

	const restarted = () => panel.getByText("was restarted", { exact: false });

	test("it dies: kernels and maps are exactly the same afterwards, and the panel says it", async () => {
		const before = await numbers("3", 1, 4);
		session.engine.crash("a test ended it");
		assert.equal(session.engine.alive, false);
		await panel.getByText("a test ended it", { exact: false }).waitFor();
		await restarted().waitFor();
		assert.deepEqual(await numbers("3", 1, 4), before);
		assert.ok(session.engine.alive);
	});

	test("it hangs: ended at its deadline, restarted, said; the same kernels, maps and picture", async () => {
		// The notice of the death before goes with the next text that is computed.
		session.chooseInput({ kind: "sample", dataset: "mnist", index: 3 });
		await restarted().waitFor({ state: "detached" });
		const before = await numbers("3", 1, 4);
		const picture = session.input.choice;
		const request = { revision: 1_000_000, graph: endless, seed: 0, input: picture, wants: [], memoryLimit: 2 ** 31 };
		const reply = await session.engine.call("run", [request], 300);
		assert.deepEqual([reply.ok, "code" in reply && reply.code], [false, "lost"]);
		await panel.getByText("no answer to run", { exact: false }).waitFor();
		await restarted().waitFor();
		assert.deepEqual(await numbers("3", 1, 4), before);
		assert.deepEqual(session.input.choice, picture);
		assert.equal(await panel.locator('.sample[data-index="3"]').getAttribute("aria-selected"), "true");
	});
});
