import assert from "node:assert/strict";
import { suite, suiteSetup, suiteTeardown, test } from "mocha";
import type { FrameLocator } from "playwright-core";
import * as vscode from "vscode";
import { api, closeEverything, openLenet, panelFrame, screenshot, setTheme, until } from "./support";

suite("experiments", () => {
	let editor: vscode.TextEditor;
	let panel: FrameLocator;

	suiteSetup(async () => {
		await closeEverything();
		await setTheme(vscode.ColorThemeKind.Dark);
		editor = await openLenet("tried.cnn.json");
		await vscode.commands.executeCommand("convscope.experiments");
		panel = await panelFrame();
	});

	suiteTeardown(async () => {
		await panel.getByRole("button", { name: "Overview" }).first().click();
		await closeEverything();
	});

	test("the command opens them; the picture is moved with the keyboard, and the engine's scores are printed", async () => {
		await panel.locator(".moves tbody tr").first().waitFor();
		const slider = panel.getByRole("slider", { name: "Down" });
		await slider.fill("0");
		await panel.getByRole("slider", { name: "To the right" }).fill("2");
		await panel.locator(".moves tbody tr").first().filter({ hasText: "0, 2" }).waitFor();
		assert.match((await panel.locator(".moves tbody tr").first().textContent()) ?? "", /Conv2d 0\s*0, 2\s*0moves along exactly/);
		const session = await until("there is a session", async () => (await api()).sessions.find(editor.document.uri));
		const request = { revision: session.revision, kind: "translation", layer: "0", tile: 0, dy: 0, dx: 2 } as const;
		const reply = await session.experiment(request);
		assert.ok(reply.ok && reply.result.kind === "translation");
		const scores = [...new Float32Array(reply.result.after.output ?? new ArrayBuffer(0))];
		const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
		const best = Math.max(...powers) / powers.reduce((sum, power) => sum + power, 0);
		await panel.locator(".trial-scores td.winner:nth-of-type(2)", { hasText: `${(100 * best).toFixed(best === 1 ? 0 : 1)} %` }).waitFor();
		await screenshot("panel-experiments");
	});

	test("a map is switched off; the text's caret follows to its layer", async () => {
		await panel.getByRole("radio", { name: "Switch off a map" }).check();
		await panel.getByRole("combobox", { name: "Layer" }).selectOption("3");
		await until("the caret is on the second convolution", () =>
			editor.document.lineAt(editor.selection.active.line).text.includes('"out_channels": 16'),
		);
		await panel.locator(".result .verdict").first().waitFor();
	});
});
