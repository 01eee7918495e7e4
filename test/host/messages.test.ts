import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Controller } from "../../src/extension/controller";
import { api, closeEverything, openLenet, panelFrame, until, workbenchPage } from "./support";

/** A call as the page's side of the channel writes it. */
const call = (m: string, ...a: unknown[]) => ({ t: "q", i: "1", m, a });

suite("messages of the panel's page", () => {
	let panel: FrameLocator;
	let controller: Controller;

	suiteSetup(async () => {
		await closeEverything();
		const { document } = await openLenet("messages.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		panel = await panelFrame();
		await panel.locator("convscope-sheet canvas").first().waitFor();
		controller = await until("there is a panel", async () => (await api()).sessions.controller(document.uri));
	});
	suiteTeardown(closeEverything);

	/** Posts as the page's own script does: through the function of VS Code's frame that `acquireVsCodeApi().postMessage` calls. */
	async function post(...messages: unknown[]): Promise<void> {
		const frame = (await workbenchPage()).frameLocator("iframe.webview").first();
		await frame.locator("body").evaluate((_, given) => {
			const { __vscode_post_message__: send } = window as unknown as {
				__vscode_post_message__(command: string, data: { message: unknown }): void;
			};
			for (const message of given) send("onmessage", { message });
		}, messages);
	}

	/** Posts as often as a page in a loop would, and says which reasons for refusing are new. */
	async function refusal(message: unknown): Promise<string[]> {
		const before = new Set(controller.panel.refused);
		await post(message, message, message);
		controller.selected = undefined;
		await panel.locator('button.layer-header[data-key="0"]').click(); // arrives after them
		await until("the panel still works", () => controller.selected === "0");
		return [...controller.panel.refused].filter((reason) => !before.has(reason));
	}

	for (const [what, message, reason] of [
		["no object", 7, /neither a call nor an answer/],
		["an unknown function", call("eval", "process.exit()"), /unknown call.*"eval"/],
		["a function of every object", call("constructor"), /unknown call.*"constructor"/],
		["wrong types", call("select", 3, "yes"), /select.*Expected string but received 3/],
		["a huge number", call("revealLine", 1e300), /revealLine.*1e\+300/],
		["a layer's name without end", call("glow", "x".repeat(100_000)), /glow.*Expected <=512/],
		["a picture that is no buffer", call("dropImage", { name: "a.png", type: "image/png", bytes: {} }), /dropImage.*ArrayBuffer/],
	] as const) {
		test(`${what}: refused, logged once`, async () => {
			const [logged, ...more] = await refusal(message);
			assert.match(logged ?? "", reason);
			assert.deepEqual(more, []);
		});
	}

	test("a call with a list of 200,000 items is refused before the items are looked at", async () => {
		const frame = (await workbenchPage()).frameLocator("iframe.webview").first();
		await frame.locator("body").evaluate(() => {
			const { __vscode_post_message__: send } = window as unknown as {
				__vscode_post_message__(command: string, data: { message: unknown }): void;
			};
			send("onmessage", { message: { t: "q", i: "1", m: "want", a: [Array.from({ length: 200_000 }, () => ({ layer: 0 }))] } });
		});
		await until("it is refused", () => [...controller.panel.refused].some((reason) => /want.*<=1024 but received 200000/.test(reason)));
	});

	test("what was said before is not logged again", async () => {
		for (const message of [null, { hello: "world" }, { t: "q", i: "1", m: "want", a: "all" }, 7, call("eval")])
			assert.deepEqual(await refusal(message), []);
	});

	test("after all of them, maps still come and a pointer's glow goes out without an argument", async () => {
		const before = [...controller.panel.refused];
		const { revision } = controller.session;
		await post(call("glow", "0"), call("glow"), call("glow", null));
		await panel.locator('.sample[data-index="8"]').click();
		await panel.locator(".fact", { hasText: "mnist #8" }).waitFor();
		assert.ok(controller.session.revision > revision);
		assert.deepEqual([...controller.panel.refused], before);
	});
});
