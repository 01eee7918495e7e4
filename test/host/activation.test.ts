import assert from "node:assert/strict";
import { suite, suiteTeardown, test } from "mocha";
import * as vscode from "vscode";
import { closeEverything, extensionId, openModel, screenshot, setTheme, until, workbenchPage } from "./support";

suite("the extension in VS Code", () => {
	suiteTeardown(closeEverything);

	test("is there, and wakes up with a model file", async () => {
		const extension = vscode.extensions.getExtension(extensionId);
		assert.ok(extension, `${extensionId} is not installed`);
		const editor = await openModel("lenet.cnn.json");
		assert.equal(editor.document.languageId, "jsonc");
		await until("the extension is active", () => extension.isActive);
	});

	test("registers every command that package.json declares", async () => {
		const extension = vscode.extensions.getExtension(extensionId);
		await extension?.activate();
		const declared: { command: string }[] = extension?.packageJSON.contributes.commands;
		assert.ok(declared.length > 0);
		const registered = new Set(await vscode.commands.getCommands(true));
		assert.deepEqual(
			declared.map(({ command }) => command).filter((command) => !registered.has(command)),
			[],
		);
	});

	test("shows the model file in the window", async () => {
		const page = await workbenchPage();
		await page.locator(".view-line", { hasText: "LeNet-5" }).first().waitFor();
		for (const kind of [vscode.ColorThemeKind.Light, vscode.ColorThemeKind.HighContrast, vscode.ColorThemeKind.Dark]) await setTheme(kind);
		await screenshot("model-file");
	});
});
