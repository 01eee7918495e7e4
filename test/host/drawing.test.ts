import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import type { Session } from "../../src/extension/session";
import { INPUT_KEY } from "../../src/protocol/frame";
import { api, closeEverything, openLenet, panelFrame, screenshot, setTheme, until, viewKept, workbenchPage } from "./support";

suite("drawing pad", () => {
	let editor: vscode.TextEditor;
	let panel: FrameLocator;

	const session = async (): Promise<Session> => until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
	/** How many pixels of the input are bright, as the engine has it. */
	const bright = async (): Promise<number> => {
		const frame = await (await session()).pictures([{ layer: INPUT_KEY, what: "maps", from: 0, count: 1, maxSide: 28 }]);
		const [set] = frame?.sets ?? [];
		assert.ok(frame && set && set.width === 28 && set.height === 28);
		return new Uint8Array(frame.buffer, set.codes, 784).filter((code) => code > 200).length;
	};

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Dark);
		editor = await openLenet("drawn.cnn.json");
		await vscode.commands.executeCommand("convscope.openPanel");
		panel = await panelFrame();
		await panel.getByText("forward pass").waitFor();
	});
	suiteTeardown(async () => {
		await panel.locator('.sample[data-index="7"]').click(); // what is remembered of this model is for other tests, too
		await panel.locator(".fact", { hasText: "mnist #7" }).waitFor();
		await closeEverything();
	});

	test("what is drawn is the input while it is drawn", async () => {
		await panel.getByRole("button", { name: "Draw", exact: true }).click();
		const canvas = panel.locator("convscope-pad canvas");
		await canvas.waitFor();
		const clear = panel.getByRole("button", { name: "Clear", exact: true });
		if (await clear.isEnabled()) await clear.click();
		const box = await canvas.boundingBox();
		assert.ok(box);
		const { mouse } = await workbenchPage();
		await mouse.move(box.x + box.width / 2, box.y + 0.2 * box.height);
		await mouse.down();
		await mouse.move(box.x + box.width / 2, box.y + 0.5 * box.height, { steps: 10 });
		await panel.locator(".fact", { hasText: "drawing" }).waitFor();
		await until("half of the stroke is in the input", async () => (await bright()) >= 12);
		const half = await bright();
		await mouse.move(box.x + box.width / 2, box.y + 0.8 * box.height, { steps: 10 });
		await mouse.up();
		await until("all of it is", async () => (await bright()) > half + 8);
		await panel.locator(".pad-words", { hasText: "reads" }).waitFor();
		await screenshot("panel-drawing-dark");
	});

	test("it is the input again when the panel has been closed and opened", async () => {
		const all = await bright();
		await viewKept(editor.document.uri, ({ drawing }) => (drawing.at(-1)?.points.at(-1) ?? 0) > 780); // the end of the stroke, at 0.8 of the pad
		(await api()).sessions.controller(editor.document.uri)?.panel.view.dispose();
		await until("the session has ended", async () => (await api()).sessions.find(editor.document.uri) === undefined);
		await vscode.commands.executeCommand("convscope.openPanel");
		panel = await panelFrame();
		await panel.locator(".fact", { hasText: "drawing" }).waitFor();
		assert.equal(await bright(), all);
	});
});
